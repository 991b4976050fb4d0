import fc from 'fast-check';
import type { RoutingInstance } from '../route/geometry.ts';

/** Small warehouses of any shape with some picks, for properties; lengths in halves. */
export function anInstance(limits: { blocksMax: number; picksMax: number }) {
  const size = (max: number) => fc.integer({ min: 1, max });
  const halves = (max: number) => fc.integer({ min: 0, max: 2 * max }).map((half) => half / 2);
  return fc
    .record({
      aisles: size(7),
      blocks: size(limits.blocksMax),
      slotsPerAisle: size(8),
      aisleSpacing: halves(8),
      slotPitch: halves(3),
      crossAisleWidth: halves(6),
    })
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        depot: fc.record({
          aisle: fc.nat(shape.aisles - 1),
          crossAisle: fc.nat(shape.blocks),
          offset: halves(4),
        }),
        picks: fc.array(
          fc.record({
            aisle: fc.nat(shape.aisles - 1),
            block: fc.nat(shape.blocks - 1),
            slot: fc.nat(shape.slotsPerAisle - 1),
          }),
          { maxLength: limits.picksMax },
        ),
      }),
    )
    .map(({ shape, depot, picks }): RoutingInstance => ({ ...shape, depot, picks }));
}
