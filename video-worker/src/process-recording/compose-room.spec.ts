import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedRecording, LoadedTake } from '@sluice/database';
import { createSourceStore } from '@sluice/storage';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planAttempt, planEncoding } from '@sluice/vod';
import { gatherEvidence } from '../source/gather-evidence.js';
import { probeFilm } from '../source/probe-film.js';
import { SourceCache } from '../source/source-cache.js';
import { assembleFilm } from './assemble-film.js';
import { composeRoom, type RoomMember } from './compose-room.js';
import type { RecordingContext } from './recording-context.js';
import { lumasOf, ticksOf, wrongPictures } from './testing/read-film.js';
import { openRecordedTakes, worldFps, type RecordedTakes } from './testing/recorded-takes.js';

const lengthSec = 65.5;
const { signal } = new AbortController();
const log = pino({ level: 'silent' });

let recorded: RecordedTakes;
beforeAll(async () => {
  recorded = await openRecordedTakes();
});
afterAll(() => recorded.close());

const recording: LoadedRecording = {
  id: randomUUID(),
  roomId: randomUUID(),
  roomTitle: 'Room',
  number: 1,
  revision: 1,
  durationMs: lengthSec * 1000,
  participants: [],
  film: null,
};

/** Everything that composing uses; no rows, which it doesn't ask for. */
async function openContext() {
  const store = createSourceStore('local', recorded.storage, recorded.folder);
  const workDir = join(recorded.folder, randomUUID());
  await mkdir(workDir);
  const labels: number[] = [];
  const context = {
    settings: { FFPROBE_PATH: 'ffprobe' },
    storage: recorded.storage,
    store,
    sources: new SourceCache({ sources: store, dir: join(recorded.folder, 'copies'), maxBytes: 1e9, log }),
    claim: { recordingId: recording.id, attempt: 1, tries: 1, revision: 1 },
    workDir,
    signal,
    log,
    report: (_: string, progress: number) => void labels.push(progress),
    onFraction: () => undefined,
  };
  return { context: context as typeof context & RecordingContext, labels };
}

async function member(name: string, takes: LoadedTake[], context: RecordingContext): Promise<RoomMember> {
  const film = await assembleFilm({ id: name, takes }, recording.durationMs, {
    ...context,
    onFraction: () => undefined,
  });
  const bytes = await readFile(film!.path);
  const place = { roomId: recording.roomId, recordingId: recording.id };
  const path = await context.store.keepProcessed(place, `r1-${name}`, film!.path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { participant: { takes }, film: { path, sizeBytes: bytes.length, sha256 } };
}

describe('two people, one of whom comes late and leaves early', () => {
  let context: RecordingContext;
  let members: RoomMember[];
  let labels: number[];
  let path: string;
  beforeAll(async () => {
    ({ context, labels } = await openContext());
    members = [
      await member('anna', [await recorded.mp4({ fromSec: 0.1, toSec: 65.5 })], context),
      await member(
        'ben',
        [
          await recorded.mp4({ fromSec: 5.5, toSec: 21.5 }),
          await recorded.mp4({ fromSec: 30.5, toSec: 40.5 }),
        ],
        context,
      ),
    ];
    const film = await composeRoom(recording, members, context);
    path = join(recorded.folder, 'room.mp4');
    await rename(film.path, path);
  });

  it('are shown side by side, on the recording’s clock', async () => {
    const frames = Math.ceil(lengthSec * worldFps);
    const left = await lumasOf(path, frames, 'crop=600:400:20:160');
    expect(wrongPictures(left, [[0.1, 65.5]])).toEqual([]);
    const right = await lumasOf(path, frames, 'crop=600:400:660:160');
    const before = Math.round(5.5 * worldFps);
    expect(right.slice(0, before).filter((luma) => luma > 18)).toEqual([]);
    const shown = right.map((luma, place) => (place < before ? right[before]! : luma));
    expect(
      wrongPictures(shown, [
        [5.5, 21.5],
        [30.5, 40.5],
      ]),
    ).toEqual([]);
  });

  it('are heard together', async () => {
    const ticks = await ticksOf(path);
    expect(ticks.map(Math.round)).toEqual(Array.from({ length: 65 }, (_, at) => at + 1));
    for (const [at, sec] of ticks.entries()) expect(Math.abs(sec - at - 1)).toBeLessThan(0.02);
  });

  it('become a film of exactly as many pictures, which the pipeline shows as it is', async () => {
    const packets = await recorded.studio.packets(path, 'pts_time');
    const times = packets.map(Number).toSorted((one, other) => one - other);
    expect(times).toHaveLength(lengthSec * worldFps);
    for (const [at, sec] of times.entries()) expect(Math.abs(sec - at / worldFps)).toBeLessThan(0.001);
    const media = await probeFilm('ffprobe', { path: 'processed/film' }, path, signal);
    const policy = { ladder: [720, 480] as const, segmentSec: 4 };
    const planned = planEncoding(media, policy);
    const evidence = await gatherEvidence(media, planned, {
      ffprobePath: 'ffprobe',
      path,
      segmentSec: 4,
      signal,
    });
    expect(planAttempt(planned, evidence, policy)).toMatchObject({
      passThrough: { name: '720p' },
      warnings: [{ code: 'passed_through' }],
    });
  });

  it('cost a worker that goes on no span that is stored', async () => {
    expect(labels.at(-1)).toBe(1);
    const place = { roomId: recording.roomId, recordingId: recording.id };
    const spans = (await context.store.listProcessed(place)).filter(({ name }) => name.includes('span'));
    expect(spans.map(({ name }) => name)).toEqual(['r1-span-00000', 'r1-span-00001']);
    await context.store.delete(spans[1]!.path);
    const later = await openContext();
    const startedAt = performance.now();
    const film = await composeRoom(recording, members, later.context);
    expect(performance.now() - startedAt).toBeLessThan(8000);
    const again = (await context.store.listProcessed(place)).map(({ path: stored }) => stored);
    expect(again).toContain(spans[0]!.path);
    expect((await recorded.studio.packets(film.path, 'pts_time')).length).toBe(lengthSec * worldFps);
    await rm(film.path);
  });
});
