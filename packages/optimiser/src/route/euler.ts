/** One edge of a tour: between two crossings, or in and out at one, past these picks in order. */
export interface Walkway {
  from: number;
  to: number;
  picks: readonly number[];
}

/** The picks in the order of one walk that uses every walkway once, from `start` and back to it. */
export function euler(walkways: readonly Walkway[], start: number): number[] {
  const waysFrom = new Map<number, number[]>();
  walkways.forEach(({ from, to }, way) => {
    for (const end of from === to ? [from] : [from, to]) {
      const ways = waysFrom.get(end) ?? [];
      ways.push(way);
      waysFrom.set(end, ways);
    }
  });
  // Hierholzer: walk until stuck, which is at the start; on the way back take the side trips.
  const isWalked = new Array<boolean>(walkways.length).fill(false);
  const trail: { at: number; picks: readonly number[] }[] = [{ at: start, picks: [] }];
  const walked: (readonly number[])[] = [];
  for (let here = trail.at(-1); here; here = trail.at(-1)) {
    const way = nextWay(waysFrom.get(here.at), isWalked);
    const walkway = way === undefined ? undefined : walkways[way];
    if (way === undefined || !walkway) {
      walked.push(here.picks);
      trail.pop();
      continue;
    }
    isWalked[way] = true;
    const isForward = walkway.from === here.at;
    trail.push({
      at: isForward ? walkway.to : walkway.from,
      picks: isForward ? walkway.picks : walkway.picks.toReversed(),
    });
  }
  return walked.toReversed().flat();
}

function nextWay(ways: number[] | undefined, isWalked: readonly boolean[]): number | undefined {
  while (ways) {
    const way = ways.pop();
    if (way === undefined || !isWalked[way]) return way;
  }
  return undefined;
}
