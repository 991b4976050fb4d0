import type { Tour, TourStop } from '@quayside/contract';
import type { ApiProblem } from '../../api/problem.ts';
import type { Feedback } from '../ui/feedback.ts';
import type { Came, PickCommand } from './tour.ts';

export interface Shared {
  /** As the server told it, with what still waits in the outbox already applied. */
  tour: Tour;
  note: Note | null;
  news: News | null;
  /** Pick tasks confirmed on this device, oldest first: what Undo takes back. */
  confirmed: readonly string[];
  /** The bin in front of the picker: its label need not be scanned again for the next item. */
  standingAt: { locationBarcode: string; locationScan: string } | null;
}

/** What is in the picker's hands and not yet in a tote. */
export interface Draft {
  stop: TourStop;
  locationScan: string;
  /** The last item code that counted; null until one was scanned. */
  skuScan: string | null;
  /** Base units of each scan, oldest first, so that Undo takes back one scan. */
  scans: readonly number[];
  /** Units to collect here: the stop's, or what was found when it is short. */
  targetQty: number;
  isShort: boolean;
}

export type PickScreen = Shared &
  (
    | { at: 'bind_tote'; slot: number }
    | { at: 'scan_location'; stop: TourStop }
    | { at: 'scan_item'; draft: Draft }
    | { at: 'scan_tote'; draft: Draft }
    | { at: 'count_found'; draft: Draft }
    | { at: 'wait_short'; stop: TourStop; missingQty: number }
    | {
        at: 'told_short';
        stop: TourStop;
        missingQty: number;
        outcome: 'other_bin' | 'order_short';
        otherLocationCode: string | null;
      }
    | { at: 'ask_undo'; stop: TourStop }
    | { at: 'ask_hand_back'; draft: Draft | null }
    | { at: 'put_aside'; stop: TourStop; heldQty: number }
    | { at: 'refused'; refusal: Refusal; draft: Draft | null }
    | { at: 'done'; reason: 'picked' | 'cancelled' | 'handed_back' }
  );
export type PickState = PickScreen['at'];
export type ScreenAt<A extends PickState> = Extract<PickScreen, { at: A }>;

/** A refusal of the server as the screen shows it; `about` names what was being done. */
export interface Refusal {
  problem: ApiProblem;
  about: PickCommand['kind'] | 'hand_back';
  locationCode: string | null;
  skuName: string | null;
}

/** What the last scan or key did, in facts; the view finds the words. */
export type Note =
  | { tone: 'wrong'; kind: 'wrong_location'; expected: string; came: Came }
  | { tone: 'wrong'; kind: 'wrong_item'; expected: string; came: Came }
  | { tone: 'wrong'; kind: 'wrong_lot'; expected: string; came: string }
  | { tone: 'wrong'; kind: 'wrong_tote'; slot: number; expected: string; came: Came }
  | { tone: 'wrong'; kind: 'not_a_tote'; came: Came }
  | { tone: 'wrong'; kind: 'tote_on_cart'; slot: number; toteBarcode: string }
  | { tone: 'wrong'; kind: 'too_many'; wantedQty: number; offeredQty: number }
  | { tone: 'wrong'; kind: 'scan_item_first' }
  | { tone: 'wrong'; kind: 'scan_location_first' }
  | { tone: 'wrong'; kind: 'type_the_number' }
  | { tone: 'wrong'; kind: 'read_this_first' }
  | { tone: 'wrong'; kind: 'no_more_work' }
  | { tone: 'again'; kind: 'location_again' }
  | { tone: 'again'; kind: 'tote_again'; slot: number }
  | { tone: 'again'; kind: 'nothing_to_undo' }
  | { tone: 'again'; kind: 'scans_waiting'; waiting: number }
  | { tone: 'right'; kind: 'undone_scan'; countedQty: number }
  | { tone: 'right'; kind: 'all_found' };

/** What changed on the server while the picker was elsewhere on the tour. */
export type News =
  | { kind: 'order_cancelled'; orderNumber: string; slot: number }
  | { kind: 'other_bin'; skuName: string; locationCode: string }
  | { kind: 'order_short'; skuName: string; orderNumber: string };

export type PickEvent =
  | { type: 'scanned'; text: string }
  | { type: 'quantity_typed'; qty: number }
  | { type: 'short_pressed' }
  | { type: 'undo_pressed' }
  | { type: 'hand_back_pressed'; waiting: number }
  | { type: 'go_on_pressed' }
  | { type: 'cancel_pressed' }
  | { type: 'tour_read'; tour: Tour; pending: readonly PickCommand[] }
  | {
      type: 'short_answered';
      pickTaskId: string;
      outcome: 'other_bin' | 'order_short';
      otherLocationCode: string | null;
    }
  | { type: 'refused'; refusal: Refusal };
export type PickEventOf<T extends PickEvent['type']> = Extract<PickEvent, { type: T }>;

/** What the page does after a step, in order. */
export type PickEffect =
  | { do: 'feedback'; feedback: Feedback }
  | { do: 'send'; command: PickCommand }
  | { do: 'hand_back' }
  | { do: 'leave' };

export interface PickStep {
  screen: PickScreen;
  effects: readonly PickEffect[];
}

/** What one state does with each event: every pair is decided, none is left to chance. */
export type StateRules<S extends PickScreen> = {
  [T in PickEvent['type']]: (screen: S, event: PickEventOf<T>) => PickStep;
};
export type PickTable = { [A in PickState]: StateRules<ScreenAt<A>> };
