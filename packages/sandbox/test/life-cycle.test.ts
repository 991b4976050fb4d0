import { expect, test } from 'vitest';
import {
  ORDER_STATUSES,
  type OrderEvent,
  type OrderStatus,
  orderLife,
} from '../src/marketplaces/shopee/life-cycle.ts';

const events = Object.keys(orderLife.UNPAID);

test('the table is complete: every status names every event', () => {
  for (const status of ORDER_STATUSES) {
    expect(Object.keys(orderLife[status])).toEqual(events);
  }
  expect(Object.keys(orderLife).sort()).toEqual([...ORDER_STATUSES].sort());
});

test('every status can be reached from UNPAID', () => {
  const reached = new Set<OrderStatus>(['UNPAID']);
  for (const status of reached) {
    for (const next of Object.values(orderLife[status])) if (next !== null) reached.add(next);
  }

  expect([...reached].sort()).toEqual([...ORDER_STATUSES].sort());
});

test('COMPLETED and CANCELLED are the only ends', () => {
  const ends = ORDER_STATUSES.filter((status) =>
    Object.values(orderLife[status]).every((next) => next === null),
  );

  expect(ends).toEqual(['COMPLETED', 'CANCELLED']);
});

test('nothing is cancelled once the carrier has it', () => {
  const cancels: OrderEvent[] = ['buyer_cancel', 'seller_cancel'];
  for (const status of ['SHIPPED', 'TO_CONFIRM_RECEIVE', 'COMPLETED'] as const) {
    expect(cancels.map((event) => orderLife[status][event])).toEqual([null, null]);
  }
});
