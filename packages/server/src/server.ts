import { connectablePlatforms, createConnector } from '@quayside/connectors';
import type { FastifyInstance } from 'fastify';
import pino, { type Logger } from 'pino';
import { makeAccess } from './access/index.ts';
import { makeApp } from './app.ts';
import { catalogueRoutes, clientsOf, nodesOf } from './catalogue/index.ts';
import { channelCrontab, makeChannels } from './channels/index.ts';
import {
  orderToWarehouse,
  shipConfirm,
  shipSimpleRoute,
  stockToChannels,
  undo,
} from './journeys/index.ts';
import { makeNotifications } from './notifications/index.ts';
import { consumptionsOf, fallShort, orderRoutes } from './orders/index.ts';
import {
  type Config,
  makeSeal,
  openDatabase,
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

/** Reads like a contents page: ground, domains, routes, journeys, jobs, listen. */
export async function startServer(config: Config): Promise<Server> {
  const log = pino({ level: config.logLevel, redact: redacted });
  const clock = systemClock;
  const seal = makeSeal(config.secret);
  let isReady = false;

  // Ground
  const database = openDatabase(config.appDatabaseUrl);
  const live = await startLive(database, config.appDatabaseUrl, log);
  const access = await makeAccess({ database, config, log });
  const { app, service } = await makeApp({
    config,
    log,
    database,
    live,
    authenticate: access.authenticate,
    isReady: () => isReady,
  });

  // Domains
  const connectors = makeConnectors(config, log);
  const channels = makeChannels({
    database,
    config,
    seal,
    clock,
    connectorFor: (platform) => connectors.get(platform) ?? null,
    atp: atpByNode,
    log,
  });
  const notifications = makeNotifications({
    database,
    clock,
    smtpUrl: config.smtpUrl,
    mailFrom: config.mailFrom,
    log,
  });

  // Routes
  await access.routes(service, { nodes: nodesOf, clients: clientsOf });
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

  // Journeys and jobs
  const jobs = await startJobs({
    ownerDatabaseUrl: config.ownerDatabaseUrl,
    concurrency: config.workerConcurrency,
    log,
    plan: {
      jobs: {
        ...orderToWarehouse(database, channels),
        ...shipConfirm(database, channels, notifications),
        ...stockToChannels(database, channels),
        ...undo(database, channels, notifications),
        ...channels.channelJobs,
        ...notifications.notificationJobs,
        ...warehouseJobs(database),
      },
      crontab: [...channelCrontab, ...warehouseCrontab],
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
      await Promise.all([...connectors.values()].map((connector) => connector.close()));
      notifications.close();
      await access.stop();
      await live.stop();
      await database.close();
    },
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

function makeConnectors(config: Config, log: Logger) {
  const connectors = new Map<string, ReturnType<typeof createConnector>>();
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
