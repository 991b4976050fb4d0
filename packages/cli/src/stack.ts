import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from './child.ts';
import { type Databases, prepareDatabase, reachDatabase, seedDemo } from './database.ts';
import { inRepository } from './paths.ts';
import { freePort, isFree } from './ports.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { codeOf, Problem } from './problem.ts';
import { endProcess, markOf } from './process-mark.ts';
import { resetHome } from './reset.ts';
import { homeProblem, prepareHome, readRun, takeHome, writeRun } from './running.ts';
import { secretsOf } from './secrets.ts';
import { buildWeb } from './web-build.ts';

/** What the server may still do after it was asked to end: finish what is in flight. */
const SERVER_PATIENCE_MS = 15_000;
const SANDBOX_PATIENCE_MS = 5_000;
/** First start on two slow cores, seed already done: under 5 s; the rest is room. */
const READY_WITHIN_MS = 60_000;
const DATABASE = 'quayside';

export interface StackOptions {
  readonly home: string;
  /** 0: any free port. */
  readonly port: number;
  /** A PostgreSQL of one's own; default: the embedded one of the home. */
  readonly databaseUrl?: string | undefined;
  /** Remove the home's data first. */
  readonly fresh?: boolean;
  /** Say nothing on the console; the logs of the home have everything. */
  readonly quiet?: boolean;
  /** Without it: no demo data and no stand-in outside world. Default true. */
  readonly isDemo?: boolean;
  /** Build and serve the web pages. Default true; benches and replays of the API do without. */
  readonly hasWeb?: boolean;
  /** Fill an empty database with the demo. Default: as `isDemo`. */
  readonly hasSeed?: boolean;
  /** More for the environment of server and sandbox. */
  readonly env?: NodeJS.ProcessEnv;
  /** Other programs in place of server and sandbox; for tests of the supervision itself. */
  readonly entries?: { readonly server: string; readonly sandbox: string };
}

export interface Stack {
  readonly home: string;
  readonly url: string;
  readonly sandboxUrl: string | null;
  readonly databaseUrl: string;
  readonly appDatabaseUrl: string;
  /** Process ids as they are now: a killed process is started again under another one. */
  readonly pids: { readonly server: number; readonly sandbox: number; readonly postgres: number };
  /** Ends server, sandbox and PostgreSQL in this order; leaves no process. Safe to call twice. */
  stop(): Promise<void>;
  /** Starts one of the programs again, after a change of its source. */
  restart(name: 'server' | 'sandbox'): Promise<void>;
}

/**
 * Starts everything a living Quayside needs and returns when all of it answers: PostgreSQL, schema,
 * demo data, built web pages, server (API, jobs, web) and sandbox. Killed processes come back.
 *
 * Throws `Problem`, and leaves nothing running, when the home is taken or unwritable, the port is
 * busy, the database cannot be reached or its schema refused.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  prepareHome(options.home);
  const giveBack = takeHome(options.home);
  const open = new Opened(giveBack);
  try {
    await endLeftovers(options.home);
    if (options.fresh) {
      resetHome(options.home);
      prepareHome(options.home);
    }
    return await open.everything(options);
  } catch (error) {
    await open.close();
    throw isDiskTrouble(error) ? homeProblem(options.home, error) : error;
  }
}

/** A supervisor that was killed leaves children that are just ending; their ports are needed now. */
async function endLeftovers(home: string): Promise<void> {
  const left = readRun(home)?.marks;
  if (left === undefined) return;
  await Promise.all([
    endProcess(left.server ?? undefined, 'SIGTERM', SERVER_PATIENCE_MS),
    endProcess(left.sandbox ?? undefined, 'SIGTERM', SANDBOX_PATIENCE_MS),
  ]);
  await endProcess(left.postgres ?? undefined, 'SIGINT', 30_000);
}

function isDiskTrouble(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS'].includes(codeOf(error));
}

interface Ports {
  readonly server: number;
  readonly sandbox: number;
  readonly smtp: number;
}

