import { expect, test } from 'vitest';
import { BriefMemory } from './brief-memory.ts';

class HandClock {
  ms = 0;
  now(): Date {
    return new Date(this.ms);
  }
}

function aMemory(entriesMax = 10) {
  const clock = new HandClock();
  const memory = new BriefMemory<string>({ clock, forMs: 1_000, entriesMax });
  let looks = 0;
  const look = async () => {
    looks += 1;
    return `answer ${looks}`;
  };
  return { clock, memory, look };
}

test('calls at the same time and within the time share one look-up', async () => {
  const { clock, memory, look } = aMemory();

  const together = await Promise.all([memory.get('a', look), memory.get('a', look)]);
  clock.ms = 999;
  const later = await memory.get('a', look);
  clock.ms = 1_000;
  const after = await memory.get('a', look);

  expect([...together, later, after]).toEqual(['answer 1', 'answer 1', 'answer 1', 'answer 2']);
});

test('a failed look-up is not remembered', async () => {
  const { memory, look } = aMemory();

  await expect(memory.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');

  expect(await memory.get('a', look)).toBe('answer 1');
});

test('forgetting takes what fits, and what is still being looked up', async () => {
  const { memory, look } = aMemory();
  await memory.get('kept', async () => 'kept');
  await memory.get('gone', async () => 'gone');
  const open = Promise.withResolvers<string>();
  const running = memory.get('running', () => open.promise);

  memory.forgetWhere((value) => value === 'gone');
  open.resolve('read before the change');

  expect(await running).toBe('read before the change');
  expect(await memory.get('kept', look)).toBe('kept');
  expect(await memory.get('gone', look)).toBe('answer 1');
  expect(await memory.get('running', look)).toBe('answer 2');
});

test('a flood of keys pushes out the oldest, not the memory', async () => {
  const { memory, look } = aMemory(3);
  for (const key of ['a', 'b', 'c', 'd']) await memory.get(key, async () => key);

  expect(await memory.get('d', look)).toBe('d');
  expect(await memory.get('a', look)).toBe('answer 1');
});
