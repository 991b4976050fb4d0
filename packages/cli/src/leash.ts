// Loaded into every child before its own code (`node --import`). The channel to the supervisor closes
// when the supervisor is gone, even after a kill -9; a child that nobody watches must end, since it
// holds the port and the data of the home. It is asked first, so that it can finish what is in flight.

/** The longest a request or a job in flight may take at the end. The supervisor waits as long. */
const PATIENCE_MS = 15_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS).unref();
});
// The channel alone is no reason to stay alive.
process.channel?.unref();
