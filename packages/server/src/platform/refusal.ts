import { type RefusalCode, refusals } from '@quayside/contract';

/**
 * A request that is refused on purpose: becomes a problem+json answer. `detail` says what is wrong
 * and where, in the caller's words; `remedy` what to do. Throwing it rolls the transaction back.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly facts: Record<string, unknown>;
  readonly remedy: string | undefined;

  constructor(
    code: RefusalCode,
    detail: string,
    more: { facts?: Record<string, unknown>; remedy?: string } = {},
  ) {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
    this.facts = more.facts ?? {};
    this.remedy = more.remedy;
  }

  get status(): number {
    return refusals[this.code][0];
  }

  get title(): string {
    return refusals[this.code][1];
  }
}
