/**
 * HTTP to the outside, with everything that can go wrong turned into an `Outcome`: a time-out always, a size limit
 * always, a turn in the shop's token bucket, bounded retries with jittered back-off where a repeat does no harm.
 * No redirect is followed (a token would travel along). No query, header or body ever reaches a message or a log.
 */
import { Agent, type Dispatcher, request as send } from 'undici';
import { type Failure, failure, type Outcome } from './outcome.ts';
import { type Outside, realOutside } from './outside.ts';
import { type RateLimit, RateLimiter } from './rate-limit.ts';

/**
 * What a repeat would do, which decides what a time-out means:
 * - `read`: nothing. - `repeatable`: the same once more, no harm. Both end `retryable`.
 * - `once`: possibly a second effect. Ends `unknown` as soon as the request may have been sent.
 */
export type Effect = 'read' | 'repeatable' | 'once';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  headers: Record<string, string>;
  body: string | null;
}

export interface HttpAnswer {
  status: number;
  contentType: string;
  retryAfterMs: number | null;
  bytes: Uint8Array;
}

export interface Exchange<T> {
  /** For messages: method and path, nothing else. */
  name: string;
  effect: Effect;
  /** Whose token bucket is used: the shop, or the app for calls without one. */
  bucket: string;
  /** Called for every attempt, because signatures carry the time (epoch ms). */
  build: (nowMs: number) => HttpRequest;
  interpret: (answer: HttpAnswer) => Outcome<T>;
  /** Cut out of any message an answer may echo. */
  secrets: readonly string[];
}

export interface HttpOptions {
  /** One attempt, from the first byte sent to the last received. Platforms answer within a few seconds. */
  requestMs: number;
  connectMs: number;
  /** Larger answers are cut off. Order batches and labels of all five platforms are well below. */
  answerBytesMax: number;
  attemptsMax: number;
  /** Back-off before attempt n + 1 is a random part of `base × 2^(n-1)`, at most `max`. */
  backoffBaseMs: number;
  backoffMsMax: number;
  connectionsMax: number;
  rateLimit: RateLimit;
}

export const defaultHttpOptions: HttpOptions = {
  requestMs: 20_000,
  connectMs: 5_000,
  answerBytesMax: 16 * 1024 * 1024,
  attemptsMax: 3,
  backoffBaseMs: 250,
  backoffMsMax: 5_000,
  connectionsMax: 32,
  rateLimit: { perSecond: 10, burst: 20, queueMsMax: 15_000 },
};

/** Nothing had been sent yet when these were met (Node and undici error codes). */
const notSentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_HAS_EXPIRED',
]);

class AnswerTooLarge extends Error {}

export class HttpClient {
  readonly #options: HttpOptions;
  readonly #outside: Outside;
  readonly #limiter: RateLimiter;
  readonly #agent: Agent;

