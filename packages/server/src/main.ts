import { readConfig } from './platform/index.ts';
import { startServer } from './server.ts';

const server = await startServer(readConfig(process.env));

// Requests and jobs in flight are finished; whoever sent the signal decides how long that may take.
let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        server.app.log.error({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  });
}
