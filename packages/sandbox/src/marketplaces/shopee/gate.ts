import { randomBytes } from 'node:crypto';
import type { World } from '../../world.ts';
import type { Answer, Endpoint } from './call.ts';
import { refuse, ShopeeError } from './errors.ts';
import { Params } from './params.ts';
import type { RateLimit } from './rate-limit.ts';
import { requestSign, sameSign } from './sign.ts';
import { checkAccess } from './tokens.ts';

/** Timestamps count within five minutes either way. Source: guide "API calls". */
const SKEW_SECONDS_MAX = 300;

/** What the HTTP layer needs to answer one call. */
export interface GateReply {
  httpStatus: number;
  body: string | Buffer;
  contentType: string;
  /** A fault: the call was carried out, but nobody hears of it. */
  isNeverSent: boolean;
  delayMs: number;
}

export interface GateRequest {
  method: string;
  path: string;
  query: Record<string, unknown>;
  body: unknown;
}

/** The gateway: common parameters, signature, token, limits, faults; then the endpoint itself. */
export async function passGate(
  world: World,
  endpoints: Record<string, Endpoint>,
  limit: RateLimit,
  request: GateRequest,
): Promise<GateReply> {
  const { faults } = world;
  const settings = faults.settings();
  const isFaulty = faults.concern(request.path);
  const reply: GateReply = {
    httpStatus: 200,
    body: '',
    contentType: 'application/json; charset=utf-8',
    isNeverSent: false,
    delayMs: 0,
  };
  if (isFaulty && settings.slowAnswerMs > 0) {
    faults.strike('slowAnswer');
    reply.delayMs = settings.slowAnswerMs;
  }
  try {
    const answer = await admit(world, endpoints, limit, request, isFaulty);
    if (isFaulty && faults.chance().happens(settings.timeoutRate)) {
      faults.strike('timeout');
      reply.isNeverSent = true;
    }
    if ('file' in answer) {
      reply.body = answer.file;
      reply.contentType = answer.contentType;
    } else {
      reply.body = envelope(answer);
    }
  } catch (error) {
    if (!(error instanceof ShopeeError)) throw error;
    reply.httpStatus = error.httpStatus;
    reply.body = refusal(error);
  }
  return reply;
}

const requestId = (): string => randomBytes(16).toString('hex');

function envelope(answer: Exclude<Answer, { file: Buffer }>): string {
  return JSON.stringify({
    error: '',
    message: '',
    request_id: requestId(),
    ...('warning' in answer ? { warning: answer.warning } : {}),
    ...(answer.response === undefined ? {} : { response: answer.response }),
    ...answer.top,
  });
}

function refusal(error: ShopeeError): string {
  return JSON.stringify({
    error: error.code,
    message: error.message,
    request_id: requestId(),
    ...(error.response === undefined ? {} : { response: error.response }),
  });
}

async function admit(
  world: World,
  endpoints: Record<string, Endpoint>,
  limit: RateLimit,
  request: GateRequest,
  isFaulty: boolean,
): Promise<Answer> {
  const endpoint = endpoints[request.path];
  if (endpoint === undefined || endpoint.method !== request.method) {
    throw new ShopeeError(
      'error_param',
      'Permission denied. This API is currently offline or the request path is incorrect.',
    );
  }
  const query = new Params(request.query);
  const shopId = checkCaller(world, endpoint, request.path, query, isFaulty);
  if (isFaulty) strikeBefore(world);
  if (!limit.take(shopId)) throw refuse.rateLimit(200);
  return endpoint.run({ world, shopId, query, body: bodyOf(request) });
}

function strikeBefore({ faults }: World): void {
  const settings = faults.settings();
  if (settings.rateLimitNext > 0 || faults.chance().happens(settings.rateLimitRate)) {
    faults.strike('rateLimit');
    throw refuse.rateLimit(settings.rateLimitStatus);
  }
  if (faults.chance().happens(settings.serverErrorRate)) {
    faults.strike('serverError');
    throw refuse.server();
  }
}

function bodyOf(request: GateRequest): Params {
  if (request.method === 'GET') return new Params({});
  const { body } = request;
  if (body === undefined || body === null || body === '') return new Params({});
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw refuse.param('the body should be a JSON object');
  }
  return new Params({ ...body });
}

/** Who is calling, and with whose word. Answers the shop id, 0 for a public call. */
function checkCaller(
  world: World,
  endpoint: Endpoint,
  path: string,
  query: Params,
  isFaulty: boolean,
): number {
  checkCommon(world, query);
  const isShopCall =
    endpoint.kind === 'shop' ||
    (endpoint.kind === 'either' && query.has('access_token') && query.has('shop_id'));
  if (isShopCall && !query.has('access_token')) {
    throw new ShopeeError('error_param', 'There is no access_token in query.');
  }
  if (isShopCall && !query.has('shop_id')) {
    throw new ShopeeError('error_param', 'There is no shop_id in query.');
  }
  checkSign(world, path, query, isShopCall);
  if (!isShopCall) return 0;
  if (isFaulty && world.faults.settings().expiredTokenNext > 0) {
    world.faults.strike('expiredToken');
    throw refuse.badToken();
  }
  const shopId = query.int('shop_id');
  checkAccess(world, query.text('access_token'), shopId);
  return shopId;
}

function checkCommon(world: World, query: Params): void {
  if (!query.has('partner_id')) {
    throw new ShopeeError('error_param', 'There is no partner_id in query.');
  }
  if (!/^\d{1,10}$/.test(query.text('partner_id'))) {
    throw new ShopeeError('error_param', 'Invalid partner_id.');
  }
  if (!query.has('timestamp')) throw new ShopeeError('error_param', 'no timestamp');
  const timestamp = query.text('timestamp');
  if (!/^\d{1,10}$/.test(timestamp)) throw new ShopeeError('error_param', 'Invalid timestamp');
  const skew = Math.abs(world.clock.now() / 1000 - Number(timestamp));
  if (skew > SKEW_SECONDS_MAX) throw new ShopeeError('error_param', 'Timestamp is expired.');
  if (!query.has('sign')) {
    throw new ShopeeError('error_param', 'There is no sign in query.');
  }
  if (query.text('partner_id') !== String(world.options.partnerId)) throw refuse.unknownPartner();
}

/** Empty common parameters do not count: some clients send `access_token=&shop_id=` on public calls. */
export function checkSign(world: World, path: string, query: Params, isShopCall: boolean): void {
  const expected = requestSign(world.options.partnerKey, {
    partnerId: query.text('partner_id'),
    path,
    timestamp: query.text('timestamp'),
    accessToken: isShopCall ? query.text('access_token') : '',
    shopId: isShopCall ? query.text('shop_id') : '',
  });
  if (!sameSign(expected, query.text('sign'))) throw refuse.wrongSign();
}

/** The same checks for a signed link that a seller's browser opens. */
export function checkLinkSign(world: World, path: string, query: Params): void {
  checkCommon(world, query);
  checkSign(world, path, query, false);
}
