import { expect, test } from 'vitest';
import { chosenNode, floorNodes } from './node.ts';

const west = { nodeId: '1', nodeCode: 'SG-WEST', name: 'West', mode: 'directed' };
const east = { nodeId: '3', nodeCode: 'SG-EAST', name: 'East', mode: 'directed' };
const shop = { nodeId: '2', nodeCode: 'ORCHARD', name: 'Orchard', mode: 'simple' };

test('only nodes with bins have a floor', () => {
  expect(floorNodes([west, shop])).toEqual([west]);
});

test('the remembered node, else the only one, else none', () => {
  expect(chosenNode([west, east], '3')).toBe(east);
  expect(chosenNode([west, east], '99')).toBeNull();
  expect(chosenNode([west, east], null)).toBeNull();
  expect(chosenNode([west], null)).toBe(west);
  expect(chosenNode([], '1')).toBeNull();
});
