import { type Tour, warehouseRoutes } from '@quayside/contract';
import { call } from '../../api/call.ts';
import type { PickCommand } from '../pick/tour.ts';

/** What the outbox carries: work done on the floor that the server must take exactly once. */
export type FloorCommand =
  | PickCommand
  | { kind: 'verify_item'; outboundOrderId: string; scan: string }
  | { kind: 'scan_parcel'; manifestId: string; scan: string };

/** The answers, by kind, as the pages take them. */
export type PickAnswer = {
  tour: Tour;
  short: { outcome: 'other_bin' | 'order_short'; otherLocationCode: string | null } | null;
};

/** Sends one command under its key; the server answers a repeated key with its first answer. */
export async function sendCommand(command: FloorCommand, idempotencyKey: string) {
  switch (command.kind) {
    case 'bind_tote': {
      const { tourId: id, slot, toteScan } = command;
      const body = { slot, toteScan };
      const tour = await call(warehouseRoutes.bindTote, { params: { id }, body, idempotencyKey });
      return { kind: 'pick', tour, short: null } as const;
    }
    case 'confirm_pick': {
      const { pickTaskId: id, locationScan, skuScan, toteScan, qty } = command;
      const body = { locationScan, skuScan, toteScan, qty };
      const tour = await call(warehouseRoutes.confirmPick, {
        params: { id },
        body,
        idempotencyKey,
      });
      return { kind: 'pick', tour, short: null } as const;
    }
    case 'report_short': {
      const { pickTaskId: id, locationScan, foundQty, toteScan } = command;
      const body = { locationScan, foundQty, ...(toteScan === null ? {} : { toteScan }) };
      const { tour, outcome, otherLocationCode } = await call(warehouseRoutes.reportShort, {
        params: { id },
        body,
        idempotencyKey,
      });
      return { kind: 'pick', tour, short: { outcome, otherLocationCode } } as const;
    }
    case 'undo_pick': {
      const { pickTaskId: id } = command;
      const tour = await call(warehouseRoutes.undoPick, { params: { id }, idempotencyKey });
      return { kind: 'pick', tour, short: null } as const;
    }
    case 'verify_item': {
      const { outboundOrderId: id, scan } = command;
      const body = { scan };
      const job = await call(warehouseRoutes.verifyItem, { params: { id }, body, idempotencyKey });
      return { kind: 'pack', job } as const;
    }
    case 'scan_parcel': {
      const { manifestId: id, scan } = command;
      const body = { scan };
      const reply = await call(warehouseRoutes.scanOntoManifest, {
        params: { id },
        body,
        idempotencyKey,
      });
      return { kind: 'handover', ...reply } as const;
    }
    default:
      return command satisfies never;
  }
}
export type FloorAnswer = Awaited<ReturnType<typeof sendCommand>>;
