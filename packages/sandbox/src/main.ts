import { startSandbox } from './index.ts';
import { optionsFromEnvironment } from './options.ts';

try {
  const options = optionsFromEnvironment(process.env);
  const sandbox = await startSandbox(options);
  process.stdout.write(`sandbox: ${sandbox.url}, mail at ${sandbox.smtpUrl ?? 'nowhere'}\n`);
  if (options.seedDir === null) {
    process.stderr.write('sandbox: no catalogue found (QUAYSIDE_SEED), the shop lists nothing\n');
  }
  const stop = (): void => {
    sandbox.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`sandbox: did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  const isBusy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const message = error instanceof Error ? error.message : String(error);
  const { SANDBOX_PORT, SMTP_PORT } = process.env;
  process.stderr.write(
    isBusy
      ? `sandbox: a port is taken (SANDBOX_PORT ${SANDBOX_PORT}, SMTP_PORT ${SMTP_PORT}): ${message}\n`
      : `sandbox: ${message}\n`,
  );
  process.exit(1);
}
