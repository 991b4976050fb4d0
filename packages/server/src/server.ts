import { type ChannelConnector, connectablePlatforms, createConnector } from '@quayside/connectors';
import type { FastifyInstance } from 'fastify';
import pino, { type Logger } from 'pino';
import { makeAccess } from './access/index.ts';
import { makeApp } from './app.ts';
import { catalogueRoutes, clientsOf, nodesOf } from './catalogue/index.ts';
import { type Channels, channelCrontab, makeChannels } from './channels/index.ts';
import {
  orderToWarehouse,
  shipConfirm,
  shipSimpleRoute,
  stockToChannels,
  tidyHolds,
  tidyHoldsCrontab,
  undo,
} from './journeys/index.ts';
import { makeNotifications, type Notifications } from './notifications/index.ts';
import { consumptionsOf, fallShort, orderRoutes } from './orders/index.ts';
import {
  type Config,
  type Database,
  type JobPlan,
  makeSeal,
  openDatabase,
  type Service,
  startJobs,
  startLive,
  systemClock,
  tenantFacts,
} from './platform/index.ts';
import { reportRoutes } from './reporting/index.ts';
import { atpByNode, stockByLocation, stockRoutes } from './stock/index.ts';
import { warehouseCrontab, warehouseJobs, warehouseRoutes } from './warehouse/index.ts';

/** A running server process. */
export interface Server {
  app: FastifyInstance;
  port: number;
  /** Takes no new work, finishes what is in flight, closes its connections. */
  stop(): Promise<void>;
}

/** Reads like a contents page: ground, domains, routes, journeys and jobs, listen. */
export async function startServer(config: Config): Promise<Server> {
  const log = pino({ level: config.logLevel, redact: redacted });
  let isReady = false;

  const database = openDatabase(config.appDatabaseUrl);
  const live = await startLive(database, config.appDatabaseUrl, log);
  const access = makeAccess({ database, config, log });
  const { authenticate } = access;
  const isOpen = () => isReady;
  const { app, service } = await makeApp({
    config,
    log,
    database,
    live,
    authenticate,
    isReady: isOpen,
  });

  const domains = makeDomains(config, database, log);
  await access.routes(service, { nodes: nodesOf, clients: clientsOf });
  serveDomains(service, domains);
  const jobs = await startJobs({
    ownerDatabaseUrl: config.ownerDatabaseUrl,
    concurrency: config.workerConcurrency,
    log,
    plan: planJobs(database, domains),
    onEnded: (error) => {
      log.fatal({ err: error }, 'the job queue ended; this process ends too, to be started again');
      process.kill(process.pid, 'SIGTERM');
    },
  });

  await app.listen({ port: config.port, host: config.host });
  isReady = true;
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  log.info({ port }, 'listening');
  return {
    app,
    port,
    async stop() {
      isReady = false;
      await app.close();
      await jobs.stop();
      await Promise.all([...domains.connectors.values()].map((connector) => connector.close()));
      domains.notifications.close();
      await access.stop();
      await live.stop();
      await database.close();
    },
  };
}

/** The domains that hold something open; the others are functions over a transaction. */
interface Domains {
  connectors: ReadonlyMap<string, ChannelConnector>;
  channels: Channels;
  notifications: Notifications;
}

function makeDomains(config: Config, database: Database, log: Logger): Domains {
  const connectors = makeConnectors(config, log);
  const channels = makeChannels({
    database,
    config,
    seal: makeSeal(config.secret),
    clock: systemClock,
    connectorFor: (platform) => connectors.get(platform) ?? null,
    atp: atpByNode,
    log,
  });
  const { smtpUrl, mailFrom } = config;
  const notifications = makeNotifications({ database, clock: systemClock, smtpUrl, mailFrom, log });
  return { connectors, channels, notifications };
}

function serveDomains(service: Service, { channels }: Domains): void {
  const clock = systemClock;
  catalogueRoutes(service, { stockByLocation });
  stockRoutes(service, {
    clock,
    fallShort: async (tx, broken, cause) => void (await fallShort(tx, broken, cause)),
  });
  orderRoutes(service, { clock, currencyOf: async (tx) => (await tenantFacts(tx)).baseCurrency });
  warehouseRoutes(service, { consumptionsOf });
  channels.channelRoutes(service);
  shipSimpleRoute(service, channels);
  reportRoutes(service, {
    clock,
    tenantOf: async (tx) => {
      const tenant = await tenantFacts(tx);
      return { currency: tenant.baseCurrency, timeZone: tenant.timeZone };
    },
  });
}

function planJobs(database: Database, { channels, notifications }: Domains): JobPlan {
  return {
    jobs: {
      ...orderToWarehouse(database, channels),
      ...shipConfirm(database, channels, notifications),
      ...stockToChannels(database, channels),
      ...undo(database, channels, notifications),
      ...channels.channelJobs,
      ...notifications.notificationJobs,
      ...warehouseJobs(database),
      ...tidyHolds(database),
    },
    crontab: [...channelCrontab, ...warehouseCrontab, ...tidyHoldsCrontab],
  };
}

/** Never in a log, whatever carries it. */
const redacted = [
  'req.headers.authorization',
  'req.headers.cookie',
  '*.accessToken',
  '*.refreshToken',
  '*.password',
  '*.secret',
];

/** Calls a second to one shop: the sandbox's ceiling is 200; Shopee publishes none. */
const SHOPEE_CALLS_A_SECOND = 100;

function makeConnectors(config: Config, log: Logger): ReadonlyMap<string, ChannelConnector> {
  const connectors = new Map<string, ChannelConnector>();
  const { apiUrl, partnerId, partnerKey, pushKey } = config.shopee;
  if (partnerId === '' || partnerKey === '') {
    log.info(
      { platforms: connectablePlatforms },
      'no Shopee app is configured; no shop can be connected',
    );
    return connectors;
  }
  connectors.set(
    'shopee',
    createConnector('shopee', {
      apiUrl,
      partnerId,
      partnerKey,
      pushKeys: pushKey === '' ? [partnerKey] : [pushKey, partnerKey],
      http: { rateLimit: { perSecond: SHOPEE_CALLS_A_SECOND, burst: 150, queueMsMax: 15_000 } },
    }),
  );
  return connectors;
}
