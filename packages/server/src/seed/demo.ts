import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { isTenant, openTenant } from '../access/index.ts';
import type { Database } from '../platform/index.ts';
import { harbour, kopi } from './companies.ts';
import { readSeedFiles } from './files.ts';
import { fillHarbour } from './harbour.ts';
import { fillKopi } from './kopi.ts';
import { loginsPath } from './logins.ts';
import { harbourPeople, kopiPeople } from './people.ts';
import { addDemoPeople, hashed } from './tenant.ts';

/**
 * Fills a database with the demo: two companies, their goods, places, stock and people. Each company is
 * written in one transaction, so a seed that was interrupted leaves nothing half done and can simply run
 * again; a company that is there already is left alone. Lists the logins in `<home>/demo-logins.json`,
 * readable by its owner only.
 */
export async function seedDemo(options: { database: Database; home: string }): Promise<void> {
  const { database, home } = options;
  if (!(await isTenant(database, harbour.slug))) {
    const [files, people] = await Promise.all([readSeedFiles(), hashed(harbourPeople)]);
    await openTenant(database, harbour, async (tx) => {
      await addDemoPeople(tx, people, await fillHarbour(tx, files));
    });
  }
  if (!(await isTenant(database, kopi.slug))) {
    const people = await hashed(kopiPeople);
    await openTenant(database, kopi, async (tx) => {
      await addDemoPeople(tx, people, await fillKopi(tx));
    });
  }
  await writeLogins(home);
}

async function writeLogins(home: string): Promise<void> {
  const path = loginsPath(home);
  if (existsSync(path)) return;
  const logins = [...harbourPeople, ...kopiPeople].map(({ role, name, email, password, does }) => ({
    ...{ role, name, email, password, does },
  }));
  // Two starts may write it at once: whole files, of which either is right.
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, path);
}
