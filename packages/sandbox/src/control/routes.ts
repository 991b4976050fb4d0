import type { FastifyInstance } from 'fastify';
import { scanParcels } from '../carrier.ts';
import { parseFaults, UnknownFault } from '../faults.ts';
import { countMail, findMail, listMail } from '../mailbox/mailbox.ts';
import { isOrderStatus } from '../marketplaces/shopee/life-cycle.ts';
import { unlinkShop, warnAuthExpiry } from '../marketplaces/shopee/link.ts';
import { moveOrder } from '../marketplaces/shopee/order-life.ts';
import { findOrder } from '../marketplaces/shopee/order-rows.ts';
import { buyerCancelsNow } from '../marketplaces/shopee/orders.ts';
import { placeOrder } from '../marketplaces/shopee/place-order.ts';
import { changePushConfig, pushConfig } from '../marketplaces/shopee/push.ts';
import { SHOP } from '../marketplaces/shopee/shop.ts';
import { reserveForPromotion } from '../marketplaces/shopee/stock.ts';
import { expireAccessTokens } from '../marketplaces/shopee/tokens.ts';
import { buyerOf } from '../traffic/buyers.ts';
import { listOutcomes, shopperTotals } from '../traffic/outcomes.ts';
import type { ShopperPlan, Shoppers } from '../traffic/shoppers.ts';
import type { World } from '../world.ts';
import { BadRequest, Fields } from './read-body.ts';
import { listOrders, listPushes, orderReport, shownStock, stateReport } from './reports.ts';

const PAGE_MAX = 1_000;
/** Nobody drives shoppers faster than this by the minute; beyond it there is "max". */
const ORDERS_PER_MINUTE_MAX = 60_000;

/** What a control request asks of the shoppers; `stop` wins over everything. */
export function readShopperChange(body: Fields): Partial<ShopperPlan> {
  const changes: Partial<ShopperPlan> = {};
  const perMinute = body.count('ordersPerMinute', ORDERS_PER_MINUTE_MAX);
  const limit = body.get('limit') === null ? null : body.count('limit');
  const from = body.count('from');
  const cancelAfterMs = body.count('cancelAfterMs');
  const cancelSpreadMs = body.count('cancelSpreadMs');
  const speed = body.text('speed');
  if (speed !== undefined && speed !== 'max') throw new BadRequest('"speed" can only be "max".');
  if (speed === 'max') changes.speed = 'max';
  else if (perMinute !== undefined) changes.speed = perMinute;
  if (speed === 'max' && cancelAfterMs === undefined) {
    // At full speed a cancelling buyer is quick too, so that cancels meet orders being worked on.
    changes.cancelAfterMs = 500;
    changes.cancelSpreadMs = 2_500;
  }
  if (cancelAfterMs !== undefined) changes.cancelAfterMs = cancelAfterMs;
  if (cancelSpreadMs !== undefined) changes.cancelSpreadMs = cancelSpreadMs;
  if (limit !== undefined) changes.left = limit;
  else if (changes.speed !== undefined) changes.left = null;
  if (from !== undefined) Object.assign(changes, { position: from, isExhausted: false });
  if (body.get('stop') === true) changes.speed = 0;
  if (Object.keys(changes).length === 0) {
    throw new BadRequest('Say "ordersPerMinute", "speed": "max" (with "limit"), or "stop": true.');
  }
  return changes;
}

function shopperReport(world: World, shoppers: Shoppers): Record<string, unknown> {
  const statuses = world.database.row<{ unpaid: number; cancelled: number }>(
    `select coalesce(sum(status = 'UNPAID'), 0) as unpaid,
       coalesce(sum(status = 'CANCELLED'), 0) as cancelled from shop_order`,
  );
  return {
    ...shoppers.plan(),
    isWaitingForShop: shoppers.isWaitingForShop(),
    totals: {
      ...shopperTotals(world),
      ordersCancelled: statuses?.cancelled ?? 0,
      ordersUnpaid: statuses?.unpaid ?? 0,
    },
  };
}

/** The control API: for tests, the command line and the console. Nothing here exists at the real platform. */
export function controlRoutes(app: FastifyInstance, world: World, shoppers: Shoppers): void {
  app.get('/_sandbox/state', () => ({
    ...stateReport(world),
    shoppers: shopperReport(world, shoppers),
    mails: countMail(world),
  }));
  shopperRoutes(app, world, shoppers);
  orderRoutes(app, world);
  faultRoutes(app, world);
  shopRoutes(app, world);
  mailRoutes(app, world);
}

function shopperRoutes(app: FastifyInstance, world: World, shoppers: Shoppers): void {
  app.get('/_sandbox/shoppers', () => shopperReport(world, shoppers));
  app.post('/_sandbox/shoppers', (request) => {
    shoppers.change(readShopperChange(new Fields(request.body)));
    return shopperReport(world, shoppers);
  });
  app.get('/_sandbox/shoppers/outcomes', (request) => {
    const query = new Fields(request.query);
    return listOutcomes(world, query.count('after') ?? 0, query.count('limit', PAGE_MAX) ?? 100);
  });
}

