import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import * as format from './format.ts';
import { languageOf } from './index.ts';

/** The formatters bound to the language shown. */
export function useFormat() {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n);
  return useMemo(
    () => ({
      language,
      money: (minor: number, currency: string) => format.money(minor, currency, language),
      count: (value: number) => format.count(value, language),
      weight: (grams: number) => format.weight(grams, language),
      walk: (metres: number) => format.walk(metres, language),
      exactTime: (at: string) => format.exactTime(at, language),
      clockTime: (at: string) => format.clockTime(at, language),
      dayTime: (at: string) => format.dayTime(at, language),
      relative: (at: string, nowMs: number) => format.relative(at, nowMs, language),
      countdown: (at: string, nowMs: number) => format.countdown(at, nowMs, t),
      span: (ms: number) => format.span(ms, t),
    }),
    [language, t],
  );
}

let nowMs = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
/** Relative times and countdowns move in steps of minutes; 10 s keeps them honest. */
const TICK_MS = 10_000;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) nowMs = Date.now();
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present, one clock for all: every relative time of a page ticks together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
