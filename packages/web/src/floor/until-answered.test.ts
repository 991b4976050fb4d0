import { expect, test } from 'vitest';
import { ApiProblem, localProblem } from '../api/problem.ts';
import { untilAnswered } from './until-answered.ts';

function given(answers: readonly (string | ApiProblem)[]) {
  const pausesMs: number[] = [];
  let calls = 0;
  let isOver = false;
  const ask = () => {
    const answer = answers[calls] ?? localProblem('unreachable', 0);
    calls += 1;
    return answer instanceof ApiProblem ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const patience = {
    pause: (ms: number) => {
      pausesMs.push(ms);
      if (pausesMs.length > 10) isOver = true;
      return Promise.resolve();
    },
    isOver: () => isOver,
    onAway: () => {},
  };
  return { run: () => untilAnswered(ask, patience), pausesMs, calls: () => calls };
}

test('a lost answer is asked for again, with growing pauses', async () => {
  const { run, pausesMs } = given([
    localProblem('unreachable', 0),
    localProblem('unreachable', 502),
    'yes',
  ]);

  expect(await run()).toBe('yes');
  expect(pausesMs).toEqual([500, 1000]);
});

test('a refusal is an answer and is not asked again', async () => {
  const refusal = new ApiProblem({
    type: 'about:blank',
    title: 'no',
    status: 409,
    code: 'order_cancelled',
    detail: '',
  });
  const { run, calls } = given([refusal, 'yes']);

  await expect(run()).rejects.toBe(refusal);
  expect(calls()).toBe(1);
});

test('it ends when nobody waits any more', async () => {
  const { run, calls } = given([]);

  expect(await run()).toBeNull();
  expect(calls()).toBe(11);
});
