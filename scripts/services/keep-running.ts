import type { Daemon } from './daemon.js';

export interface KeptDaemon {
  /** How the process that runs now ends. */
  ended(): Promise<string>;
  /** Of the process that runs now. */
  pid(): number;
  /** It ended at once several times: whoever waits for it to come up may stop waiting. It is tried on. */
  gaveUp(): boolean;
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
}

const quickDeathMs = 5000;
const quickDeathsMax = 5;
const longestPauseMs = 30_000;

/** Starts a program again whenever it ends, after a pause that grows while it dies young. */
export function keepRunning(start: () => Daemon): KeptDaemon {
  let daemon = start();
  let startedAt = Date.now();
  let quickDeaths = 0;
  let stopping = false;
  let restart: NodeJS.Timeout | undefined;
  const watch = (): void => {
    void daemon.ended.then(() => {
      if (stopping) return;
      quickDeaths = Date.now() - startedAt < quickDeathMs ? quickDeaths + 1 : 0;
      restart = setTimeout(
        () => {
          daemon = start();
          startedAt = Date.now();
          watch();
        },
        Math.min(longestPauseMs, 200 * 2 ** quickDeaths),
      );
    });
  };
  watch();
  return {
    ended: () => daemon.ended,
    pid: () => daemon.pid,
    gaveUp: () => quickDeaths >= quickDeathsMax,
    stop: async (signal, graceMs) => {
      stopping = true;
      clearTimeout(restart);
      await daemon.stop(signal, graceMs);
    },
  };
}
