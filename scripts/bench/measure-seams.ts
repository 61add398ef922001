import { join } from 'node:path';
import { loadEncoding } from '@sluice/database';
import { audioRenditionName, toNumber, type VideoView } from '@sluice/vod';
import { withPlatform, type BenchPlatform } from './bench-platform.js';
import type { Bench } from './bench.js';
import { loadChunkStates } from './chunk-states.js';
import { psnrOfPictures } from './compare-pictures.js';
import { sendAndFollow } from './encode-once.js';
import { makeFlashingFilm, soundDelays } from './flashes.js';
import { encodeInOnePiece } from './one-piece.js';
import { countOffGrid, ptsOf } from './packet-times.js';
import { judgeSeams } from './seam-quality.js';
import { makeRow, type BenchRow } from './table.js';

const lengthSec = 600;
const samplesPerPacket = 1024;
const sampleRateHz = 48_000;

/** Whether the parts of a film fit together so that nobody can tell where they meet. */
export async function measureSeams(bench: Bench): Promise<BenchRow[]> {
  const { footage, scratch } = bench;
  const length = footage.length(lengthSec);
  const source = await footage.make('h264', length);
  const flashing = await makeFlashingFilm(join(scratch, 'flashing.mp4'), length);
  return withPlatform(bench, async (platform) => {
    const film = await sendAndFollow(platform, source);
    const pictures = await comparePictures(platform, film, source, bench);
    const sound = await measureSound(platform, film);
    const sync = await measureSync(platform, await sendAndFollow(platform, flashing), flashing);
    return [...pictures, sound, sync];
  });
}

/** The largest encoded rendition against the same in one piece: number, times and quality of its pictures. */
async function comparePictures(
  platform: BenchPlatform,
  { id, attempt }: VideoView,
  source: string,
  { scratch, say }: Bench,
): Promise<BenchRow[]> {
  const encoding = await loadEncoding(platform.database, id, attempt);
  const picture = encoding?.plan.picture;
  if (!picture) throw new Error('The source has no picture that was encoded.');
  say('encoding the same in one piece');
  const { frameRate, renditions } = picture;
  const ours = platform.playlistUrl(id, renditions[0]!.name);
  const onePiece = await encodeInOnePiece(picture, source, join(scratch, 'one-piece'));
  const [times, timesOfOnePiece] = [await ptsOf(ours, 'v:0'), await ptsOf(onePiece, 'v:0')];
  const chunks = await loadChunkStates(platform.database, id);
  const seams = chunks.map(({ startFrame }) => startFrame).filter((frame) => frame > 0);
  const psnrs = {
    inChunks: await psnrOfPictures(ours, source, frameRate),
    inOnePiece: await psnrOfPictures(onePiece, source, frameRate),
  };
  return [
    makeRow({
      what: `Pictures of ${renditions[0]!.name} with ${seams.length} seams, against one piece`,
      unit: '',
      ours: [times.values.length],
      reference: [timesOfOnePiece.values.length],
      compare: 'difference',
      target: { of: 'difference', atMost: 0, atLeast: 0 },
    }),
    makeRow({
      what: 'Pictures that are off the one exact grid',
      unit: '',
      ours: [countOffGrid(times, 1 / toNumber(frameRate))],
      target: { of: 'ours', atMost: 0 },
    }),
    ...judgeSeams(psnrs, seams, toNumber(frameRate)),
  ];
}

async function measureSound(platform: BenchPlatform, { id }: VideoView): Promise<BenchRow> {
  const packets = await ptsOf(platform.playlistUrl(id, audioRenditionName), 'a:0');
  return makeRow({
    what: `Gaps and overlaps between the ${packets.values.length} packets of sound`,
    unit: '',
    ours: [countOffGrid(packets, samplesPerPacket / sampleRateHz)],
    target: { of: 'ours', atMost: 0 },
  });
}

/** The first and the last flash, in every rendition, against the same in the source. */
async function measureSync(
  platform: BenchPlatform,
  { id, renditions, durationSec }: VideoView,
  source: string,
): Promise<BenchRow> {
  const original = await soundDelays(source, source);
  const offsetsMs: number[] = [];
  for (const { name } of renditions) {
    const delays = await soundDelays(
      platform.playlistUrl(id, name),
      platform.playlistUrl(id, audioRenditionName),
    );
    for (const at of [0, -1]) offsetsMs.push(1000 * Math.abs(delays.at(at)! - original.at(at)!));
  }
  return makeRow({
    what: `Picture against sound at the start and the end of ${durationSec?.toFixed(0)} s, ${renditions.length} renditions, the worst`,
    unit: 'ms',
    ours: [Math.max(...offsetsMs)],
    target: { of: 'ours', atMost: 10 },
  });
}
