import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Environment = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000 }),
  HOST: Type.String({ default: '127.0.0.1' }),
  DATABASE_URL: Type.String({ minLength: 1 }),
  APP_DATABASE_URL: Type.String({ minLength: 1 }),
  QUAYSIDE_SECRET: Type.String({ minLength: 40 }),
  PUBLIC_URL: Type.String({ minLength: 1 }),
  SMTP_URL: Type.String({ default: '' }),
  MAIL_FROM: Type.String({ default: 'orders@quayside.test' }),
  SHOPEE_API_URL: Type.String({ default: 'https://partner.shopeemobile.com' }),
  SHOPEE_PARTNER_ID: Type.String({ default: '' }),
  SHOPEE_PARTNER_KEY: Type.String({ default: '' }),
  SHOPEE_PUSH_KEY: Type.String({ default: '' }),
  WEB_DIST: Type.String({ default: '' }),
  SANDBOX_URL: Type.String({ default: '' }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  WORKER_CONCURRENCY: Type.Integer({ minimum: 1, maximum: 32, default: 6 }),
});

/** What a server process is told by its environment. */
export interface Config {
  port: number;
  host: string;
  /** Owner of the schema: only the job queue connects with it. */
  ownerDatabaseUrl: string;
  /** The role that cannot bypass row-level security: everything else. */
  appDatabaseUrl: string;
  /** 32 bytes: signs sessions and seals tokens. */
  secret: Uint8Array;
  publicUrl: string;
  smtpUrl: string | null;
  mailFrom: string;
  shopee: { apiUrl: string; partnerId: string; partnerKey: string; pushKey: string };
  webDist: string | null;
  sandboxUrl: string | null;
  logLevel: string;
  workerConcurrency: number;
}

/** Reads and checks the environment; throws one line that names each bad variable. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(Environment.properties)) {
    if (env[name] !== undefined && env[name] !== '') given[name] = env[name];
  }
  const values = Value.Default(Environment, Value.Convert(Environment, given));
  if (!Value.Check(Environment, values)) {
    const faults = Value.Errors(Environment, values).map(
      (e) =>
        `${e.instancePath.slice(1) || e.params['requiredProperties' as never] || 'environment'} ${e.message}`,
    );
    throw new Error(`Configuration: ${faults.join('; ')}.`);
  }
  const secret = Buffer.from(values.QUAYSIDE_SECRET, 'base64');
  if (secret.length !== 32) {
    throw new Error('Configuration: QUAYSIDE_SECRET must be 32 bytes in base64.');
  }
  return {
    port: values.PORT,
    host: values.HOST,
    ownerDatabaseUrl: values.DATABASE_URL,
    appDatabaseUrl: values.APP_DATABASE_URL,
    secret,
    publicUrl: values.PUBLIC_URL.replace(/\/$/, ''),
    smtpUrl: values.SMTP_URL || null,
    mailFrom: values.MAIL_FROM,
    shopee: {
      apiUrl: values.SHOPEE_API_URL,
      partnerId: values.SHOPEE_PARTNER_ID,
      partnerKey: values.SHOPEE_PARTNER_KEY,
      pushKey: values.SHOPEE_PUSH_KEY,
    },
    webDist: values.WEB_DIST || null,
    sandboxUrl: values.SANDBOX_URL || null,
    logLevel: values.LOG_LEVEL,
    workerConcurrency: values.WORKER_CONCURRENCY,
  };
}
