import { type Clock, type Service, systemClock } from '../platform/index.ts';
import { packRoutes } from './pack/routes.ts';
import { pickRoutes } from './pick/routes.ts';
import type { ConsumptionsOf } from './ship/promises.ts';
import { shipRoutes } from './ship/routes.ts';
import { waveRoutes } from './wave/routes.ts';

/** Serves the warehouse. `consumptionsOf` is the seam to the OMS, given by whoever wires the two. */
export function warehouseRoutes(
  service: Service,
  wiring: { consumptionsOf: ConsumptionsOf; clock?: Clock },
): void {
  const clock = wiring.clock ?? systemClock;
  waveRoutes(service);
  pickRoutes(service, clock);
  packRoutes(service, clock);
  shipRoutes(service, clock, wiring);
}
