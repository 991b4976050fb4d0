import { rules } from './rules.ts';
import type { PackEvent, PackRules, PackScreen, PackStep } from './state.ts';

/**
 * The story. A packer scans a tote; its order comes onto the bench. She scans every unit into the
 * carton: a wrong or extra one stops her in red. When all are in, she takes the carton suggested (or
 * another by its number), puts it on the scale, types the weight, and the label comes; until the
 * carrier's own label has come she sees that it is awaited. The next tote's scan brings the next
 * order. A cancelled order stops the bench: its goods go back to the location she scans.
 *
 * One event in: the next screen and what the page has to do out. Pure; the table is in rules.ts.
 */
export function step(screen: PackScreen, event: PackEvent): PackStep {
  switch (screen.at) {
    case 'scan_tote':
      return apply(rules.scan_tote, screen, event);
    case 'opening':
      return apply(rules.opening, screen, event);
    case 'verify':
      return apply(rules.verify, screen, event);
    case 'choose_carton':
      return apply(rules.choose_carton, screen, event);
    case 'weigh':
      return apply(rules.weigh, screen, event);
    case 'doubt_weight':
      return apply(rules.doubt_weight, screen, event);
    case 'closing':
      return apply(rules.closing, screen, event);
    case 'wait_label':
      return apply(rules.wait_label, screen, event);
    case 'labelled':
      return apply(rules.labelled, screen, event);
    case 'stopped':
      return apply(rules.stopped, screen, event);
    case 'putting_back':
      return apply(rules.putting_back, screen, event);
    default:
      return screen satisfies never;
  }
}

function apply<S extends PackScreen>(of: PackRules<S>, screen: S, event: PackEvent): PackStep {
  switch (event.type) {
    case 'scanned':
      return of.scanned(screen, event);
    case 'carton_picked':
      return of.carton_picked(screen, event);
    case 'number_key':
      return of.number_key(screen, event);
    case 'weight_typed':
      return of.weight_typed(screen, event);
    case 'go_on_pressed':
      return of.go_on_pressed(screen, event);
    case 'back_pressed':
      return of.back_pressed(screen, event);
    case 'start_over_pressed':
      return of.start_over_pressed(screen, event);
    case 'job_read':
      return of.job_read(screen, event);
    case 'put_back_done':
      return of.put_back_done(screen, event);
    case 'refused':
      return of.refused(screen, event);
    default:
      return event satisfies never;
  }
}
