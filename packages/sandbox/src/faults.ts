import { type Chance, seededChance } from './chance.ts';
import type { Database } from './state/database.ts';
import { readSetting, writeSetting } from './state/settings.ts';

/** What may go wrong on demand. Rates are probabilities 0..1; 0, empty or false means never. */
export interface FaultSettings {
  /** Starts the dice anew: the same seed and the same calls give the same faults. */
  seed: number;
  /** A push goes out twice with the same msg_id. */
  duplicatePushRate: number;
  /** A push is held back 1.5 to 4 s, so later ones overtake it. */
  reorderPushRate: number;
  /** A push never leaves; only get_lost_push_message still has it. */
  losePushRate: number;
  /** Every push is held back this long. */
  delayPushMs: number;
  /** A call is refused with error_rate_limit. */
  rateLimitRate: number;
  /** The next so many calls are refused with error_rate_limit: a burst. */
  rateLimitNext: number;
  /** HTTP status of those refusals: Shopee's gateway is seen with both 200 and 429. */
  rateLimitStatus: number;
  /** A call fails with HTTP 500 before anything was done. */
  serverErrorRate: number;
  /** The next so many shop calls find their access token expired. */
  expiredTokenNext: number;
  /** A new order shows in lists and details only this long after it was placed. */
  feedLagMs: number;
  /** The request is carried out, but its answer is never sent. */
  timeoutRate: number;
  /** Every answer is held back this long. */
  slowAnswerMs: number;
  /** update_stock fails for these items. */
  stockFailureItemIds: number[];
  stockFailureReason: string;
  /** HTTP faults strike only paths that start with one of these; empty: any path. */
  paths: string[];
}

export const NO_FAULTS: FaultSettings = {
  seed: 1,
  duplicatePushRate: 0,
  reorderPushRate: 0,
  losePushRate: 0,
  delayPushMs: 0,
  rateLimitRate: 0,
  rateLimitNext: 0,
  rateLimitStatus: 429,
  serverErrorRate: 0,
  expiredTokenNext: 0,
  feedLagMs: 0,
  timeoutRate: 0,
  slowAnswerMs: 0,
  stockFailureItemIds: [],
  stockFailureReason: 'Our system is taking some time to respond, please try later.',
  paths: [],
};

/** The faults that are counted each time they strike. */
export type FaultName =
  | 'duplicatePush'
  | 'reorderedPush'
  | 'lostPush'
  | 'delayedPush'
  | 'rateLimit'
  | 'serverError'
  | 'expiredToken'
  | 'timeout'
  | 'slowAnswer'
  | 'stockFailure';

const noStrikes = (): Record<FaultName, number> => ({
  duplicatePush: 0,
  reorderedPush: 0,
  lostPush: 0,
  delayedPush: 0,
  rateLimit: 0,
  serverError: 0,
  expiredToken: 0,
  timeout: 0,
  slowAnswer: 0,
  stockFailure: 0,
});

export interface Faults {
  settings(): FaultSettings;
  /** How often each fault has struck since the last clear. */
  strikes(): Record<FaultName, number>;
  change(changes: Partial<FaultSettings>): void;
  clear(): void;
  chance(): Chance;
  strike(name: FaultName): void;
  /** Whether HTTP faults concern this path. */
  concern(path: string): boolean;
}

export class UnknownFault extends Error {}

/** Checks what a control call or a stored setting asks for; refuses unknown names and wrong types. */
export function parseFaults(asked: unknown): Partial<FaultSettings> {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) {
    throw new UnknownFault('Faults are a JSON object.');
  }
  const known: Record<string, unknown> = { ...NO_FAULTS };
  for (const [name, value] of Object.entries(asked)) {
    const example = known[name];
    if (example === undefined) {
      throw new UnknownFault(`Unknown fault "${name}". Known: ${Object.keys(known).join(', ')}.`);
    }
    const fits =
      typeof example === 'number'
        ? typeof value === 'number' && Number.isFinite(value) && value >= 0
        : typeof example === 'string'
          ? typeof value === 'string'
          : Array.isArray(value);
    if (!fits) throw new UnknownFault(`Fault "${name}" cannot be ${JSON.stringify(value)}.`);
    if (name.endsWith('Rate') && Number(value) > 1) {
      throw new UnknownFault(`Fault "${name}" is a probability: 0 to 1.`);
    }
  }
  return asked;
}

export function openFaults(database: Database, atStart: Partial<FaultSettings>): Faults {
  const stored = readSetting(database, 'faults', parseFaults) ?? {};
  let settings: FaultSettings = { ...NO_FAULTS, ...stored, ...atStart };
  let strikes = noStrikes();
  let chance = seededChance(settings.seed);

  const replace = (next: FaultSettings): void => {
    if (next.seed !== settings.seed) chance = seededChance(next.seed);
    settings = next;
    writeSetting(database, 'faults', settings);
  };
  return {
    settings: () => settings,
    strikes: () => ({ ...strikes }),
    change: (changes) => replace({ ...settings, ...changes }),
    clear: () => {
      replace(NO_FAULTS);
      chance = seededChance(NO_FAULTS.seed);
      strikes = noStrikes();
    },
    chance: () => chance,
    strike: (name) => {
      strikes[name] += 1;
      if (name === 'rateLimit' && settings.rateLimitNext > 0) {
        replace({ ...settings, rateLimitNext: settings.rateLimitNext - 1 });
      }
      if (name === 'expiredToken' && settings.expiredTokenNext > 0) {
        replace({ ...settings, expiredTokenNext: settings.expiredTokenNext - 1 });
      }
    },
    concern: (path) =>
      settings.paths.length === 0 || settings.paths.some((start) => path.startsWith(start)),
  };
}
