/** For the tests of this folder: a Shopee that answers what a test tells it to, and the connector talking to it. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { ChannelConnector } from '../channel.ts';
import type { Outside } from '../outside.ts';
import {
  type SeenRequest,
  startThrowAwayServer,
  type ThrowAwayServer,
} from '../testkit/throw-away-server.ts';
import { createShopeeConnector } from './connector.ts';

export const NOW_MS = Date.UTC(2026, 10, 23, 8, 0, 0);
export const DAY_MS = 86_400_000;
const outside: Outside = { now: () => NOW_MS, random: () => 0, sleep: async () => undefined };
export const session = { externalShopId: '14701711', accessToken: 'access-0123456789' };

/** Answers by path below /api/v2/; a list is answered in turn, its last entry for ever. */
type Answers = Record<
  string,
  unknown[] | ((request: SeenRequest, response: ServerResponse) => void)
>;

export async function shopee(answers: Answers): Promise<[ChannelConnector, ThrowAwayServer]> {
  const turnByPath = new Map<string, number>();
  const server = await startThrowAwayServer((request, response) => {
    const path = request.path.replace('/api/v2/', '');
    const answer = answers[path];
    if (typeof answer === 'function') return answer(request, response);
    const turn = turnByPath.get(path) ?? 0;
    turnByPath.set(path, turn + 1);
    response.end(JSON.stringify(answer?.[Math.min(turn, answer.length - 1)] ?? {}));
  });
  const connector = createShopeeConnector({
    apiUrl: server.url,
    partnerId: '2001887',
    partnerKey: 'partner-key-0123456789',
    pushKeys: ['push-key'],
    http: { requestMs: 2_000 },
    outside,
  });
  onTestFinished(async () => {
    await connector.close();
    await server.stop();
  });
  return [connector, server];
}

export function fine(response: unknown): unknown {
  return { error: '', message: '', request_id: 'r1', response };
}

export function refusal(error: string, message = '', response?: unknown): unknown {
  return { error, message, request_id: 'r1', ...(response === undefined ? {} : { response }) };
}

export function bodies(server: ThrowAwayServer, path: string): unknown[] {
  return seenAt(server, path).map((request) => JSON.parse(request.body));
}

export function queries(server: ThrowAwayServer, path: string): URLSearchParams[] {
  return seenAt(server, path).map((request) => request.query);
}

export function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'));
}

function seenAt(server: ThrowAwayServer, path: string): SeenRequest[] {
  return server.seen.filter((request) => request.path === `/api/v2/${path}`);
}
