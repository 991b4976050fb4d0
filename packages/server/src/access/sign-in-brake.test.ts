import { expect, test } from 'vitest';
import { SignInBrake } from './sign-in-brake.ts';

class HandClock {
  ms = 0;
  now(): Date {
    return new Date(this.ms);
  }
}

const waits = (brake: SignInBrake, count: number, address: string, email: string) =>
  Array.from({ length: count }, () => brake.begin(address, email).waitS);

test('guesses at the same time are counted before the first has failed', () => {
  const brake = new SignInBrake(new HandClock());

  expect(waits(brake, 12, '10.0.0.1', 'A@shop.test')).toEqual([...Array(10).fill(0), 900, 900]);
  expect(waits(brake, 1, '10.0.0.1', 'a@shop.test')).toEqual([900]);
  expect(waits(brake, 1, '10.0.0.2', 'a@shop.test')).toEqual([0]);
});

test('right passwords are never counted: a whole shift signs in through one address', () => {
  const brake = new SignInBrake(new HandClock());

  for (let person = 1; person <= 200; person += 1) {
    const attempt = brake.begin('10.0.0.1', `picker${person}@shop.test`);
    expect(attempt.waitS).toBe(0);
    attempt.succeed();
  }
});

test('a right password clears the wrong ones before it, for that e-mail only', () => {
  const brake = new SignInBrake(new HandClock());
  waits(brake, 9, '10.0.0.1', 'a@shop.test');

  brake.begin('10.0.0.1', 'a@shop.test').succeed();

  expect(waits(brake, 11, '10.0.0.1', 'a@shop.test').at(-1)).toBe(900);
});

test('one address cannot try a few passwords on everybody', () => {
  const clock = new HandClock();
  const brake = new SignInBrake(clock);
  for (let person = 1; person <= 50; person += 1) {
    expect(brake.begin('10.0.0.1', `person${person}@shop.test`).waitS).toBe(0);
  }

  clock.ms = 60_000;
  expect(brake.begin('10.0.0.1', 'person51@shop.test').waitS).toBe(840);
  clock.ms = 15 * 60_000;
  expect(brake.begin('10.0.0.1', 'person51@shop.test').waitS).toBe(0);
});
