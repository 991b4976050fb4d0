import { type LiveHint, livePath } from '@quayside/contract';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

export type LiveTopic = LiveHint['topic'];
export type LiveState = {
  connection: 'connecting' | 'connected' | 'reconnecting';
  /** From the server's commit to this browser, of the last hint; null before the first. */
  lagMs: number | null;
  lastHintAt: number | null;
};

/** The first part of the query keys that each topic makes stale. */
export const keysByTopic: Record<LiveTopic, readonly string[]> = {
  orders: ['orders', 'exceptions', 'dashboard'],
  stock: ['stock', 'dashboard'],
  warehouse: ['warehouse', 'floor', 'orders', 'dashboard'],
  channels: ['channels', 'exceptions', 'dashboard'],
  messages: ['orders', 'dashboard'],
};

/** Hints come in bursts (one per committed batch); reads follow at most this often. */
const DEBOUNCE_MS = 800;
/** While hints keep coming, nothing on the page is older than this. */
const MAX_WAIT_MS = 2_500;
const RECONNECT_MS = 3_000;

let state: LiveState = { connection: 'connecting', lagMs: null, lastHintAt: null };
const listeners = new Set<() => void>();

function change(next: Partial<LiveState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

/** The state of the live line, for the top bar and the floor's strip. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

function readHint(text: string): LiveHint | null {
  try {
    const hint: Partial<LiveHint> = JSON.parse(text);
    if (hint.topic !== undefined && hint.topic in keysByTopic && hint.at !== undefined) {
      return { topic: hint.topic, at: hint.at };
    }
  } catch {
    // A keep-alive or a hint of a newer server: nothing to re-read for us.
  }
  return null;
}

/** Collects topics and makes their reads stale together, after a pause or at the latest wait. */
export function gatherTopics(flush: (topics: ReadonlySet<LiveTopic>) => void) {
  let waiting = new Set<LiveTopic>();
  let pause: ReturnType<typeof setTimeout> | undefined;
  let latest: ReturnType<typeof setTimeout> | undefined;
  const send = () => {
    clearTimeout(pause);
    clearTimeout(latest);
    latest = undefined;
    const topics = waiting;
    waiting = new Set();
    if (topics.size > 0) flush(topics);
  };
  return {
    add(topic: LiveTopic) {
      waiting.add(topic);
      clearTimeout(pause);
      pause = setTimeout(send, DEBOUNCE_MS);
      latest ??= setTimeout(send, MAX_WAIT_MS);
    },
    stop() {
      clearTimeout(pause);
      clearTimeout(latest);
    },
  };
}

/**
 * Opens the live line and keeps it open. Hints carry no facts: they only make reads stale. After a
 * gap everything shown is re-read, because hints sent meanwhile are lost. Returns how to close it.
 */
export function startLive(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hadGap = false;
  const gather = gatherTopics((topics) => {
    const keys = new Set([...topics].flatMap((topic) => keysByTopic[topic]));
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
  });
  const onHint = (event: MessageEvent<string>) => {
    const hint = readHint(event.data);
    if (hint === null) return;
    const now = Date.now();
    change({ lagMs: Math.max(0, now - Date.parse(hint.at)), lastHintAt: now });
    gather.add(hint.topic);
  };
  const open = () => {
    source = new EventSource(livePath, { withCredentials: true });
    source.onopen = () => {
      change({ connection: 'connected' });
      if (hadGap) {
        void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
      }
      hadGap = false;
    };
    source.onmessage = onHint;
    source.onerror = () => {
      hadGap = true;
      change({ connection: 'reconnecting' });
      // A browser retries by itself unless the answer was an error; then the line is closed.
      if (source?.readyState === EventSource.CLOSED) {
        clearTimeout(retry);
        retry = setTimeout(open, RECONNECT_MS);
      }
    };
  };
  // A network that goes away does not always end the connection: the browser knows it sooner.
  const onOffline = () => {
    hadGap = true;
    source?.close();
    clearTimeout(retry);
    change({ connection: 'reconnecting' });
  };
  const onOnline = () => {
    source?.close();
    clearTimeout(retry);
    open();
  };
  window.addEventListener('offline', onOffline);
  window.addEventListener('online', onOnline);
  open();
  return () => {
    window.removeEventListener('offline', onOffline);
    window.removeEventListener('online', onOnline);
    clearTimeout(retry);
    gather.stop();
    source?.close();
    change({ connection: 'connecting', lagMs: null, lastHintAt: null });
  };
}
