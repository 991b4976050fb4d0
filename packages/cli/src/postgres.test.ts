import { expect, test } from 'vitest';
import { failuresIn, isPassing } from './postgres.ts';

const refused =
  '2026-11-23 12:03:52.998 UTC [14539]  FATAL:  pre-existing shared memory block (key 2688926, ID 262151) is still in use';
const dying = (pid: number) =>
  `2026-11-23 12:03:52.937 UTC [${pid}] quayside FATAL:  terminating connection due to unexpected postmaster exit`;

test('the last words of thirty old backends do not hide why the new start has to be tried again', () => {
  // They write behind a gap: their place in the file is where the old server stood.
  const log = `${refused}\n${'\0'.repeat(500)}${Array.from({ length: 30 }, (_, n) => dying(n)).join('\n')}\n`;

  expect(failuresIn(log)).toEqual([refused]);
  expect(isPassing(failuresIn(log))).toBe(true);
});

test('a start that fails for good is not tried again', () => {
  const broken = '2026-11-23 12:00:00 UTC [1]  FATAL:  could not load pg_hba.conf';

  expect(isPassing(failuresIn(`${broken}\n`))).toBe(false);
});
