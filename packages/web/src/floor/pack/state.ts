import type { PackJob } from '@quayside/contract';
import type { ApiProblem } from '../../api/problem.ts';
import type { Feedback } from '../ui/feedback.ts';

/** Units scanned at this station whose verification the server has not answered yet, by SKU line. */
export type PendingQty = Readonly<Record<string, number>>;

export type Shared = { note: PackNote | null };
/** A job on the bench: as the server told it, with the scans that are still on their way. */
export type OnBench = Shared & { job: PackJob; pending: PendingQty };

export type PackScreen =
  | (Shared & { at: 'scan_tote' })
  | (Shared & { at: 'opening'; scan: string })
  | (OnBench & { at: 'verify' })
  | (OnBench & { at: 'choose_carton'; cartonCode: string })
  | (OnBench & { at: 'weigh'; cartonCode: string })
  | (OnBench & { at: 'doubt_weight'; cartonCode: string; weightG: number })
  | (OnBench & { at: 'closing'; cartonCode: string; weightG: number })
  | (OnBench & { at: 'wait_label' })
  | (OnBench & { at: 'labelled' })
  | (OnBench & { at: 'stopped' })
  | (OnBench & { at: 'putting_back' });
export type PackState = PackScreen['at'];
export type PackScreenAt<A extends PackState> = Extract<PackScreen, { at: A }>;

export type PackNote =
  | { tone: 'wrong'; kind: 'unknown_item'; code: string }
  | { tone: 'wrong'; kind: 'extra_item'; skuName: string; qty: number }
  | { tone: 'wrong'; kind: 'pack_too_big'; skuName: string; leftQty: number; unitsPer: number }
  | { tone: 'wrong'; kind: 'unknown_carton'; code: string }
  | { tone: 'wrong'; kind: 'no_weight'; text: string }
  | { tone: 'wrong'; kind: 'not_ready'; leftQty: number }
  | { tone: 'wrong'; kind: 'busy' }
  | { tone: 'wrong'; kind: 'refused'; problem: ApiProblem }
  | { tone: 'right'; kind: 'put_back_done'; orderNumber: string }
  | { tone: 'again'; kind: 'label_still_out'; orderNumber: string };

export type PackEvent =
  | { type: 'scanned'; text: string }
  /** A carton by its place in the list, 1 to 9, or by its code. */
  | { type: 'carton_picked'; cartonCode: string }
  | { type: 'number_key'; digit: number }
  | { type: 'weight_typed'; text: string }
  | { type: 'go_on_pressed' }
  | { type: 'back_pressed' }
  | { type: 'start_over_pressed' }
  | { type: 'job_read'; job: PackJob; verifiedScan: string | null }
  | { type: 'put_back_done' }
  | { type: 'refused'; problem: ApiProblem; verifiedScan: string | null };
export type PackEventOf<T extends PackEvent['type']> = Extract<PackEvent, { type: T }>;

export type PackEffect =
  | { do: 'feedback'; feedback: Feedback }
  | { do: 'open'; scan: string }
  | { do: 'verify'; outboundOrderId: string; scan: string }
  | { do: 'reread'; scan: string }
  | { do: 'start_over'; outboundOrderId: string }
  | {
      do: 'close';
      outboundOrderId: string;
      cartonCode: string;
      weightG: number;
      isWeightConfirmed: boolean;
    }
  | { do: 'put_back'; outboundOrderId: string; locationScan: string };

export interface PackStep {
  screen: PackScreen;
  effects: readonly PackEffect[];
}

/** What one state does with each event: every pair is decided. */
export type PackRules<S extends PackScreen> = {
  [T in PackEvent['type']]: (screen: S, event: PackEventOf<T>) => PackStep;
};
export type PackTable = { [A in PackState]: PackRules<PackScreenAt<A>> };
