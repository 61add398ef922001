import { minutesLeft } from '../capture/bitrates';
import type { Bitrates } from '../capture/capture';

/** Asks the browser not to throw the spool away when its disk runs full. Firefox asks the person. */
export async function persistStorage(): Promise<boolean> {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
}

/** How long can still be recorded; null when the browser doesn't say. */
export async function estimateMinutesLeft(bitrates: Bitrates): Promise<number | null> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined || usage === undefined ? null : minutesLeft(quota - usage, bitrates);
  } catch {
    return null;
  }
}
