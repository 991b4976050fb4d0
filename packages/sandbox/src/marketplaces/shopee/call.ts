import type { World } from '../../world.ts';
import type { Params } from './params.ts';

/** One API call that passed the gateway. `shopId` is 0 for public calls. */
export interface Call {
  world: World;
  shopId: number;
  query: Params;
  body: Params;
}

/**
 * What an endpoint answers: fields under `response`, or at the top level (token calls,
 * get_shop_info), or a file. A few do both, where the documents' field list and sample disagree.
 */
export type Answer =
  | { response: unknown; warning?: unknown; top?: Record<string, unknown> }
  | { response?: undefined; top: Record<string, unknown> }
  | { file: Buffer; contentType: string };

export function answer(response: unknown): Answer {
  return { response };
}

/** How an endpoint is called. `either` is a public call that some clients sign as a shop call. */
export interface Endpoint {
  method: 'GET' | 'POST';
  kind: 'public' | 'shop' | 'either';
  run: (call: Call) => Answer | Promise<Answer>;
}
