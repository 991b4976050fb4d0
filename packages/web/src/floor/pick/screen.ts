import { rules } from './rules.ts';
import type { PickEvent, PickScreen, PickStep, StateRules } from './state.ts';

/**
 * The story. A picker pushes a cart of totes along a tour. At each stop the handheld says where to
 * go; she scans the bin's label, scans the goods until the count is full, scans the tote, and walks
 * on. Nothing needs a touch on that road. Where the bin holds less she presses Short and says how
 * many there are; where she erred she presses Undo. When an order is cancelled under her hands she
 * is stopped and told what to put back. The network may be away for minutes: what she did waits in
 * the outbox, and a refusal that comes back late is shown before she goes on.
 *
 * `step` is the whole logic of the screen: a complete table of state × event (rules.ts), pure.
 *
 * One event in: the next screen and what the page has to do out.
 */
export function step(screen: PickScreen, event: PickEvent): PickStep {
  switch (screen.at) {
    case 'bind_tote':
      return apply(rules.bind_tote, screen, event);
    case 'scan_location':
      return apply(rules.scan_location, screen, event);
    case 'scan_item':
      return apply(rules.scan_item, screen, event);
    case 'scan_tote':
      return apply(rules.scan_tote, screen, event);
    case 'count_found':
      return apply(rules.count_found, screen, event);
    case 'wait_short':
      return apply(rules.wait_short, screen, event);
    case 'told_short':
      return apply(rules.told_short, screen, event);
    case 'ask_undo':
      return apply(rules.ask_undo, screen, event);
    case 'ask_hand_back':
      return apply(rules.ask_hand_back, screen, event);
    case 'put_aside':
      return apply(rules.put_aside, screen, event);
    case 'refused':
      return apply(rules.refused, screen, event);
    case 'done':
      return apply(rules.done, screen, event);
    default:
      return screen satisfies never;
  }
}

function apply<S extends PickScreen>(of: StateRules<S>, screen: S, event: PickEvent): PickStep {
  switch (event.type) {
    case 'scanned':
      return of.scanned(screen, event);
    case 'quantity_typed':
      return of.quantity_typed(screen, event);
    case 'short_pressed':
      return of.short_pressed(screen, event);
    case 'undo_pressed':
      return of.undo_pressed(screen, event);
    case 'hand_back_pressed':
      return of.hand_back_pressed(screen, event);
    case 'go_on_pressed':
      return of.go_on_pressed(screen, event);
    case 'cancel_pressed':
      return of.cancel_pressed(screen, event);
    case 'tour_read':
      return of.tour_read(screen, event);
    case 'short_answered':
      return of.short_answered(screen, event);
    case 'refused':
      return of.refused(screen, event);
    default:
      return event satisfies never;
  }
}
