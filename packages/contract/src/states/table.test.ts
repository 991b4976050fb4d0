import { describe, expect, test } from 'vitest';
import {
  channelEvents,
  channelStates,
  channelTable,
  channelTaskEvents,
  channelTaskStates,
  channelTaskTable,
} from './channel.ts';
import {
  manifestEvents,
  manifestStates,
  manifestTable,
  parcelEvents,
  parcelStates,
  parcelTable,
  pickTaskEvents,
  pickTaskStates,
  pickTaskTable,
  tourEvents,
  tourStates,
  tourTable,
} from './floor.ts';
import { fulfilmentEvents, fulfilmentStates, fulfilmentTable } from './fulfilment.ts';
import { orderEvents, orderStates, orderTable } from './order.ts';
import { reservationEvents, reservationStates, reservationTable, stockStatuses } from './stock.ts';
import { nextState, type StateTable, statesAllowing, terminalStates } from './table.ts';

interface Life {
  name: string;
  table: StateTable<string, string>;
  states: readonly string[];
  events: readonly string[];
  /** Where a life may begin. */
  initial: readonly string[];
  terminal: readonly string[];
}

const lives: Life[] = [
  {
    name: 'order',
    table: orderTable,
    states: orderStates,
    events: orderEvents,
    initial: ['held', 'backordered', 'promised', 'cancelled'],
    terminal: ['delivered', 'cancelled'],
  },
  {
    name: 'fulfilment order',
    table: fulfilmentTable,
    states: fulfilmentStates,
    events: fulfilmentEvents,
    initial: ['promised'],
    terminal: ['shipped', 'cancelled'],
  },
  {
    name: 'reservation',
    table: reservationTable,
    states: reservationStates,
    events: reservationEvents,
    initial: ['held'],
    terminal: ['consumed', 'released', 'expired'],
  },
  {
    name: 'pick task',
    table: pickTaskTable,
    states: pickTaskStates,
    events: pickTaskEvents,
    initial: ['open'],
    terminal: ['short', 'cancelled'],
  },
  {
    name: 'tour',
    table: tourTable,
    states: tourStates,
    events: tourEvents,
    initial: ['open'],
    terminal: ['cancelled'],
  },
  {
    name: 'parcel',
    table: parcelTable,
    states: parcelStates,
    events: parcelEvents,
    initial: ['closed'],
    terminal: ['shipped', 'cancelled'],
  },
  {
    name: 'manifest',
    table: manifestTable,
    states: manifestStates,
    events: manifestEvents,
    initial: ['open'],
    terminal: ['closed'],
  },
  {
    name: 'channel',
    table: channelTable,
    states: channelStates,
    events: channelEvents,
    initial: ['connected'],
    terminal: [],
  },
  {
    name: 'channel task',
    table: channelTaskTable,
    states: channelTaskStates,
    events: channelTaskEvents,
    initial: ['owed'],
    terminal: ['done', 'dropped'],
  },
];

describe.each(lives)('the life of a $name', ({ table, states, events, initial, terminal }) => {
  test('every pair of state and event is decided, and leads to a state', () => {
    expect(Object.keys(table).sort()).toEqual([...states].sort());
    for (const state of states) {
      const row = table[state] ?? {};
      expect(Object.keys(row).sort()).toEqual([...events].sort());
      for (const to of Object.values(row)) expect(to === null || states.includes(to)).toBe(true);
    }
  });

  test('every event does something somewhere', () => {
    for (const event of events) {
      expect([event, statesAllowing(table, event).length > 0]).toEqual([event, true]);
    }
  });

  test('every state can be reached from where a life begins', () => {
    const reached = new Set(initial);
    for (const state of reached) {
      for (const to of Object.values(table[state] ?? {})) if (to !== null) reached.add(to);
    }
    expect([...reached].sort()).toEqual([...states].sort());
  });

  test('terminal states are those that nothing leaves', () => {
    expect(terminalStates(table).sort()).toEqual([...terminal].sort());
  });

  test('from every state that is not terminal an end can be reached', () => {
    if (terminal.length === 0) return;
    const ends = new Set(terminal);
    for (let before = -1; before !== ends.size; ) {
      before = ends.size;
      for (const state of states) {
        if (Object.values(table[state] ?? {}).some((to) => to !== null && ends.has(to)))
          ends.add(state);
      }
    }
    expect([...ends].sort()).toEqual([...states].sort());
  });
});

test('what must never happen is refused', () => {
  expect(nextState(orderTable, 'shipped', 'cancel')).toBe(null);
  expect(nextState(orderTable, 'cancelled', 'ship')).toBe(null);
  expect(nextState(orderTable, 'held', 'release')).toBe(null);
  expect(nextState(orderTable, 'backordered', 'ship')).toBe(null);
  expect(nextState(fulfilmentTable, 'cancelled', 'pack')).toBe(null);
  expect(nextState(fulfilmentTable, 'short', 'ship')).toBe(null);
  expect(nextState(fulfilmentTable, 'shipped', 'ship')).toBe(null);
  expect(nextState(parcelTable, 'closed', 'ship')).toBe(null);
  expect(nextState(reservationTable, 'consumed', 'release')).toBe(null);
  expect(nextState(manifestTable, 'closed', 'scan')).toBe(null);
});

test('what the road needs is legal', () => {
  const walk = (events: readonly (typeof orderEvents)[number][]) =>
    events.reduce<string | null>(
      (state, event) =>
        state === null ? null : nextState(orderTable as StateTable<string, string>, state, event),
      'promised',
    );

  expect(walk(['release', 'start_pick', 'finish_pick', 'pack', 'ship', 'deliver'])).toBe(
    'delivered',
  );
  expect(walk(['place_hold', 'promise', 'release', 'fall_short', 'promise', 'ship'])).toBe(
    'shipped',
  );
  expect(walk(['release', 'start_pick', 'cancel'])).toBe('cancelled');
});

test('an event that is legal from several states leads to one', () => {
  for (const event of fulfilmentEvents) {
    const to = new Set(
      statesAllowing(fulfilmentTable, event).map((s) => fulfilmentTable[s][event]),
    );
    expect([event, to.size]).toEqual([event, 1]);
  }
});

test('only available stock may be promised, and it is the first word', () => {
  expect(stockStatuses).toEqual(['available', 'quarantine', 'damaged', 'expired']);
});
