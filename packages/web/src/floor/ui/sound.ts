import { useSyncExternalStore } from 'react';
import type { Feedback } from './feedback.ts';

const STORAGE_KEY = 'quayside.floor-muted';

interface Tone {
  hz: number;
  /** Start and length, seconds from now. */
  at: number;
  for: number;
  wave: OscillatorType;
}

/** Right is short and high, wrong is double and low: told apart without looking, and over a fan. */
const tones: Record<Feedback, readonly Tone[]> = {
  right: [{ hz: 1760, at: 0, for: 0.07, wave: 'sine' }],
  again: [{ hz: 660, at: 0, for: 0.09, wave: 'triangle' }],
  wrong: [
    { hz: 196, at: 0, for: 0.14, wave: 'square' },
    { hz: 165, at: 0.2, for: 0.2, wave: 'square' },
  ],
  done: [
    { hz: 1047, at: 0, for: 0.09, wave: 'sine' },
    { hz: 1319, at: 0.1, for: 0.09, wave: 'sine' },
    { hz: 1760, at: 0.2, for: 0.16, wave: 'sine' },
  ],
};
/** Milliseconds on, off, on. Right needs no buzz: it would come with every scan. */
const buzz: Record<Feedback, number[]> = {
  right: [],
  again: [40],
  wrong: [120, 60, 160],
  done: [60],
};
const LOUDNESS = 0.25;

let context: AudioContext | null = null;
let isMuted = readMuted();
const listeners = new Set<() => void>();

function readMuted(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'yes';
  } catch {
    // Storage may be forbidden: sounds are on.
    return false;
  }
}

/** Sounds the feedback, and buzzes where the device can. Muted devices still buzz. */
export function sound(feedback: Feedback): void {
  if (buzz[feedback].length > 0 && 'vibrate' in navigator) navigator.vibrate(buzz[feedback]);
  if (isMuted || !('AudioContext' in globalThis)) return;
  context ??= new AudioContext();
  // A browser wakes audio only after a key or touch; until then the colour and the words tell.
  if (context.state === 'suspended') void context.resume();
  for (const tone of tones[feedback]) play(context, tone);
}

function play(audio: AudioContext, tone: Tone): void {
  const start = audio.currentTime + tone.at;
  const end = start + tone.for;
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.type = tone.wave;
  oscillator.frequency.value = tone.hz;
  gain.gain.setValueAtTime(0, start);
  // 5 ms in and 20 ms out: a hard edge would click.
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.005);
  gain.gain.setValueAtTime(LOUDNESS, end - 0.02);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(end);
}

/** Whether sounds are off on this device, and the switch. */
export function useMuted(): [boolean, () => void] {
  const muted = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isMuted,
  );
  return [muted, toggle];
}

function toggle(): void {
  isMuted = !isMuted;
  try {
    localStorage.setItem(STORAGE_KEY, isMuted ? 'yes' : 'no');
  } catch {
    // Not kept, but silent for now.
  }
  for (const listener of listeners) listener();
  if (!isMuted) sound('right');
}
