import { type ReactNode, useCallback, useState } from 'react';
import classes from './classes.ts';
import type { Feedback } from './feedback.ts';
import { sound } from './sound.ts';

/** Sound and flash for one page: call it with what happened, and put the flash into the page. */
export function useFeedback(): [(feedback: Feedback) => void, ReactNode] {
  const [flash, setFlash] = useState<{ feedback: Feedback; count: number } | null>(null);
  const give = useCallback((feedback: Feedback) => {
    sound(feedback);
    setFlash((before) => ({ feedback, count: (before?.count ?? 0) + 1 }));
  }, []);
  // A new key restarts the animation, also when the same feedback comes twice in a row.
  const node =
    flash === null ? null : (
      <div
        key={flash.count}
        className={classes.flash}
        data-feedback={flash.feedback}
        aria-hidden="true"
      />
    );
  return [give, node];
}
