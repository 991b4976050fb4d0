/**
 * Pure maths over plain numbers: no clock, no randomness, no database, nothing to install.
 * The same input gives the same answer on every machine.
 */
export {
  type Depot,
  type Layout,
  type Route,
  type RoutingInstance,
  routeLength,
  type Stop,
  walkDistance,
} from './route/geometry.ts';
export { largestGapRoute, returnRoute, sShapeRoute } from './route/policies.ts';
export { shortestRoute } from './route/shortest.ts';
