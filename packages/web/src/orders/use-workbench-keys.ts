import { useHotkeys } from '@mantine/hooks';
import type { OrderActKind } from './use-order-acts.ts';

type Keys = {
  isOn: boolean;
  step: (by: 1 | -1) => void;
  open: () => void;
  close: () => void;
  select: () => void;
  act: (kind: OrderActKind) => void;
  help: () => void;
};

/** The workbench's keys; silent while somebody types or a dialog asks. */
export function useWorkbenchKeys(keys: Keys): void {
  const when = (run: () => void) => () => {
    if (keys.isOn) run();
  };
  useHotkeys([
    ['j', when(() => keys.step(1))],
    ['ArrowDown', when(() => keys.step(1))],
    ['k', when(() => keys.step(-1))],
    ['ArrowUp', when(() => keys.step(-1))],
    ['Enter', when(keys.open), { preventDefault: false }],
    ['Escape', when(keys.close)],
    ['x', when(keys.select)],
    ['r', when(() => keys.act('release'))],
    ['h', when(() => keys.act('place_hold'))],
    ['c', when(() => keys.act('cancel'))],
    ['shift+?', when(keys.help)],
    ['?', when(keys.help)],
  ]);
}
