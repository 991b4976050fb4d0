// Takes the place of server and sandbox in tests of the supervision: answers on its port, finishes what
// is in flight when asked to end, and warns once.
import { createServer } from 'node:http';

const isSandbox = process.argv[1]?.includes('sandbox') ?? false;
const port = Number(isSandbox ? process.env.SANDBOX_PORT : process.env.PORT);
const server = createServer((request, response) => {
  if (request.url !== '/slow') return response.end(process.env.APP_DATABASE_URL ?? 'ok');
  response.write('begun ');
  setTimeout(() => response.end('finished'), 300);
});
server.listen(port, '127.0.0.1');
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
console.log(JSON.stringify({ level: 40, msg: 'a warning', err: { message: 'of the test' } }));
