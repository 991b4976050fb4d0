import { expect, test } from 'vitest';
import { warningIn } from './child.ts';

test('a warning of the log is told with its cause, in one line', () => {
  const line = JSON.stringify({
    level: 40,
    msg: 'push failed',
    err: { message: 'timeout\nstack' },
  });

  expect(warningIn(line, 'out')).toBe('push failed: timeout');
});

test('a cause that the sentence already names is not told twice', () => {
  const line = JSON.stringify({
    level: 50,
    msg: 'push failed: timeout',
    err: { message: 'timeout' },
  });

  expect(warningIn(line, 'out')).toBe('push failed: timeout');
});

test.each([
  ['what is below a warning', '{"level":30,"msg":"listening"}', 'out'],
  ['ordinary output', 'Error: printed by somebody', 'out'],
  ['the middle of a stack', '    at main (file:///x.ts:1:1)', 'err'],
  ['a bracket that is no JSON', '{ code: 1 }', 'err'],
] as const)('%s stays in the log', (_what, line, kind) => {
  expect(warningIn(line, kind)).toBeUndefined();
});

test('the last words of a program that ends are told', () => {
  expect(warningIn('TypeError: x is not a function', 'err')).toBe('TypeError: x is not a function');
});
