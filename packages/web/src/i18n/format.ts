import type { TFunction } from 'i18next';
import type { Language } from './index.ts';

/** Locales of the languages we speak; Singapore's English, because dates there are day first. */
const localeOf: Record<Language, string> = { en: 'en-SG', vi: 'vi-VN' };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

/** Intl objects are dear to make (about 0.1 ms each) and a list needs one a cell: keep them. */
function keep<T>(formats: Map<string, T>, key: string, make: () => T): T {
  const found = formats.get(key);
  if (found !== undefined) return found;
  const made = make();
  formats.set(key, made);
  return made;
}

/** Minor units with their currency: 1234 SGD is SGD 12.34, 50000 VND is 50.000 VND. */
export function money(minor: number, currency: string, language: Language): string {
  const format = keep(
    numberFormats,
    `money ${language} ${currency}`,
    () =>
      new Intl.NumberFormat(localeOf[language], {
        style: 'currency',
        currency,
        // A dollar sign alone would not say whose dollar.
        currencyDisplay: 'code',
      }),
  );
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

export function count(value: number, language: Language): string {
  return keep(
    numberFormats,
    `count ${language}`,
    () => new Intl.NumberFormat(localeOf[language]),
  ).format(value);
}

/** Grams as a person says them: 850 g, 1.25 kg. */
export function weight(grams: number, language: Language): string {
  if (grams < 1000) return `${count(grams, language)} g`;
  const kg = keep(
    numberFormats,
    `kg ${language}`,
    () => new Intl.NumberFormat(localeOf[language], { maximumFractionDigits: 2 }),
  );
  return `${kg.format(grams / 1000)} kg`;
}

/** Length × width × height; metres are for walks, so boxes stay in mm. */
export function walk(metres: number, language: Language): string {
  if (metres < 1000) return `${count(metres, language)} m`;
  const km = keep(
    numberFormats,
    `km ${language}`,
    () => new Intl.NumberFormat(localeOf[language], { maximumFractionDigits: 1 }),
  );
  return `${km.format(metres / 1000)} km`;
}

export function exactTime(at: string, language: Language): string {
  return keep(
    dateFormats,
    `exact ${language}`,
    () => new Intl.DateTimeFormat(localeOf[language], { dateStyle: 'medium', timeStyle: 'medium' }),
  ).format(new Date(at));
}

export function clockTime(at: string, language: Language): string {
  return keep(
    dateFormats,
    `clock ${language}`,
    () =>
      new Intl.DateTimeFormat(localeOf[language], {
        hour: '2-digit',
        minute: '2-digit',
        hour12: false,
      }),
  ).format(new Date(at));
}

export function dayTime(at: string, language: Language): string {
  return keep(
    dateFormats,
    `day ${language}`,
    () =>
      new Intl.DateTimeFormat(localeOf[language], {
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hour12: false,
      }),
  ).format(new Date(at));
}

/** "5 min ago", "in 2 days"; the unit is the largest that fits. */
export function relative(at: string, nowMs: number, language: Language): string {
  const gapMs = Date.parse(at) - nowMs;
  const format = keep(
    relativeFormats,
    `relative ${language}`,
    () => new Intl.RelativeTimeFormat(localeOf[language], { numeric: 'auto', style: 'short' }),
  );
  const size = Math.abs(gapMs);
  if (size < MINUTE_MS) return format.format(0, 'second');
  if (size < HOUR_MS) return format.format(Math.trunc(gapMs / MINUTE_MS), 'minute');
  if (size < DAY_MS) return format.format(Math.trunc(gapMs / HOUR_MS), 'hour');
  return format.format(Math.trunc(gapMs / DAY_MS), 'day');
}

/** "3 d 4 h", "2 h 10 min", "9 min", "40 s": two units at most. */
export function span(ms: number, t: TFunction): string {
  const size = Math.abs(ms);
  const days = Math.floor(size / DAY_MS);
  const hours = Math.floor((size % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((size % HOUR_MS) / MINUTE_MS);
  if (days > 0) return hours > 0 ? t('time.dayHour', { days, hours }) : t('time.day', { days });
  if (hours > 0) {
    return minutes > 0 ? t('time.hourMinute', { hours, minutes }) : t('time.hour', { hours });
  }
  if (minutes > 0) return t('time.minute', { minutes });
  return t('time.second', { seconds: Math.floor(size / 1000) });
}

/** A deadline as a countdown: "2 h 10 min left", or "35 min late" once it has passed. */
export function countdown(at: string, nowMs: number, t: TFunction): string {
  const leftMs = Date.parse(at) - nowMs;
  return leftMs >= 0
    ? t('time.left', { span: span(leftMs, t) })
    : t('time.late', { span: span(leftMs, t) });
}

/** How a deadline stands: under two hours asks for attention, past is stopped. */
export function deadlineMeaning(at: string, nowMs: number): 'plain' | 'attention' | 'stopped' {
  const leftMs = Date.parse(at) - nowMs;
  if (leftMs < 0) return 'stopped';
  return leftMs < 2 * HOUR_MS ? 'attention' : 'plain';
}
