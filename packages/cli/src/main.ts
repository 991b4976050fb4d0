import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { prepareDatabase, reachDatabase, seedDemo } from './database.ts';
import { homeFrom } from './paths.ts';
import { startPostgres } from './postgres.ts';
import { Problem } from './problem.ts';
import { runNode } from './programs.ts';
import { reset } from './reset.ts';
import { findRunning } from './running.ts';
import { secretsOf } from './secrets.ts';
import { type StartOptions, start } from './start.ts';

/** Commands of their own file: each exports `register(program)`. */
const MORE_COMMANDS = ['check', 'replay', 'bench', 'prove', 'screens'];

const program = new Command('quayside')
  .description("From the place where it was bought to the customer's door.")
  .showHelpAfterError('(quayside --help lists the commands)');

program
  .command('start')
  .description('start everything and stay until Ctrl-C')
  .option('--dev', 'restart on every change of a source file')
  .option('--no-demo', 'no demo data and no stand-in marketplace')
  .action((options: StartOptions) => start(options));

program
  .command('reset')
  .description('remove all data of the embedded default')
  .action(async () => {
    const home = homeFrom(process.env);
    const had = await reset(home);
    console.log(had ? `Removed the data in ${home}.` : `There was no data in ${home}.`);
  });

program
  .command('migrate')
  .description('bring the database to the schema of this program')
  .action(() =>
    withDatabase(async (home, ownerUrl) => {
      const { applied } = await prepareDatabase(home, ownerUrl);
      console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Already up to date.');
    }),
  );

program
  .command('seed')
  .description('migrate, and fill an empty database with the demo')
  .action(() =>
    withDatabase(async (home, ownerUrl) => {
      const { databaseUrl, appDatabaseUrl } = await prepareDatabase(home, ownerUrl);
      const { quaysideSecret } = secretsOf(home);
      const env = {
        ...process.env,
        DATABASE_URL: databaseUrl,
        APP_DATABASE_URL: appDatabaseUrl,
        QUAYSIDE_SECRET: process.env.QUAYSIDE_SECRET || quaysideSecret,
      };
      await seedDemo(home, env);
      console.log('The demo data is in place.');
    }),
  );

for (const [name, file, description] of [
  ['test', 'scripts/test.ts', 'house checks and all tests'],
  ['house-check', 'scripts/check.ts', 'what CI runs on the code, cheapest first'],
  ['fix', 'scripts/fix.ts', 'repair what can be repaired: format, generated files'],
  ['schema', 'scripts/schema.ts', 'write db/schema.sql from the migrations'],
] as const) {
  program
    .command(name)
    .description(description)
    .argument('[arguments...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: string[]) => {
      process.exitCode = (await runNode(file, args)).code;
    });
}

/** The database of `DATABASE_URL`, of the Quayside that runs here, or the embedded one for a moment. */
async function withDatabase(use: (home: string, ownerUrl: string) => Promise<void>): Promise<void> {
  const home = homeFrom(process.env);
  const known = process.env.DATABASE_URL || findRunning(home)?.databaseUrl;
  if (known) {
    await reachDatabase(known);
    return use(home, known);
  }
  const postgres = await startPostgres({ home });
  try {
    await postgres.createDatabase('quayside');
    await use(home, postgres.url('quayside'));
  } finally {
    await postgres.stop();
  }
}

/** Loads only the file that is asked for: the others take time, and may not even load. */
async function registerMore(asked: string | undefined): Promise<void> {
  if (program.commands.some((command) => command.name() === asked)) return;
  const names = asked && MORE_COMMANDS.includes(asked) ? [asked] : MORE_COMMANDS;
  for (const name of names) {
    const path = join(import.meta.dirname, `${name}.ts`);
    if (!existsSync(path)) continue;
    const module: { register(program: Command): void } = await import(path);
    module.register(program);
  }
}

try {
  await registerMore(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
}
// A launcher's channel, or a socket that is still closing, is no reason to stay.
process.exit();
