import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from './stack.ts';

/** A person of the demo; written by the seed into `demo-logins.json`. */
export interface DemoLogin {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

/** What `npm start` says once everything answers. */
export function greeting(stack: Stack, logins: readonly DemoLogin[], tookMs: number): string {
  const lines = [`Quayside is ready after ${(tookMs / 1000).toFixed(1)} s: ${stack.url}`];
  if (logins.length > 0) {
    const wide = Math.max(...logins.map(({ role }) => role.length));
    const widest = Math.max(...logins.map(({ email }) => email.length));
    lines.push('', 'Log in as:');
    for (const { role, email, password } of logins) {
      lines.push(`  ${role.padEnd(wide)}  ${email.padEnd(widest)}  ${password}`);
    }
  }
  if (stack.sandboxUrl) {
    lines.push(
      '',
      'Try first:',
      '  1. Log in as the owner, open Channels and connect the demo Shopee shop.',
      '  2. Watch orders arrive, be promised and wait for the warehouse.',
      '  3. Log in as a picker on a phone-sized window and pick the first tour.',
      '',
      `Outside world   ${stack.sandboxUrl}   marketplace, shoppers, carrier and robot crew`,
      `Mailbox         ${stack.sandboxUrl}/mailbox   what customers receive`,
    );
  }
  lines.push(
    `API             ${stack.url}/api/docs`,
    `Data and logs   ${stack.home}`,
    '',
    'Ctrl-C stops everything.',
  );
  return lines.join('\n');
}

/** The demo's logins, or none when the database is not seeded by us. */
export function readLogins(home: string): DemoLogin[] {
  const path = join(home, 'demo-logins.json');
  if (!existsSync(path)) return [];
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return Array.isArray(content) ? content.filter(isLogin) : [];
}

function isLogin(entry: unknown): entry is DemoLogin {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    ['role', 'email', 'password'].every((name) => typeof Reflect.get(entry, name) === 'string')
  );
}
