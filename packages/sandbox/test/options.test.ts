import { expect, test } from 'vitest';
import { startSandbox } from '../src/index.ts';
import { optionsFromEnvironment } from '../src/options.ts';

test('the environment names ports, credentials, speed and pace', () => {
  const options = optionsFromEnvironment({
    SANDBOX_PORT: '4201',
    SMTP_PORT: '4202',
    SANDBOX_STATE: '/home/box/state.sqlite',
    SHOPEE_PARTNER_ID: '99',
    SANDBOX_ORDERS_PER_MINUTE: '0',
    SANDBOX_AUTO_CARRIER_SECONDS: '0',
    SANDBOX_SHOPEE_QPS: '0',
    QUAYSIDE_SEED: '/nowhere',
  });

  expect(options).toMatchObject({
    port: 4_201,
    smtpPort: 4_202,
    stateFile: '/home/box/state.sqlite',
    partnerId: 99,
    ordersPerMinute: 0,
    rateLimitQps: null,
    seedDir: null,
  });
  expect(options.pace?.pickupAfterMs).toBeNull();
});

test('left alone: six orders a minute, a courier after 20 s, this machine only', () => {
  const options = optionsFromEnvironment({});

  expect(options).toMatchObject({ host: '127.0.0.1', ordersPerMinute: 6, rateLimitQps: 200 });
  expect(options.pace?.pickupAfterMs).toBe(20_000);
});

test('a value that is no number is refused by its name', () => {
  expect(() => optionsFromEnvironment({ SANDBOX_PORT: 'abc' })).toThrow(
    'SANDBOX_PORT must be a number of 0 or more, but is "abc".',
  );
});

test('a state file that cannot be opened is named', async () => {
  await expect(startSandbox({ stateFile: '/nonexistent/x.sqlite' })).rejects.toThrow(
    'The state file /nonexistent/x.sqlite cannot be opened',
  );
});
