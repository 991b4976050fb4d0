/**
 * A keyboard-wedge scanner types its code and ends it with Enter or Tab. This turns key presses into
 * scans, and lone keys into shortcuts, without a focused field: the whole screen is the target.
 */
export interface WedgeState {
  buffer: string;
  /** When the last character came, ms. */
  lastAtMs: number;
}
export const emptyWedge: WedgeState = { buffer: '', lastAtMs: Number.NEGATIVE_INFINITY };

/** What came out of the keys. `quantity`: typed `x12`. `key`: a lone key, meant as a shortcut. */
export type WedgeOutput =
  | { kind: 'scan'; text: string }
  | { kind: 'quantity'; qty: number }
  | { kind: 'key'; key: string };

export interface WedgeStep {
  state: WedgeState;
  output: WedgeOutput | null;
  /** The key belonged to a code: the browser must not act on it. */
  isTaken: boolean;
}

/** A pause this long separates a stray key from the code after it; scanners pause under 100 ms. */
const STALE_MS = 1_000;
/** A single character followed by this much silence was a person's shortcut. */
export const LONE_KEY_MS = 250;
/** An Enter this soon after a code belongs to the code. */
const ECHO_MS = 150;
/** Longest code taken, as the API's `Scan`. */
const LENGTH_MAX = 120;

/** One key press. Pure: the caller gives the time. */
export function feedKey(state: WedgeState, key: string, atMs: number): WedgeStep {
  const buffer = atMs - state.lastAtMs > STALE_MS ? '' : state.buffer;
  if (key === 'Enter' || key === 'Tab') {
    if (buffer === '') {
      // A scanner that ends with CR and LF presses Enter twice; the second one means nothing.
      if (state.buffer === '' && atMs - state.lastAtMs < ECHO_MS) {
        return { state, output: null, isTaken: true };
      }
      const output: WedgeOutput | null = key === 'Enter' ? { kind: 'key', key } : null;
      return { state: emptyWedge, output, isTaken: false };
    }
    return { state: { buffer: '', lastAtMs: atMs }, output: outputOf(buffer), isTaken: true };
  }
  if (key === 'Escape') {
    return { state: emptyWedge, output: { kind: 'key', key }, isTaken: false };
  }
  // Shift, arrows and function keys have names longer than one character.
  if ([...key].length !== 1) return { state: { ...state, buffer }, output: null, isTaken: false };
  // A space alone presses the focused button; no code begins with one.
  if (key === ' ' && buffer === '') return { state: emptyWedge, output: null, isTaken: false };
  return {
    state: { buffer: (buffer + key).slice(0, LENGTH_MAX), lastAtMs: atMs },
    output: null,
    isTaken: true,
  };
}

/** Called after `LONE_KEY_MS` of silence: one waiting character becomes a shortcut. */
export function feedSilence(state: WedgeState): WedgeStep {
  if ([...state.buffer].length !== 1) return { state, output: null, isTaken: false };
  return { state: emptyWedge, output: { kind: 'key', key: state.buffer }, isTaken: true };
}

/** A whole text typed by hand into the box, or read by the camera. */
export function outputOf(text: string): WedgeOutput | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const quantity = /^[x*](\d{1,6})$/i.exec(trimmed);
  if (quantity?.[1] !== undefined) return { kind: 'quantity', qty: Number(quantity[1]) };
  return { kind: 'scan', text: trimmed };
}
