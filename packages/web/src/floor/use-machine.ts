import { useCallback, useRef, useState } from 'react';

interface Step<S, F> {
  screen: S;
  effects: readonly F[];
}

/**
 * Runs a screen's table. Events are taken one by one against the newest screen, not against the one
 * last painted: ten scans between two frames are ten steps, in order.
 */
export function useMachine<S, E, F>(
  step: (screen: S, event: E) => Step<S, F>,
  start: () => S,
  perform: (effect: F) => void,
): [S, (event: E) => void] {
  const [shown, setShown] = useState(start);
  const newest = useRef(shown);
  const performing = useRef(perform);
  performing.current = perform;
  const send = useCallback(
    (event: E) => {
      const { screen, effects } = step(newest.current, event);
      newest.current = screen;
      setShown(screen);
      for (const effect of effects) performing.current(effect);
    },
    [step],
  );
  return [shown, send];
}
