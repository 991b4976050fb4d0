import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import { type FloorAnswer, type FloorCommand, sendCommand } from './command.ts';
import { makeOutbox, type Outbox, type Settled } from './outbox.ts';
import { makeIndexedStore, makeMemoryStore } from './store.ts';

export type FloorSettled = Settled<FloorCommand, FloorAnswer>;
export interface FloorOutbox extends Outbox<FloorCommand> {
  onSettled(listener: (settled: FloorSettled) => void): () => void;
}

/** Ends after the time, or at once when the outbox is woken. */
function pause(ms: number, woken: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void woken.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function open(personId: string): FloorOutbox {
  const listeners = new Set<(settled: FloorSettled) => void>();
  const outbox = makeOutbox<FloorCommand, FloorAnswer>({
    personId,
    store: 'indexedDB' in globalThis ? makeIndexedStore() : makeMemoryStore(),
    send: sendCommand,
    newKey: () => crypto.randomUUID(),
    pause,
    onSettled: (settled) => {
      for (const listener of listeners) listener(settled);
    },
  });
  const wake = () => outbox.wake();
  window.addEventListener('online', wake);
  return {
    ...outbox,
    stop() {
      window.removeEventListener('online', wake);
      return outbox.stop();
    },
    onSettled(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

let current: { personId: string; outbox: FloorOutbox } | null = null;

/** The outbox of the person at this device: one for the life of the page, whatever page is shown. */
export function outboxOf(personId: string): FloorOutbox {
  if (current?.personId !== personId) {
    void current?.outbox.stop();
    current = { personId, outbox: open(personId) };
  }
  return current.outbox;
}

export const OutboxContext = createContext<FloorOutbox | null>(null);

export function useOutbox(): FloorOutbox {
  const outbox = useContext(OutboxContext);
  if (outbox === null) throw new Error('a floor page stands outside the floor frame');
  return outbox;
}

export function useOutboxState() {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.subscribe, outbox.getState);
}

/** Hears what became of commands while the page is shown. */
export function useSettled(listener: (settled: FloorSettled) => void): void {
  const outbox = useOutbox();
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => outbox.onSettled((settled) => newest.current(settled)), [outbox]);
}
