import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoutingInstance } from '../route/geometry.ts';

/** An instance from the literature and the length of its shortest tour. */
export interface PublishedTour {
  name: string;
  instance: RoutingInstance;
  optimum: number;
}

/** Sixty single picker routing instances with proven optima, see `fixtures/NOTICE.md`. */
export function publishedTours(): PublishedTour[] {
  return readFileSync(join(import.meta.dirname, 'fixtures/sprp-sample.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
