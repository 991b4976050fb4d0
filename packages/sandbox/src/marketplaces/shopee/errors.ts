/** A refusal on the wire: Shopee's code and sentence, spelt as Shopee spells them. */
export class ShopeeError extends Error {
  readonly code: string;
  readonly httpStatus: number;
  /** Results that travel with the refusal, e.g. the rows of a batch that failed as a whole. */
  readonly response: unknown;

  constructor(code: string, message: string, facts?: { httpStatus?: number; response?: unknown }) {
    super(message);
    this.code = code;
    this.httpStatus = facts?.httpStatus ?? 200;
    this.response = facts?.response;
  }
}

/**
 * The gateway refuses a bad partner, sign or token with HTTP 403; everything behind it answers 200
 * and says the error in the body. The 403 is what integrators report, the documents are silent.
 */
const FORBIDDEN = { httpStatus: 403 };

export const refuse = {
  wrongSign: () => new ShopeeError('error_sign', 'Wrong sign.', FORBIDDEN),
  unknownPartner: () => new ShopeeError('error_auth', 'partner_id is invalid', FORBIDDEN),
  badToken: () =>
    new ShopeeError(
      'invalid_acceess_token',
      'Invalid access_token, please have a check.',
      FORBIDDEN,
    ),
  otherShop: () =>
    new ShopeeError(
      'partner_shop_no_link',
      'Invalid partner_id or shop_id, please have a check.',
      FORBIDDEN,
    ),
  notLinked: () => new ShopeeError('shop_no_linked', 'Partner and shop has no linked.', FORBIDDEN),
  param: (detail: string) => new ShopeeError('error_param', `Wrong parameters, detail: ${detail}.`),
  notFound: (detail: string) =>
    new ShopeeError('error_not_found', `Wrong parameters, detail: ${detail}.`),
  rateLimit: (httpStatus: number) =>
    new ShopeeError(
      'error_rate_limit',
      'Too many requests. You have reached the rate limit. Please try again later.',
      { httpStatus },
    ),
  server: () =>
    new ShopeeError('error_server', 'Something wrong. Please try later.', { httpStatus: 500 }),
} as const;
