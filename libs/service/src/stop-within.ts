/**
 * Runs `close` on SIGTERM or SIGINT and exits: with 0 when all is closed, with 1 when something hangs for longer
 * than the limit. A second signal while closing changes nothing; the limit ends it.
 */
export function stopWithin(limitMs: number, close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), limitMs).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
