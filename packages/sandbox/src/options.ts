import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.ts';
import type { FaultSettings } from './faults.ts';

/** One SKU of the catalogue the shop sells, as `db/seed/catalogue.json.gz` holds it. */
export interface CatalogueSku {
  skuCode: string;
  name: string;
  gtin: string;
  priceMinor: number;
  currency: string;
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  weightG: number;
}

/** One real basket, as a line of `db/seed/invoices.ndjson.gz` holds it. */
export interface Invoice {
  invoiceNumber: string;
  placedAt: string;
  customerNumber: string | null;
  country: string;
  isCancelled: boolean;
  lines: { skuCode: string; qty: number; unitPriceMinor: number }[];
}

/** How fast the platform and its carrier work; all in milliseconds. */
export interface PlatformPace {
  /** READY_TO_SHIP shows as PROCESSED this long after ship_order was accepted. */
  arrangeLagMs: number;
  /** get_tracking_number answers an empty string for this long after the arrangement. */
  trackingLagMs: number;
  /** create_shipping_document needs this long before the document is READY. */
  documentLagMs: number;
  /** The carrier collects this long after the parcel is PROCESSED and labelled; null: only by scan. */
  pickupAfterMs: number | null;
  /** Delivered this long after collection; null: only by scan. */
  deliverAfterMs: number | null;
  /** The buyer confirms (COMPLETED) this long after delivery; null: never by itself. */
  completeAfterMs: number | null;
  /** Waits before the 2nd, 3rd ... attempt of a push; after the last one the push counts as lost. */
  pushRetryMs: number[];
  /** How long the platform waits for the answer to a push. Source: push guide, "about 3 s". */
  pushTimeoutMs: number;
}

/** Everything the sandbox can be told at its start. */
export interface SandboxOptions {
  /** 0 picks a free port. */
  port?: number;
  host?: string;
  /** 0 picks a free port; null starts no mail server. */
  smtpPort?: number | null;
  /** SQLite file; ':memory:' forgets everything at stop. */
  stateFile?: string;
  partnerId?: number;
  partnerKey?: string;
  pushKey?: string;
  /** Where Quayside lives; the default callback URL is built from it. */
  quaysideUrl?: string | null;
  /** The demo's people, for the robot crew: the JSON that the seed wrote. */
  loginsFile?: string | null;
  /** Folder with catalogue.json.gz and invoices.ndjson.gz; unused when both are given below. */
  seedDir?: string | null;
  catalogue?: CatalogueSku[];
  invoices?: Invoice[];
  /** Requests a second and shop; null: no limit. Shopee does not publish its figure. */
  rateLimitQps?: number | null;
  /** Shoppers' speed once the shop is connected and has stock; 0: they stay at home. */
  ordersPerMinute?: number;
  pace?: Partial<PlatformPace>;
  faults?: Partial<FaultSettings>;
  clock?: Clock;
  /** Runs due work by itself (default); tests call `control.settle()` instead. */
  ticking?: boolean;
}

export interface ResolvedOptions {
  port: number;
  host: string;
  smtpPort: number | null;
  stateFile: string;
  partnerId: number;
  partnerKey: string;
  pushKey: string;
  quaysideUrl: string | null;
  loginsFile: string | null;
  seedDir: string | null;
  catalogue: CatalogueSku[] | null;
  invoices: Invoice[] | null;
  rateLimitQps: number | null;
  ordersPerMinute: number;
  pace: PlatformPace;
  ticking: boolean;
}

const immediate: PlatformPace = {
  arrangeLagMs: 0,
  trackingLagMs: 0,
  documentLagMs: 0,
  pickupAfterMs: null,
  deliverAfterMs: null,
  completeAfterMs: null,
  pushRetryMs: [2_000, 10_000, 60_000, 300_000],
  pushTimeoutMs: 3_000,
};

/** Demo values: the partner credentials are public on purpose, nothing but the sandbox accepts them. */
export const DEMO_PARTNER = {
  partnerId: 2_007_101,
  partnerKey: 'shpk4861726275726769667473207361',
  pushKey: 'shpush51756179736964652064656d6f',
} as const;

export function resolveOptions(options: SandboxOptions): ResolvedOptions {
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    smtpPort: options.smtpPort === undefined ? 0 : options.smtpPort,
    stateFile: options.stateFile ?? ':memory:',
    partnerId: options.partnerId ?? DEMO_PARTNER.partnerId,
    partnerKey: options.partnerKey ?? DEMO_PARTNER.partnerKey,
    pushKey: options.pushKey ?? DEMO_PARTNER.pushKey,
    quaysideUrl: options.quaysideUrl ?? null,
    loginsFile: options.loginsFile ?? null,
    seedDir: options.seedDir ?? null,
    catalogue: options.catalogue ?? null,
    invoices: options.invoices ?? null,
    rateLimitQps: options.rateLimitQps ?? null,
    ordersPerMinute: options.ordersPerMinute ?? 0,
    pace: { ...immediate, ...options.pace },
    ticking: options.ticking ?? true,
  };
}

/** The pace of the demo: slow enough to watch, fast enough not to wait. */
const demoPace: Partial<PlatformPace> = {
  arrangeLagMs: 1_500,
  trackingLagMs: 2_000,
  documentLagMs: 1_000,
  deliverAfterMs: 90_000,
  completeAfterMs: 300_000,
};

/** Reads the environment of the sandbox process; a bad value is refused by name. */
export function optionsFromEnvironment(env: NodeJS.ProcessEnv): SandboxOptions {
  const number = (name: string, fallback: number): number => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0) {
      throw new Error(`${name} must be a number of 0 or more, but is "${text}".`);
    }
    return value;
  };
  const seedDir = env.QUAYSIDE_SEED ?? fileURLToPath(new URL('../../../db/seed', import.meta.url));
  const autoCarrierSeconds = number('SANDBOX_AUTO_CARRIER_SECONDS', 20);
  return {
    port: number('SANDBOX_PORT', 3001),
    host: env.SANDBOX_HOST ?? '127.0.0.1',
    smtpPort: number('SMTP_PORT', 2525),
    stateFile: env.SANDBOX_STATE ?? ':memory:',
    partnerId: number('SHOPEE_PARTNER_ID', DEMO_PARTNER.partnerId),
    partnerKey: env.SHOPEE_PARTNER_KEY ?? DEMO_PARTNER.partnerKey,
    pushKey: env.SHOPEE_PUSH_KEY ?? DEMO_PARTNER.pushKey,
    quaysideUrl: env.QUAYSIDE_URL ?? null,
    loginsFile: env.QUAYSIDE_LOGINS ?? null,
    seedDir: existsSync(seedDir) ? seedDir : null,
    rateLimitQps: number('SANDBOX_SHOPEE_QPS', 200) || null,
    ordersPerMinute: number('SANDBOX_ORDERS_PER_MINUTE', 6),
    pace: {
      ...demoPace,
      pickupAfterMs: autoCarrierSeconds === 0 ? null : autoCarrierSeconds * 1000,
    },
  };
}