function orderRoutes(app: FastifyInstance, world: World): void {
  app.get('/_sandbox/orders', (request) => {
    const query = new Fields(request.query);
    const status = query.text('status') ?? '';
    if (status !== '' && !isOrderStatus(status)) {
      throw new BadRequest(`"${status}" is no order status.`);
    }
    const limit = query.count('limit', PAGE_MAX) ?? 100;
    const before = query.count('before') ?? Number.MAX_SAFE_INTEGER;
    const orders = listOrders(world, { status, before, limit });
    return {
      orders: orders.map((order) => orderReport(world, order)),
      next: orders.length === limit ? (orders.at(-1)?.seq ?? null) : null,
    };
  });
  app.post('/_sandbox/orders', (request, reply) => {
    const body = new Fields(request.body);
    const wishes = body.list('lines').map((line) => {
      const skuCode = line.text('skuCode');
      const qty = line.count('qty', 1_000_000);
      if (skuCode === undefined) throw new BadRequest('Every line needs a "skuCode".');
      if (qty === undefined || qty === 0) throw new BadRequest('Every line needs a "qty" above 0.');
      const unitPriceMinor = line.count('unitPriceMinor');
      return { skuCode, qty, ...(unitPriceMinor === undefined ? {} : { unitPriceMinor }) };
    });
    const placement = placeOrder(world, buyerOf(body.text('customerNumber') ?? 'console'), wishes, {
      isPaid: body.get('isPaid') !== false,
      messageToSeller: body.text('messageToSeller') ?? '',
    });
    return reply.status(placement.isPlaced ? 201 : 409).send(placement);
  });
  const order = (params: unknown): string => {
    const orderSn = new Fields(params).text('orderSn') ?? '';
    if (findOrder(world, orderSn) === undefined) throw new BadRequest(`No order ${orderSn}.`);
    return orderSn;
  };
  app.get('/_sandbox/orders/:orderSn', (request) => {
    const found = findOrder(world, order(request.params));
    return found === undefined ? {} : orderReport(world, found);
  });
  app.post('/_sandbox/orders/:orderSn/cancel', (request, reply) => {
    const status = buyerCancelsNow(world, order(request.params));
    return reply.status(status === null ? 409 : 200).send({ isDone: status !== null, status });
  });
  app.post('/_sandbox/orders/:orderSn/pay', (request, reply) => {
    const status = moveOrder(world, order(request.params), 'pay');
    return reply.status(status === null ? 409 : 200).send({ isDone: status !== null, status });
  });
  for (const what of ['pickup', 'deliver'] as const) {
    app.post(`/_sandbox/carrier/${what}`, (request) => {
      const body = new Fields(request.body);
      const codes = [...body.texts('trackingNumbers'), ...body.texts('orderSns')];
      if (codes.length === 0) throw new BadRequest('Say "trackingNumbers" or "orderSns".');
      return scanParcels(world, codes, what);
    });
  }
}

function faultRoutes(app: FastifyInstance, world: World): void {
  const report = (): Record<string, unknown> => ({
    settings: world.faults.settings(),
    strikes: world.faults.strikes(),
  });
  app.get('/_sandbox/faults', report);
  app.post('/_sandbox/faults', (request) => {
    const { expireTokens, ...rest } = Object(request.body);
    try {
      world.faults.change(parseFaults(rest));
    } catch (error) {
      if (error instanceof UnknownFault) throw new BadRequest(error.message);
      throw error;
    }
    const expired = expireTokens === true ? expireAccessTokens(world) : 0;
    return { ...report(), expiredTokens: expired };
  });
  app.delete('/_sandbox/faults', () => {
    world.faults.clear();
    return report();
  });
  app.get('/_sandbox/pushes', (request) => {
    const query = new Fields(request.query);
    const limit = query.count('limit', PAGE_MAX) ?? 100;
    const before = query.count('before') ?? Number.MAX_SAFE_INTEGER;
    return { pushes: listPushes(world, { state: query.text('state') ?? '', before, limit }) };
  });
}

function shopRoutes(app: FastifyInstance, world: World): void {
  app.get('/_sandbox/stock', (request) => {
    const query = new Fields(request.query);
    const limit = query.count('limit', 100_000) ?? 100_000;
    const search = query.text('search') ?? '';
    return { stock: shownStock(world, { search, limit, after: query.text('after') ?? '' }) };
  });
  app.get('/_sandbox/push-config', () => pushConfig(world));
  app.post('/_sandbox/push-config', (request) => {
    const body = new Fields(request.body);
    const callbackUrl = body.text('callbackUrl');
    if (callbackUrl === undefined || !/^https?:\/\//.test(callbackUrl)) {
      throw new BadRequest('"callbackUrl" must be an http address.');
    }
    return changePushConfig(world, { callbackUrl });
  });
  app.post('/_sandbox/promotions', (request) => {
    const body = new Fields(request.body);
    const itemId = body.count('itemId');
    const reservedQty = body.count('reservedQty');
    if (itemId === undefined || reservedQty === undefined) {
      throw new BadRequest('Say "itemId", "reservedQty" and, for a model, "modelId".');
    }
    reserveForPromotion(world, itemId, body.count('modelId') ?? 0, reservedQty);
    return { itemId, reservedQty };
  });
  app.post('/_sandbox/shop/warn-expiry', () => {
    warnAuthExpiry(world, String(SHOP.shopId));
    return { isDone: true };
  });
  app.post('/_sandbox/shop/unlink', () => {
    unlinkShop(world, SHOP.shopId);
    return { isDone: true };
  });
}

function mailRoutes(app: FastifyInstance, world: World): void {
  app.get('/_sandbox/mail', (request) => {
    const query = new Fields(request.query);
    const before = query.count('before');
    return {
      mails: listMail(world, {
        to: query.text('to') ?? '',
        subject: query.text('subject') ?? '',
        limit: query.count('limit', PAGE_MAX) ?? 100,
        ...(before === undefined ? {} : { before }),
      }),
      total: countMail(world),
    };
  });
  app.get('/_sandbox/mail/:id', (request, reply) => {
    const mail = findMail(world, new Fields(request.params).count('id') ?? 0);
    return mail ?? reply.status(404).send({ problem: 'No such mail.' });
  });
}
