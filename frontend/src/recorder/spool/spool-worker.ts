import { IndexedDbStore } from './indexeddb-store';
import { hasOpfs, OpfsStore } from './opfs-store';
import { SpoolKeeper } from './spool-keeper';
import type { SpoolAnswer, SpoolQuestion } from './spool-messages';

/** A browser may have the file system and refuse it, in private windows for example. */
async function openKeeper(): Promise<SpoolKeeper> {
  try {
    if (hasOpfs()) return new SpoolKeeper(await OpfsStore.open());
  } catch {
    // The database is there for such browsers.
  }
  return new SpoolKeeper(await IndexedDbStore.open());
}

const opening = openKeeper();
/** One after another: two lines of one journal must not be written at once. */
let queue: Promise<void> = Promise.resolve();

self.addEventListener('message', ({ data }: MessageEvent<SpoolQuestion>) => {
  queue = queue.then(() => answer(data));
});

async function answer({ id, name, args }: SpoolQuestion): Promise<void> {
  try {
    const keeper = await opening;
    const call = keeper[name].bind(keeper) as (...args: unknown[]) => Promise<unknown>;
    const value = await call(...args);
    send({ id, ok: true, value }, value instanceof Uint8Array ? [value.buffer] : []);
  } catch (error) {
    const { name: errorName, message } = error instanceof Error ? error : new Error(String(error));
    send({ id, ok: false, errorName, errorMessage: message });
  }
}

function send(message: SpoolAnswer, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
