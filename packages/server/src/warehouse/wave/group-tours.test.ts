import { expect, test } from 'vitest';
import { groupTours, STOPS_PER_TOUR_MAX } from './group-tours.ts';

const order = (id: string, aisles: number[], stops = aisles.length) => ({
  id,
  aisles: new Set(aisles),
  stops,
});

test('orders of the same aisles walk together', () => {
  const orders = [order('a', [1]), order('b', [9]), order('c', [1, 2]), order('d', [8, 9])];

  expect(groupTours(orders, 2)).toEqual([
    ['a', 'c'],
    ['b', 'd'],
  ]);
});

test('the soonest order opens the tour, and decides a tie', () => {
  const orders = [order('a', [3]), order('b', [3]), order('c', [3])];

  expect(groupTours(orders, 2)).toEqual([['a', 'b'], ['c']]);
});

test('no tour has more stops than a picker can keep in sight; a larger order walks alone', () => {
  const orders = [
    order('a', [1], STOPS_PER_TOUR_MAX + 50),
    order('b', [1], STOPS_PER_TOUR_MAX - 10),
    order('c', [1], 20),
    order('d', [1], 10),
  ];

  expect(groupTours(orders, 12)).toEqual([['a'], ['b', 'd'], ['c']]);
});

test('every order is in exactly one tour', () => {
  const orders = Array.from({ length: 50 }, (_, n) => order(String(n), [n % 7, (n * 3) % 7]));

  const tours = groupTours(orders, 12);

  expect(tours.flat().sort()).toEqual(orders.map((o) => o.id).sort());
  expect(tours.every((tour) => tour.length <= 12)).toBe(true);
});
