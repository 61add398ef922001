import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedTake } from '@sluice/database';
import { LocalStorage } from '@sluice/storage';
import { readBoxes, recordingChunkKey, type TakeContainer } from '@sluice/vod';
import { openFilmStudio, type FilmStudio } from '../../encode/testing/film-studio.js';
import { numbering } from '../../encode/testing/numbered-pictures.js';

/** Pictures whose numbers are those of the world's clock at 30 a second, and a tick of 50 ms at every second of it. */
export const worldFps = 30;
const tick = "aevalsrc='0.8*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.05)':s=48000";
/** What the encoder of the sound puts before its first sample; browsers leave it out. */
const primingSec = 1024 / 48_000;
const movflags = '+frag_keyframe+empty_moov+default_base_moof+frag_discont';

export interface TakeWish {
  /** When it was recorded, on the clock of the recording and of the world. */
  fromSec: number;
  toSec: number;
  changes?: Partial<LoadedTake>;
  /** Numbers of chunks that never came. */
  missing?: number[];
  size?: string;
  /** Of ffmpeg's, for the picture. */
  encoder?: string[];
}

export interface RecordedTakes {
  storage: LocalStorage;
  folder: string;
  studio: FilmStudio;
  /** An mp4 take in chunks of 2 s, as they lie in the storage. */
  mp4: (wish: TakeWish) => Promise<LoadedTake>;
  /** A webm take in slices of as many bytes, with no regard for what is in them. */
  webm: (wish: TakeWish & { sliceBytes: number }) => Promise<LoadedTake>;
  close: () => Promise<void>;
}

export async function openRecordedTakes(): Promise<RecordedTakes> {
  const studio = await openFilmStudio();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-takes-'));
  const storage = new LocalStorage({ rootDir: join(folder, 'media') });
  const store = storing(storage);
  return {
    storage,
    folder,
    studio,
    mp4: async (wish) => {
      const h264 =
        wish.encoder ?? '-c:v libx264 -preset ultrafast -crf 10 -bf 0 -sc_threshold 0 -g 60'.split(' ');
      // the clock of the sound begins with the first packet, as in a browser
      const sound = ['-c:a', 'aac', '-bsf:a', 'setts=pts=PTS-STARTPTS:dts=DTS-STARTDTS'];
      const path = await studio.make(
        `${randomUUID()}.mp4`,
        ...world(wish, primingSec),
        ...h264,
        ...sound,
        '-movflags',
        movflags,
      );
      return store('mp4', wish, splitMp4(await readFile(path)));
    },
    webm: async (wish) => {
      const vp8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '1M', '-g', '30'];
      const live = ['-f', 'webm', '-live', '1', '-cluster_time_limit', '1000', '-c:a', 'libopus'];
      const data = await readFile(
        await studio.make(`${randomUUID()}.webm`, ...world(wish, 0), ...vp8, ...live),
      );
      const count = Math.ceil(data.length / wish.sliceBytes);
      const slices = Array.from({ length: count }, (_, at) =>
        data.subarray(at * wish.sliceBytes, (at + 1) * wish.sliceBytes),
      );
      return store('webm', wish, slices);
    },
    close: async () => {
      await studio.close();
      await rm(folder, { recursive: true });
    },
  };
}

function world({ fromSec, toSec, size = '96x64' }: TakeWish, leadSec: number): string[] {
  const pictures = `${numbering},trim=start_frame=${Math.round(fromSec * worldFps)}:end_frame=${Math.round(toSec * worldFps)},setpts=PTS-STARTPTS`;
  const sounds = `atrim=start=${fromSec + leadSec}:end=${toSec},asetpts=PTS-STARTPTS`;
  const source = ['-f', 'lavfi', '-i', `color=s=${size}:r=${worldFps}:d=${toSec}`, '-f', 'lavfi', '-i'];
  return [...source, `${tick}:d=${toSec}`, '-vf', pictures, '-af', sounds];
}

/** The init segment, and each fragment. */
function splitMp4(data: Buffer): Buffer[] {
  const boxes = readBoxes(data).filter(({ type }) => type !== 'mfra');
  const starts = [0, ...boxes.filter(({ type }) => type === 'moof').map(({ start }) => start)];
  const end = boxes.at(-1)!.end;
  return starts.map((start, at) => data.subarray(start, starts[at + 1] ?? end));
}

const storing = (storage: LocalStorage) => {
  const [roomId, participantId] = [randomUUID(), randomUUID()];
  return async (container: TakeContainer, wish: TakeWish, pieces: Buffer[]): Promise<LoadedTake> => {
    const takeId = randomUUID();
    const lengthMs = (wish.toSec - wish.fromSec) * 1000;
    const media = container === 'mp4' ? pieces.length - 1 : pieces.length;
    const lasts = container === 'mp4' ? 2000 : lengthMs / media;
    const chunks = pieces.map((data, seq) => {
      const sha256 = createHash('sha256').update(data).digest('hex');
      const place = container === 'mp4' ? seq - 1 : seq;
      return {
        seq,
        sha256,
        sizeBytes: data.length,
        startMs: Math.round(Math.max(0, place) * lasts),
        endMs: Math.round(Math.min(lengthMs, Math.max(0, place + 1) * lasts)),
        key: recordingChunkKey({ roomId, participantId, takeId, seq, sha256, container }),
      };
    });
    const arrived = chunks.filter(({ seq }) => !wish.missing?.includes(seq));
    for (const { key, seq } of arrived) await storage.put(key, pieces[seq]!);
    return {
      id: takeId,
      number: 1,
      container,
      mimeType: `video/${container}`,
      startMs: wish.fromSec * 1000,
      endReason: 'stopped',
      chunkCount: chunks.length,
      recordedChunks: chunks.length,
      chunks: arrived,
      ...wish.changes,
    };
  };
};
