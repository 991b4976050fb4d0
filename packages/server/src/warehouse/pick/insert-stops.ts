import { type Layout, type Stop, walkDistance } from '@quayside/optimiser';
import { type LocationFacts, locationsById, nodeById } from '../../catalogue/index.ts';
import type { Tx } from '../../platform/index.ts';
import type { Claim } from '../wave/claim-bins.ts';
import { standOf } from '../wave/walk.ts';
import type { LockedTask } from './open-task.ts';
import type { TaskFacts } from './queries.ts';

/**
 * Puts claimed bins into the walk that is still ahead of a picker, each where it costs the least
 * detour. Answers the new numbers of the stops behind.
 */
export async function insertStops(
  tx: Tx,
  { task, order, location }: LockedTask,
  claims: readonly Claim[],
  tasks: readonly TaskFacts[],
): Promise<{
  renumbered: { pickTaskId: string; stopSequence: number }[];
  added: { claim: Claim; stopSequence: number }[];
  firstLocationCode: string;
}> {
  const { geometry } = await nodeById(tx, order.nodeId);
  const ahead = tasks.filter((t) => t.stopSequence > task.stopSequence);
  const places = await locationsById(tx, [
    ...ahead.map((t) => t.locationId),
    ...claims.map((c) => c.locationId),
  ]);
  const placeOf = (locationId: string): LocationFacts => {
    const place = places.get(locationId);
    if (place === undefined) throw new Error(`location ${locationId} does not exist`);
    return place;
  };
  const walk: ({ task: TaskFacts } | { claim: Claim })[] = ahead.map((t) => ({ task: t }));
  const standAt = (entry: { task: TaskFacts } | { claim: Claim }): Stop | null =>
    standOf(placeOf('task' in entry ? entry.task.locationId : entry.claim.locationId));
  for (const claim of claims) {
    const stands = walk.map(standAt);
    const at = cheapestPlace(
      geometry,
      standOf(location),
      stands,
      standOf(placeOf(claim.locationId)),
    );
    walk.splice(at, 0, { claim });
  }
  const numbered = walk.map((entry, index) => ({
    entry,
    stopSequence: task.stopSequence + 1 + index,
  }));
  const first = numbered.find(({ entry }) => 'claim' in entry)?.entry;
  return {
    renumbered: numbered.flatMap(({ entry, stopSequence }) =>
      'task' in entry ? [{ pickTaskId: entry.task.pickTaskId, stopSequence }] : [],
    ),
    added: numbered.flatMap(({ entry, stopSequence }) =>
      'claim' in entry ? [{ claim: entry.claim, stopSequence }] : [],
    ),
    firstLocationCode:
      first !== undefined && 'claim' in first ? placeOf(first.claim.locationId).locationCode : '',
  };
}

/**
 * Before which of the stops ahead a new one costs the least walk; behind the last where nothing is
 * known about the place. The way back to the depot from a new last stop is left out of the account.
 */
export function cheapestPlace(
  layout: Layout | null,
  here: Stop | null,
  ahead: readonly (Stop | null)[],
  added: Stop | null,
): number {
  if (layout === null || added === null) return ahead.length;
  let best = { at: ahead.length, cost: Number.POSITIVE_INFINITY };
  for (let at = 0; at <= ahead.length; at += 1) {
    const before = at === 0 ? here : (ahead[at - 1] ?? null);
    if (before === null) continue;
    const after = ahead[at] ?? null;
    const detour =
      after === null
        ? walkDistance(layout, before, added)
        : walkDistance(layout, before, added) +
          walkDistance(layout, added, after) -
          walkDistance(layout, before, after);
    if (detour < best.cost) best = { at, cost: detour };
  }
  return best.at;
}
