import { wait } from './client.ts';

export type CrewSpeed = 'human' | 'max';

/** Times of a trained person, ms: walking and picking one stop, packing one order, handing over one parcel. */
const humanMs = { stop: 6_000, unit: 400, pack: 12_000, parcel: 2_500, desk: 15_000, idle: 3_000 };
const maxMs = { stop: 0, unit: 0, pack: 0, parcel: 0, desk: 300, idle: 150 };
export type Effort = keyof typeof humanMs;

/** What all workers of a crew share: the pace, the end, and what has been done so far. */
export interface Shift {
  readonly speed: CrewSpeed;
  isOver(): boolean;
  spend(effort: Effort, times?: number): Promise<void>;
  count(what: string, by?: number): void;
  /** Something a supervisor should read; the newest 50 are kept. */
  note(line: string): void;
  end(): void;
  report(): { counts: Record<string, number>; notes: string[] };
}

export function beginShift(speed: CrewSpeed): Shift {
  const counts: Record<string, number> = {};
  const notes: string[] = [];
  let isOver = false;
  return {
    speed,
    isOver: () => isOver,
    async spend(effort, times = 1) {
      const total = (speed === 'human' ? humanMs : maxMs)[effort] * times;
      // In slices, so that the end of the shift is not slept through.
      for (let left = total; left > 0 && !isOver; left -= 500) await wait(Math.min(left, 500));
    },
    count(what, by = 1) {
      counts[what] = (counts[what] ?? 0) + by;
    },
    note(line) {
      notes.push(`${new Date().toISOString()} ${line}`);
      if (notes.length > 50) notes.shift();
    },
    end() {
      isOver = true;
    },
    report: () => ({ counts: { ...counts }, notes: [...notes] }),
  };
}
