import { SluiceError, type SourceMedia } from '@sluice/vod';

/** Any file may claim as much. */
const freeSec = 600;
/** Silence in Opus and a picture that stands still, together, take several times as many. */
const bytesPerSecMin = 25;

/**
 * A file of a few kB can claim a day, with a picture every hour: encoding all the pictures between would take a machine for
 * as long. Throws SluiceError `source_unreadable` for a length that its bytes can't fill.
 */
export function refuseEmptyHours({ sizeBytes, durationSec, video, audio }: SourceMedia): void {
  const claims = [{ durationSec }, ...(video ? [video] : []), ...audio];
  const claimedSec = Math.max(0, ...claims.map((part) => part.durationSec ?? 0));
  if (claimedSec <= freeSec + sizeBytes / bytesPerSecMin) return;
  const claimed = `${Math.round(claimedSec / 60)} minutes`;
  throw new SluiceError(
    'source_unreadable',
    `The file claims to last ${claimed}, and is too small to hold so much.`,
  );
}