  constructor(options: Partial<HttpOptions> = {}, outside: Outside = realOutside) {
    this.#options = { ...defaultHttpOptions, ...options };
    this.#outside = outside;
    this.#limiter = new RateLimiter(this.#options.rateLimit, outside);
    this.#agent = new Agent({
      connect: { timeout: this.#options.connectMs },
      connections: this.#options.connectionsMax,
      // The whole attempt has one deadline (requestMs); undici's own, coarser ones only back it up.
      headersTimeout: this.#options.requestMs + 1_000,
      bodyTimeout: this.#options.requestMs + 1_000,
    });
  }

  async exchange<T>(exchange: Exchange<T>): Promise<Outcome<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const queueMs = await this.#limiter.take(exchange.bucket);
      if (queueMs > 0) {
        const message = `${exchange.name} waits for its turn: too many calls for this shop`;
        return failure('rate_limited', 'queue_full', message, Math.ceil(queueMs));
      }
      const outcome = await this.#attempt(exchange);
      if (outcome.ok) return outcome;
      const refused = scrubbed(outcome, exchange.secrets);
      if (refused.kind === 'rate_limited') {
        this.#limiter.pause(exchange.bucket, refused.retryAfterMs ?? this.#options.backoffBaseMs);
      }
      const isRepeatable = refused.kind === 'retryable' || refused.kind === 'rate_limited';
      if (!isRepeatable || attempt >= this.#options.attemptsMax) return refused;
      const delayMs = refused.retryAfterMs ?? this.#backoffMs(attempt);
      if (delayMs > this.#options.backoffMsMax) return refused;
      await this.#outside.sleep(delayMs);
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #attempt<T>(exchange: Exchange<T>): Promise<Outcome<T>> {
    const deadline = AbortSignal.timeout(this.#options.requestMs);
    const request = exchange.build(this.#outside.now());
    let answer: HttpAnswer;
    try {
      const response = await send(request.url, {
        method: request.method,
        headers: { 'accept-encoding': 'identity', ...request.headers },
        body: request.body,
        signal: deadline,
        dispatcher: this.#agent,
      });
      answer = {
        status: response.statusCode,
        contentType: headerText(response.headers['content-type']).toLowerCase(),
        retryAfterMs: retryAfter(headerText(response.headers['retry-after']), this.#outside.now()),
        bytes: await readBody(response, this.#options.answerBytesMax),
      };
    } catch (error) {
      return transportFailure(error, exchange, deadline.aborted, this.#options.answerBytesMax);
    }
    return exchange.interpret(answer);
  }

  /** "Full jitter": spreads the repeats of many shops that were refused at the same moment. */
  #backoffMs(attempt: number): number {
    const ceiling = Math.min(
      this.#options.backoffMsMax,
      this.#options.backoffBaseMs * 2 ** (attempt - 1),
    );
    return Math.ceil(this.#outside.random() * ceiling);
  }
}

/** What an HTTP status alone says, for answers whose body says nothing we understand. */
export function statusFailure(answer: HttpAnswer, name: string, effect: Effect): Failure {
  const { status } = answer;
  const retryAfterMs = answer.retryAfterMs ?? undefined;
  if (status === 429) {
    return failure('rate_limited', 'http_429', `${name}: too many requests`, retryAfterMs ?? 1_000);
  }
  if (status === 503) {
    return failure('retryable', 'http_503', `${name}: not available now`, retryAfterMs);
  }
  if (status === 401) return failure('auth_expired', 'http_401', `${name}: not authorised`);
  if (status === 408 || status >= 500) {
    return failure(afterSending(effect), `http_${status}`, `${name}: HTTP ${status}`, retryAfterMs);
  }
  if (status >= 300) return failure('final', `http_${status}`, `${name}: HTTP ${status}`);
  const code = answer.bytes.length === 0 ? 'answer_empty' : 'answer_not_json';
  const shape = answer.bytes.length === 0 ? 'an empty answer' : `not JSON (${kindOf(answer)})`;
  return failure(afterSending(effect), code, `${name}: ${shape}`);
}

/** The kind of a failure after which the request may have been carried out. */
export function afterSending(effect: Effect): 'unknown' | 'retryable' {
  return effect === 'once' ? 'unknown' : 'retryable';
}

function kindOf(answer: HttpAnswer): string {
  const start = new TextDecoder().decode(answer.bytes.subarray(0, 64)).trimStart().toLowerCase();
  if (start.startsWith('<')) return 'HTML or XML';
  return /json/.test(answer.contentType) ? 'cut off or damaged' : 'another format';
}

async function readBody(response: Dispatcher.ResponseData, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop destroys the stream and with it the connection: nothing more is read.
    if (length > bytesMax) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function transportFailure(
  error: unknown,
  exchange: Pick<Exchange<unknown>, 'name' | 'effect'>,
  isTimedOut: boolean,
  bytesMax: number,
): Failure {
  const { name, effect } = exchange;
  if (error instanceof AnswerTooLarge) {
    const kind = effect === 'once' ? 'unknown' : 'final';
    return failure(kind, 'answer_too_large', `${name}: more than ${bytesMax} bytes`);
  }
  if (isTimedOut) return failure(afterSending(effect), 'timed_out', `${name}: no answer in time`);
  const code = errorCode(error);
  if (code === null) throw error; // Not the network: a mistake of ours, such as a bad URL.
  if (notSentCodes.has(code)) {
    return failure('retryable', 'not_reachable', `${name}: no connection (${code})`);
  }
  return failure(afterSending(effect), 'connection_lost', `${name}: connection lost (${code})`);
}

/** Code of a network error; several addresses tried (happy eyeballs) come as one AggregateError. */
function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  // Some parse errors of undici carry no code.
  if (error.name === 'HTTPParserError') return 'not HTTP';
  if ('code' in error && typeof error.code === 'string') {
    return error.code === 'ERR_INVALID_URL' || error.code === 'UND_ERR_INVALID_ARG'
      ? null
      : error.code;
  }
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return error.cause === undefined ? null : errorCode(error.cause);
}

function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfter(text: string, nowMs: number): number | null {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  const at = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Longest message kept; platforms sometimes echo the whole request. */
const MESSAGE_LENGTH_MAX = 300;

/** Shorter texts are not cut out: they would match by chance. */
const SECRET_LENGTH_MIN = 6;

function scrubbed(refused: Failure, secrets: readonly string[]): Failure {
  const clean = (text: string) => {
    let cleaned = text;
    for (const secret of secrets) {
      if (secret.length < SECRET_LENGTH_MIN) continue;
      cleaned = cleaned
        .replaceAll(secret, '[hidden]')
        .replaceAll(encodeURIComponent(secret), '[hidden]');
    }
    // Signatures are made per attempt, so they are cut by shape: 64 hex digits.
    return cleaned.replace(/\b[0-9a-fA-F]{64}\b/g, '[hidden]').slice(0, MESSAGE_LENGTH_MAX);
  };
  return { ...refused, code: clean(refused.code), message: clean(refused.message) };
}
