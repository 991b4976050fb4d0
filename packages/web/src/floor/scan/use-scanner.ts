import { useEffect, useRef } from 'react';
import {
  emptyWedge,
  feedKey,
  feedSilence,
  LONE_KEY_MS,
  outputOf,
  type WedgeOutput,
  type WedgeStep,
} from './wedge.ts';

/** A field that a person types into keeps its keys; the box for codes hands them over itself. */
function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  return target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select');
}

/** The whole page listens to the scanner, whatever has the focus. */
export function useScanner(onOutput: (output: WedgeOutput) => void): void {
  const newest = useRef(onOutput);
  newest.current = onOutput;
  useEffect(() => {
    let state = emptyWedge;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const take = (step: WedgeStep) => {
      state = step.state;
      if (step.output !== null) newest.current(step.output);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTypingTarget(event.target)) return;
      clearTimeout(silence);
      const wasEmpty = state.buffer === '';
      // Enter on a focused button presses it; it is no shortcut as well.
      const isPress = event.key === 'Enter' && wasEmpty && event.target instanceof HTMLElement;
      if (isPress && event.target.closest('button, a, summary, [role=menuitem]') !== null) return;
      const step = feedKey(state, event.key, event.timeStamp);
      // A digit of a code must not press a button or scroll; Escape still closes menus.
      if (step.isTaken) {
        event.preventDefault();
        event.stopPropagation();
      }
      take(step);
      silence = setTimeout(() => take(feedSilence(state)), LONE_KEY_MS);
    };
    // Some handhelds paste the code or insert it as composed text instead of pressing keys.
    const onPaste = (event: ClipboardEvent) => {
      if (isTypingTarget(event.target)) return;
      const output = outputOf(event.clipboardData?.getData('text') ?? '');
      if (output === null) return;
      event.preventDefault();
      newest.current(output);
    };
    window.addEventListener('keydown', onKey, true);
    window.addEventListener('paste', onPaste);
    return () => {
      clearTimeout(silence);
      window.removeEventListener('keydown', onKey, true);
      window.removeEventListener('paste', onPaste);
    };
  }, []);
}
