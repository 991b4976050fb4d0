import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { World } from '../world.ts';
import { keepMail } from './mailbox.ts';

const MAIL_BYTES_MAX = 10 * 1024 * 1024;

/** A mail server that takes everything, from anyone, for anyone. Accepted means kept. */
export async function startSmtp(
  world: World,
  port: number,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: MAIL_BYTES_MAX,
    banner: 'Quayside sandbox mailbox',
    onData: (stream, session, done) => {
      receive(world, stream, session).then(
        () => done(null),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, world.options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A client that hangs up mid-mail is its own trouble; the server goes on.
  server.on('error', () => undefined);
  const address: AddressInfo | string | null = server.server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `smtp://${world.options.host}:${boundPort}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function receive(
  world: World,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  if (stream.sizeExceeded) throw new Error('The mail is larger than 10 MB.');
  const { mailFrom, rcptTo } = session.envelope;
  await keepMail(world, Buffer.concat(chunks), {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map((recipient) => recipient.address),
  });
}
