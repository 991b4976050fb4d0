import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, Problem } from './problem.ts';

/** What only this home knows. Made once, at random, readable by its owner alone. */
export interface Secrets {
  /** 32 bytes in base64; signs sessions and encrypts the shops' tokens at rest. */
  readonly quaysideSecret: string;
  readonly postgresPassword: string;
  readonly appRolePassword: string;
  /** The stand-in shop's partner account; made here because both sides must know it. */
  readonly shopeePartnerId: string;
  readonly shopeePartnerKey: string;
  readonly shopeePushKey: string;
}

/** Reads `secrets.json` of the home, making what is missing. */
export function secretsOf(home: string): Secrets {
  const path = join(home, 'secrets.json');
  const kept = readKept(path);
  const secrets: Secrets = { ...freshSecrets(), ...kept };
  if (Object.keys(secrets).some((name) => !(name in kept))) {
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(unfinished, path);
  }
  chmodSync(path, 0o600);
  return secrets;
}

function freshSecrets(): Secrets {
  return {
    quaysideSecret: randomBytes(32).toString('base64'),
    postgresPassword: randomBytes(24).toString('hex'),
    appRolePassword: randomBytes(24).toString('hex'),
    // Live partner ids of the platform are seven digits; its keys are long hexadecimal texts.
    shopeePartnerId: String(1_000_000 + (randomBytes(4).readUInt32BE() % 9_000_000)),
    shopeePartnerKey: randomBytes(32).toString('hex'),
    shopeePushKey: randomBytes(32).toString('hex'),
  };
}

function readKept(path: string): Partial<Secrets> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {};
    throw error;
  }
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept === 'object' && kept !== null) return kept;
  } catch {
    // Told below: a broken file must never be replaced silently, it holds the only keys.
  }
  throw new Problem(`${path} is not readable as JSON. Restore it, or start over: npm run reset`);
}