/** What has been opened so far, so that it can be closed in the right order at any moment. */
class Opened {
  readonly #giveBack: () => void;
  #postgres: PostgresServer | undefined;
  #server: Child | undefined;
  #sandbox: Child | undefined;
  #closing: Promise<void> | undefined;
  #home = '';
  /** Writes `run.json` anew; there is nothing to write before the database answers. */
  #register: (() => void) | undefined;
  #tell: (line: string) => void = () => {};

  constructor(giveBack: () => void) {
    this.#giveBack = giveBack;
  }

  async everything(options: StackOptions): Promise<Stack> {
    const isDemo = options.isDemo ?? true;
    this.#home = options.home;
    if (!options.quiet) this.#tell = (line) => console.error(line);
    const ports = await choosePorts(options.port);
    const url = `http://localhost:${ports.server}`;
    const sandboxUrl = isDemo ? `http://localhost:${ports.sandbox}` : null;
    const environment = shopEnvironment(options, ports, url, isDemo);
    const [webDist, databases] = await allOrFirstProblem([
      options.hasWeb === false ? undefined : buildWeb(),
      this.#databases(options, environment),
    ]);
    const register = () => this.#write(url, sandboxUrl, databases);
    this.#register = register;
    const serverEnv = {
      ...environment,
      PORT: String(ports.server),
      DATABASE_URL: databases.databaseUrl,
      APP_DATABASE_URL: databases.appDatabaseUrl,
      ...(webDist ? { WEB_DIST: webDist } : {}),
    };
    const entries = options.entries ?? {
      server: inRepository('packages/server/src/main.ts'),
      sandbox: inRepository('packages/sandbox/src/main.ts'),
    };
    this.#server = this.#child('server', entries.server, serverEnv, register);
    if (isDemo) {
      this.#sandbox = this.#child('sandbox', entries.sandbox, environment, register);
    }
    await Promise.all([
      isReady(this.#server, 'server', `http://127.0.0.1:${ports.server}/healthz`, this.#home),
      this.#sandbox &&
        isReady(this.#sandbox, 'sandbox', `http://127.0.0.1:${ports.sandbox}/healthz`, this.#home),
    ]);
    register();
    return this.#stack(url, sandboxUrl, databases);
  }

  #stack(url: string, sandboxUrl: string | null, databases: Databases): Stack {
    const pids = () => ({
      server: this.#server?.pid ?? 0,
      sandbox: this.#sandbox?.pid ?? 0,
      postgres: this.#postgres?.pid ?? 0,
    });
    return {
      home: this.#home,
      url,
      sandboxUrl,
      databaseUrl: databases.databaseUrl,
      appDatabaseUrl: databases.appDatabaseUrl,
      get pids() {
        return pids();
      },
      stop: () => this.close(),
      restart: async (name) => {
        if (name === 'server') await this.#server?.restart(SERVER_PATIENCE_MS);
        else await this.#sandbox?.restart(SANDBOX_PATIENCE_MS);
      },
    };
  }

  async #databases(options: StackOptions, environment: NodeJS.ProcessEnv): Promise<Databases> {
    let ownerUrl = options.databaseUrl;
    if (ownerUrl) {
      await reachDatabase(ownerUrl);
    } else {
      this.#postgres = await startPostgres({
        home: options.home,
        onExit: this.#tell,
        onRestart: () => this.#register?.(),
      });
      await this.#postgres.createDatabase(DATABASE);
      ownerUrl = this.#postgres.url(DATABASE);
    }
    const databases = await prepareDatabase(options.home, ownerUrl);
    if (options.hasSeed ?? options.isDemo ?? true) {
      await seedDemo(options.home, {
        ...environment,
        DATABASE_URL: databases.databaseUrl,
        APP_DATABASE_URL: databases.appDatabaseUrl,
      });
    }
    return databases;
  }

  #child(name: string, entry: string, env: NodeJS.ProcessEnv, onStart: () => void): Child {
    const logPath = join(this.#home, 'logs', `${name}.log`);
    return new Child({ name, entry, env, logPath, tell: (line) => this.#tell(line), onStart });
  }

  #write(url: string, sandboxUrl: string | null, databases: Databases): void {
    const supervisor = markOf(process.pid);
    if (supervisor === undefined || this.#closing) return;
    const markNow = (pid: number | undefined) => (pid ? (markOf(pid) ?? null) : null);
    writeRun(this.#home, {
      url,
      sandboxUrl,
      databaseUrl: databases.databaseUrl,
      appDatabaseUrl: databases.appDatabaseUrl,
      marks: {
        supervisor,
        server: markNow(this.#server?.pid),
        sandbox: markNow(this.#sandbox?.pid),
        postgres: markNow(this.#postgres?.pid),
      },
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeInOrder();
    return this.#closing;
  }

  async #closeInOrder(): Promise<void> {
    await this.#server?.stop(SERVER_PATIENCE_MS);
    await this.#sandbox?.stop(SANDBOX_PATIENCE_MS);
    await this.#postgres?.stop();
    if (this.#home) rmSync(join(this.#home, 'run.json'), { force: true });
    this.#giveBack();
  }
}

async function choosePorts(wanted: number): Promise<Ports> {
  if (wanted !== 0 && !(await isFree(wanted))) {
    throw new Problem(
      `Port ${wanted} is already in use. Stop what uses it, or choose another: PORT=${wanted + 100} npm start`,
    );
  }
  const server = wanted === 0 ? await freePort(undefined) : wanted;
  const sandbox = await freePort(server + 1, [server]);
  return { server, sandbox, smtp: await freePort(server + 2, [server, sandbox]) };
}

/** What server, sandbox and seed share. In the demo the outside world is the sandbox. */
function shopEnvironment(
  options: StackOptions,
  ports: Ports,
  url: string,
  isDemo: boolean,
): NodeJS.ProcessEnv {
  const secrets = secretsOf(options.home);
  const sandbox = `http://127.0.0.1:${ports.sandbox}`;
  const demo = {
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    SHOPEE_API_URL: sandbox,
    SHOPEE_PARTNER_ID: secrets.shopeePartnerId,
    SHOPEE_PARTNER_KEY: secrets.shopeePartnerKey,
    SHOPEE_PUSH_KEY: secrets.shopeePushKey,
    SANDBOX_URL: `http://localhost:${ports.sandbox}`,
    SANDBOX_PORT: String(ports.sandbox),
    SMTP_PORT: String(ports.smtp),
    SANDBOX_STATE: join(options.home, 'sandbox.sqlite'),
    // The same address as PUBLIC_URL: the signature of a push covers the address it is sent to.
    QUAYSIDE_URL: process.env.PUBLIC_URL || url,
    QUAYSIDE_LOGINS: join(options.home, 'demo-logins.json'),
  };
  return {
    ...process.env,
    QUAYSIDE_SECRET: process.env.QUAYSIDE_SECRET || secrets.quaysideSecret,
    PUBLIC_URL: process.env.PUBLIC_URL || url,
    QUAYSIDE_HOME: options.home,
    ...(isDemo ? demo : {}),
    ...options.env,
  };
}

/** Waits for `GET /healthz` to answer 200, or says why it never will. */
async function isReady(child: Child, name: string, url: string, home: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const log = join(home, 'logs', `${name}.log`);
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.arrayBuffer();
      if (response.status === 200) return;
    } catch {
      // Not listening yet; whether it ever will is decided below.
    }
    if (child.failures >= 3) break;
    await pause(40);
  }
  const why = child.lastWords || 'it did not say why';
  throw new Problem(`The ${name} did not get ready: ${why} (log: ${log})`);
}

/** All results; when one fails, the others are waited for first, so that nothing goes on behind our back. */
async function allOrFirstProblem<A, B>(work: [A | Promise<A>, B | Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
