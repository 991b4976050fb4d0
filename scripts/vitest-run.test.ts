import { expect, test } from 'vitest';
import { tally } from './vitest-run.ts';

const green = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, testResults: [] };

test('counts what passed, failed and was skipped', () => {
  expect(tally(green, 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
});

test('a file that cannot be loaded is a failure, though none of its tests failed', () => {
  const report = { ...green, testResults: [{ status: 'failed', assertionResults: [] }] };

  expect(tally(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
});

test('a file whose test failed is not counted twice', () => {
  const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }];

  expect(tally({ ...green, numFailedTests: 1, testResults }, 1).failed).toBe(1);
});

test('a run that ended badly without a failed test is still a failure', () => {
  expect(tally(green, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
});
