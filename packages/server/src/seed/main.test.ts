import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';

/**
 * The program itself, as the command line starts it: whether known passwords may be put into a database
 * is decided here and nowhere else.
 */
const fresh = await freshDatabase();
const home = mkdtempSync(join(tmpdir(), 'quayside-seed-'));
const owner = new pg.Client({ connectionString: fresh.ownerUrl });
await owner.connect();
afterAll(async () => {
  rmSync(home, { recursive: true });
  await owner.end();
});
beforeEach(() => rmSync(join(home, 'secrets.json'), { force: true }));

async function seed(env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', resolve(import.meta.dirname, 'main.ts')],
    {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: fresh.ownerUrl,
        APP_DATABASE_URL: fresh.appUrl,
        QUAYSIDE_HOME: home,
        ...env,
      },
    },
  );
  return stdout;
}

const slugs = async () =>
  (
    await owner.query<{ slug: string }>('select slug from auth.organization order by slug')
  ).rows.map(({ slug }) => slug);

test("an operator's database gets one owner, whose password is printed once", async () => {
  const env = { QUAYSIDE_COMPANY: 'Acme', QUAYSIDE_OWNER_EMAIL: 'boss@acme.test' };

  const first = await seed(env);
  const again = await seed(env);

  expect(first).toMatch(
    /^First login: boss@acme\.test with password [A-Za-z0-9_-]{20}\nIt is shown this once\. Sign in and change it\.\n$/,
  );
  expect(again).toBe('');
  expect(await slugs()).toEqual(['main']);
  const { rows } = await owner.query(
    `select t.name, l.role, u.email from platform.tenant t
       join platform.person_limit l using (tenant_id) join auth."user" u on u.id = l.person_id`,
  );
  expect(rows).toEqual([{ name: 'Acme', role: 'owner', email: 'boss@acme.test' }]);
});

test('never the demo in production, not even in a database that the home made', async () => {
  const url = makeOwn();

  await seed({ DATABASE_URL: url, NODE_ENV: 'production' });

  expect(await slugs()).toEqual(['main']);
  expect(existsSync(join(home, 'demo-logins.json'))).toBe(false);
});

test('the demo where the operator asks for it', async () => {
  const said = await seed({ QUAYSIDE_DEMO: '1' });

  expect(said).toBe('');
  expect(await slugs()).toEqual(['harbour-gifts', 'kopi-and-co', 'main']);
  expect(existsSync(join(home, 'demo-logins.json'))).toBe(true);
});

test('the demo in the database that the home made itself', async () => {
  rmSync(join(home, 'demo-logins.json'));

  await seed({ DATABASE_URL: makeOwn() });

  expect(existsSync(join(home, 'demo-logins.json'))).toBe(true);
});

test('what is not set is named', async () => {
  await expect(seed({ QUAYSIDE_HOME: '' })).rejects.toThrow('QUAYSIDE_HOME is not set.');
});

/** Makes the home say that it made this database; answers its connection string. */
function makeOwn(): string {
  const url = new URL(fresh.ownerUrl);
  // A server that trusts everybody takes any password; the program only compares it.
  url.password ||= 'made-by-this-home';
  writeFileSync(join(home, 'secrets.json'), JSON.stringify({ postgresPassword: url.password }));
  return url.toString();
}
