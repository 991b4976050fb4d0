import type { Manifest, ReplyOf, warehouseRoutes } from '@quayside/contract';
import type { ApiProblem } from '../../api/problem.ts';
import type { Feedback } from '../ui/feedback.ts';

export type Parcel = ReplyOf<typeof warehouseRoutes.getManifest>['parcels'][number];
/** A manifest with its parcels and those that still wait, as the server told it. */
export interface ManifestReading {
  manifest: Manifest;
  parcels: readonly Parcel[];
}

export type HandoverNote =
  | { tone: 'right'; kind: 'taken'; orderNumber: string; code: string }
  | { tone: 'again'; kind: 'already_on'; orderNumber: string; code: string }
  | { tone: 'again'; kind: 'checking'; code: string }
  | { tone: 'again'; kind: 'scans_waiting'; waiting: number }
  | { tone: 'wrong'; kind: 'refused'; problem: ApiProblem; code: string | null }
  | { tone: 'wrong'; kind: 'nothing_scanned' }
  | { tone: 'wrong'; kind: 'is_closed' };

interface Shared {
  reading: ManifestReading;
  note: HandoverNote | null;
}
export type HandoverScreen = Shared &
  ({ at: 'scanning' } | { at: 'ask_close' } | { at: 'closing' } | { at: 'closed' });
export type HandoverState = HandoverScreen['at'];
export type HandoverScreenAt<A extends HandoverState> = Extract<HandoverScreen, { at: A }>;

export type HandoverEvent =
  | { type: 'scanned'; text: string }
  | { type: 'answered'; manifest: Manifest; parcel: Parcel; wasAlreadyOn: boolean; scan: string }
  | { type: 'manifest_read'; reading: ManifestReading }
  | { type: 'closed'; manifest: Manifest }
  | { type: 'refused'; problem: ApiProblem; scan: string | null }
  | { type: 'close_pressed'; waiting: number }
  | { type: 'go_on_pressed' }
  | { type: 'back_pressed' };
export type HandoverEventOf<T extends HandoverEvent['type']> = Extract<HandoverEvent, { type: T }>;

export type HandoverEffect =
  | { do: 'feedback'; feedback: Feedback }
  | { do: 'send'; manifestId: string; scan: string }
  | { do: 'close'; manifestId: string }
  | { do: 'reread' };

export interface HandoverStep {
  screen: HandoverScreen;
  effects: readonly HandoverEffect[];
}
export type HandoverRules<S extends HandoverScreen> = {
  [T in HandoverEvent['type']]: (screen: S, event: HandoverEventOf<T>) => HandoverStep;
};
export type HandoverTable = { [A in HandoverState]: HandoverRules<HandoverScreenAt<A>> };
