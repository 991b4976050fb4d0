import type { DueVerbs } from '../../state/due-actions.ts';
import { noteCancellation } from '../../traffic/outcomes.ts';
import { warnAuthExpiry } from './link.ts';
import { expireUnpaid, moveOrder } from './order-life.ts';
import { buyerCancelsNow } from './orders.ts';
import {
  deliverParcel,
  finishDocument,
  pickUpParcel,
  processParcel,
  revealTracking,
} from './parcels.ts';

/** What each scheduled action does when its time has come. An action that came too late does nothing. */
export const DUE_VERBS: DueVerbs = {
  pay: (world, orderSn) => void moveOrder(world, orderSn, 'pay'),
  expire_unpaid: expireUnpaid,
  buyer_cancel: (world, orderSn) =>
    noteCancellation(world, orderSn, buyerCancelsNow(world, orderSn)),
  accept_cancel: (world, orderSn) => void moveOrder(world, orderSn, 'accept_cancel'),
  process: processParcel,
  reveal_tracking: revealTracking,
  finish_document: finishDocument,
  pick_up: (world, parcel) => void pickUpParcel(world, parcel),
  deliver: (world, parcel) => void deliverParcel(world, parcel),
  complete: (world, orderSn) => void moveOrder(world, orderSn, 'complete'),
  warn_auth_expiry: warnAuthExpiry,
};
