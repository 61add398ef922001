const firstMs = 500;
const longestMs = 30_000;

/** How long to wait after so many failures in a row. Full jitter: a room that lost its server comes back spread out. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling * random());
}
