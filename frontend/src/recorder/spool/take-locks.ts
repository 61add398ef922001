/** Held by the page that records or uploads a take. A take whose lock is free is a leftover. */
export const takeLock = (takeId: string): string => `rec:${takeId}`;
/** Held by the page that brings a recording's leftovers to the server. */
export const uploadLock = (recordingId: string): string => `upload:${recordingId}`;

/** Takes a lock when it is free and answers how to let go of it; null when another page (or this one) holds it. */
export function holdLock(name: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}
