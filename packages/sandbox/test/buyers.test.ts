import { expect, test } from 'vitest';
import { buyerOf, relayAddress } from '../src/traffic/buyers.ts';

test('a customer number is always the same plausible person in Singapore', () => {
  const buyer = buyerOf('17850');

  expect(buyerOf('17850')).toEqual(buyer);
  expect(buyer.recipient.phone).toMatch(/^\+65[89]\d{7}$/);
  expect(buyer.recipient.fullAddress).toMatch(/^Blk \d+ .+ #\d\d-\d{3}, .+, Singapore \d{6}$/);
  expect(relayAddress(buyer.username)).toBe(`${buyer.username}@buyers.quayside.test`);
});

test('a thousand customers are a thousand people', () => {
  const buyers = Array.from({ length: 1_000 }, (_, index) => buyerOf(String(12_346 + index)));

  expect(new Set(buyers.map((buyer) => buyer.username)).size).toBe(1_000);
  expect(new Set(buyers.map((buyer) => buyer.recipient.fullAddress)).size).toBe(1_000);
});
