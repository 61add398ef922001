import type { Landing, SeekingEvidence } from '@sluice/vod';
import { runFfprobe } from '../ffmpeg/run-ffprobe.js';

/** ffmpeg's own jump aims this much earlier where pictures are stored in another order than they are shown. */
const reorderSec = 0.2;
/** The last key frame lies before this much of the end; from there the file is read to its end. */
const tailSec = 1;

/**
 * Jumps to each of the places, and to the end, as the encoder will: what is found there decides whether a source can
 * be cut. `startSec` is what the file's own clock says where it starts; the answer counts from there.
 */
export async function probeSeeking(
  ffprobePath: string,
  path: string,
  options: {
    streamIndex: number;
    startSec: number;
    wantedSec: readonly number[];
    endSec: number;
    /** How long a picture lasts whose duration the file doesn't tell. */
    frameSec: number;
  },
  signal: AbortSignal,
): Promise<SeekingEvidence> {
  const { startSec, wantedSec, endSec, frameSec } = options;
  const places = wantedSec.map((sec) => `${(startSec + sec - reorderSec).toFixed(3)}%+#1`);
  const tail = `${(startSec + Math.max(0, endSec - tailSec)).toFixed(3)}%`;
  const packets: Packet[] = [];
  await runFfprobe(
    ffprobePath,
    path,
    // prettier-ignore
    [
      '-select_streams', String(options.streamIndex),
      '-show_entries', 'packet=pts_time,duration_time,flags',
      '-read_intervals', [...places, tail].join(','),
      '-of', 'csv=p=0',
    ],
    { signal, onLine: (line) => packets.push(readPacket(line, startSec, frameSec)) },
  );
  return {
    landings: wantedSec.map((sec, at): Landing => {
      const packet = packets[at];
      return { wantedSec: sec, packetSec: packet?.sec ?? null, isKeyFrame: packet?.isKeyFrame ?? false };
    }),
    pictureEndSec: packets
      .slice(wantedSec.length)
      .reduce<number | null>((end, { endSec: at }) => (at === null ? end : Math.max(end ?? at, at)), null),
  };
}

interface Packet {
  sec: number | null;
  endSec: number | null;
  isKeyFrame: boolean;
}

/** "31.533529,0.033333,K_"; what isn't known is "N/A". */
function readPacket(line: string, startSec: number, frameSec: number): Packet {
  const [at, lasts, flags] = line.split(',');
  const sec = Number(at) - startSec;
  if (!Number.isFinite(sec)) return { sec: null, endSec: null, isKeyFrame: false };
  const lastsSec = Number(lasts);
  return {
    sec,
    endSec: sec + (Number.isFinite(lastsSec) ? lastsSec : frameSec),
    isKeyFrame: flags?.startsWith('K') ?? false,
  };
}
