import { useRef } from 'react';
import { asProblem } from './problem.ts';

/**
 * One idempotency key for one intent: the same content sent again after a lost answer carries the same
 * key and is done once. Changed content, or a plain refusal, ends the intent.
 */
export function useIntent() {
  const intent = useRef({ key: crypto.randomUUID(), content: '' });
  return async function send<O>(body: unknown, run: (key: string) => Promise<O>): Promise<O> {
    const content = JSON.stringify(body);
    if (intent.current.content !== content) {
      intent.current = { key: crypto.randomUUID(), content };
    }
    try {
      const reply = await run(intent.current.key);
      intent.current = { key: crypto.randomUUID(), content: '' };
      return reply;
    } catch (error) {
      if (asProblem(error).code !== 'unreachable') {
        intent.current = { key: crypto.randomUUID(), content: '' };
      }
      throw error;
    }
  };
}
