import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  rawBody: Uint8Array;
  body: string;
}
export type Answering = (request: SeenRequest, response: ServerResponse, count: number) => void;

export interface ThrowAwayServer {
  url: string;
  seen: SeenRequest[];
  stop: () => Promise<void>;
}

/** A real HTTP server on a free port of the loopback that answers as the test says. */
export async function startThrowAwayServer(answer: Answering): Promise<ThrowAwayServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = toSeen(incoming, Buffer.concat(chunks));
      seen.push(request);
      answer(request, response, seen.length);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toSeen(incoming: IncomingMessage, rawBody: Buffer): SeenRequest {
  const url = new URL(incoming.url ?? '/', 'http://loopback');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    rawBody,
    body: rawBody.toString('utf8'),
  };
}
