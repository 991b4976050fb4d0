/** Signed calls to Shopee Open Platform v2: one envelope, one place where its errors become outcomes. */
import type { Static, TSchema } from 'typebox';
import type { ShopSession } from '../channel.ts';
import {
  afterSending,
  type Effect,
  type HttpAnswer,
  HttpClient,
  type HttpOptions,
  type HttpRequest,
  statusFailure,
} from '../http.ts';
import { parseJson } from '../json.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { type Outside, realOutside } from '../outside.ts';
import { refused } from './refusal.ts';
import { signRequest } from './sign.ts';
import { parse, textOf, WireEnvelope } from './wire.ts';

export interface ShopeeOptions {
  /** `https://partner.shopeemobile.com`, or a stand-in's address. No path. */
  apiUrl: string;
  partnerId: string;
  partnerKey: string;
  /** Candidates, newest first: the live push key, and during a change the one before. */
  pushKeys: readonly string[];
  http?: Partial<HttpOptions>;
  outside?: Outside;
}

/** An answer that is an envelope, whether it carries an error or not. */
export interface Envelope {
  /** '' when it went well. */
  code: string;
  message: string;
  /** The `response` member, or the whole answer for calls that put their fields at the top. */
  response: unknown;
  top: unknown;
}

export interface ShopeeCall {
  method: 'GET' | 'POST';
  /** `module/method`, below `/api/v2/`. */
  path: string;
  effect: Effect;
  /** Null for public calls, which are signed without a shop. */
  session: ShopSession | null;
  query?: readonly (readonly [string, string])[];
  body?: Record<string, unknown>;
  /** Further texts that must not show in a message (codes, refresh tokens). */
  secrets?: readonly string[];
}

export class ShopeeClient {
  readonly #options: ShopeeOptions;
  readonly #outside: Outside;
  readonly #http: HttpClient;

  constructor(options: ShopeeOptions) {
    this.#options = options;
    this.#outside = options.outside ?? realOutside;
    this.#http = new HttpClient(options.http, this.#outside);
  }

  get partnerId(): string {
    return this.#options.partnerId;
  }

  nowMs(): number {
    return this.#outside.now();
  }

  /** The envelope when it carries no error; the refusal otherwise. */
  async call(call: ShopeeCall): Promise<Outcome<Envelope>> {
    return this.callRaw(call, (envelope, answer) =>
      envelope.code === '' ? success(envelope) : this.refuse(call, envelope, answer),
    );
  }

  /** Calls and reads `response` by its schema. */
  async read<T extends TSchema>(call: ShopeeCall, schema: T): Promise<Outcome<Static<T>>> {
    const answered = await this.call(call);
    return answered.ok ? this.readAs(call, schema, answered.value.response) : answered;
  }

  /** For calls whose errors still carry rows: the caller looks at the envelope itself. */
  async callRaw<T>(
    call: ShopeeCall,
    interpret: (envelope: Envelope, answer: HttpAnswer) => Outcome<T>,
  ): Promise<Outcome<T>> {
    return this.download(call, (answer) => {
      const envelope = this.#envelope(call, answer);
      return envelope.ok ? interpret(envelope.value, answer) : envelope;
    });
  }

  /** For answers that are not JSON when they go well. */
  async download<T>(
    call: ShopeeCall,
    interpret: (answer: HttpAnswer) => Outcome<T>,
  ): Promise<Outcome<T>> {
    return this.#http.exchange({
      name: nameOf(call),
      effect: call.effect,
      bucket: call.session?.externalShopId ?? 'app',
      build: (nowMs) => this.#build(call, nowMs),
      interpret,
      secrets: [
        this.#options.partnerKey,
        ...(call.session === null ? [] : [call.session.accessToken]),
        ...(call.secrets ?? []),
      ],
    });
  }

  readAs<T extends TSchema>(call: ShopeeCall, schema: T, value: unknown): Outcome<Static<T>> {
    const parsed = parse(schema, value);
    if (parsed.ok) return success(parsed.value);
    // A read that cannot be understood will not be understood next time either: the wire has changed.
    const kind = call.effect === 'once' ? 'unknown' : 'final';
    return failure(kind, 'answer_unreadable', `${nameOf(call)}: ${parsed.reason}`);
  }

  refuse(
    call: ShopeeCall,
    envelope: Pick<Envelope, 'code' | 'message'>,
    answer: HttpAnswer | null,
  ) {
    if (answer !== null && answer.status === 429) {
      return statusFailure(answer, nameOf(call), call.effect);
    }
    return refused({
      code: envelope.code,
      message: envelope.message,
      name: nameOf(call),
      effect: call.effect,
      nowMs: this.nowMs(),
      retryAfterMs: answer?.retryAfterMs ?? null,
    });
  }

  /** A signed address for the seller's browser. */
  browserUrl(path: string, query: readonly (readonly [string, string])[]): string {
    return this.#url({ method: 'GET', path, effect: 'read', session: null, query }, this.nowMs())
      .href;
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  #build(call: ShopeeCall, nowMs: number): HttpRequest {
    return {
      method: call.method,
      url: this.#url(call, nowMs),
      headers: call.body === undefined ? {} : { 'content-type': 'application/json' },
      body: call.body === undefined ? null : JSON.stringify(call.body),
    };
  }

  #url(call: ShopeeCall, nowMs: number): URL {
    const { partnerId, partnerKey, apiUrl } = this.#options;
    const path = `/api/v2/${call.path}`;
    const timestamp = Math.floor(nowMs / 1000);
    const url = new URL(path, apiUrl);
    url.searchParams.set('partner_id', partnerId);
    url.searchParams.set('timestamp', String(timestamp));
    if (call.session === null) {
      url.searchParams.set('sign', signRequest({ partnerId, partnerKey, path, timestamp }));
    } else {
      const { accessToken, externalShopId } = call.session;
      const shop = { accessToken, externalShopId };
      url.searchParams.set('access_token', accessToken);
      url.searchParams.set('shop_id', externalShopId);
      url.searchParams.set('sign', signRequest({ partnerId, partnerKey, path, timestamp, shop }));
    }
    for (const [key, value] of call.query ?? []) url.searchParams.append(key, value);
    return url;
  }

  /** An envelope wins over the HTTP status; 5xx without a word of Shopee's own is the gateway's. */
  #envelope(call: ShopeeCall, answer: HttpAnswer): Outcome<Envelope> {
    const json = parseJson(answer.bytes);
    const parsed = json.ok ? parse(WireEnvelope, json.value) : null;
    if (!json.ok || parsed === null || !parsed.ok) {
      return statusFailure(answer, nameOf(call), call.effect);
    }
    const code = textOf(parsed.value.error) ?? '';
    const isOk = answer.status >= 200 && answer.status < 300;
    if (code === '' && !isOk) return statusFailure(answer, nameOf(call), call.effect);
    const isShopee =
      'error' in parsed.value || 'request_id' in parsed.value || 'response' in parsed.value;
    if (!isShopee) {
      const kind = afterSending(call.effect);
      return failure(
        kind,
        'answer_not_shopee',
        `${nameOf(call)}: JSON, but not an answer of Shopee`,
      );
    }
    return success({
      code,
      message: textOf(parsed.value.message) ?? '',
      response: parsed.value.response,
      top: json.value,
    });
  }
}

export function nameOf(call: Pick<ShopeeCall, 'method' | 'path'>): string {
  return `${call.method} /api/v2/${call.path}`;
}
