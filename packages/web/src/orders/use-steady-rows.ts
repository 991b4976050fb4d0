import { useCallback, useMemo, useRef, useState } from 'react';
import { keepSteady, type Steady } from './steady.ts';

/**
 * Rows that do not jump under the reader. While `isReading` (scrolled down, rows ticked, an order open
 * beside the list) new rows wait and are counted; otherwise the list is simply the fresh one. A change
 * of `question` (another filter) starts over.
 */
export function useSteadyRows<R>(
  fresh: readonly R[],
  keyOf: (row: R) => string,
  isReading: boolean,
  question: string,
): Steady<R> & { renew: () => void } {
  const shown = useRef<{ question: string; keys: string[]; rows: Map<string, R> }>({
    question: '',
    keys: [],
    rows: new Map(),
  });
  const [renewals, setRenewals] = useState(0);
  const renew = useCallback(() => {
    shown.current.question = '';
    setRenewals((now) => now + 1);
  }, []);
  const steady = useMemo(() => {
    const isNew = shown.current.question !== question || !isReading;
    const next: Steady<R> = isNew
      ? { rows: [...fresh], arrived: 0, gone: new Set() }
      : keepSteady(shown.current.keys, shown.current.rows, fresh, keyOf);
    if (fresh.length > 0 || isNew) {
      shown.current = {
        question,
        keys: next.rows.map(keyOf),
        rows: new Map(next.rows.map((row) => [keyOf(row), row])),
      };
    }
    return next;
    // `renewals` makes the list start over when the person asks for the new rows.
  }, [fresh, keyOf, isReading, question, renewals]);
  return { ...steady, renew };
}
