import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordingView, VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBarcodes, readTicks, type Cell } from '../../scripts/api/barcode.js';
import { describeChunk, recordMp4, recordWebm, type RecordedTake } from '../../scripts/api/recorded-take.js';
import { hostRoom, type RoomGuest } from '../platform/room-guest.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const rate = 30;
let platform: TestPlatform;
let scratch: string;
let six: RecordedTake;
let ten: RecordedTake;
let webm: RecordedTake;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sluice-recordings-'));
  six = recordMp4(scratch, 6);
  ten = recordMp4(scratch, 10);
  webm = recordWebm(scratch, 10);
  platform = await startTestPlatform({
    settings: { RECORDING_GRACE_SECONDS: '2' },
  });
});
afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  await platform?.close();
});

const again = (take: RecordedTake): RecordedTake => ({ ...take, takeId: randomUUID() });
const urlOf = (video: VideoView): string => `${platform.url}${video.hlsUrl}`;

/** Waits for the films, and loads their videos: everybody's, and the room's last. */
async function filmsOf(host: RoomGuest, { id }: RecordingView) {
  const recording = await host.follow(id, 90_000);
  expect(recording).toMatchObject({ status: 'completed', error: null });
  const videoOf = async (participantId: string | null): Promise<VideoView> => {
    const film = recording.films.find((each) => each.participantId === participantId);
    const video = await platform.api.load(film!.videoId);
    expect(video).toMatchObject({ status: 'ready', source: { kind: 'recording' } });
    return video;
  };
  return { recording, videoOf };
}

/** Which picture of the take stands at a time of the film; every picture must be the one before it or a later one. */
function expectInStep(numbers: readonly number[], atSec: number, takeSec: number): void {
  const shown = numbers[Math.round(atSec * rate)];
  expect(shown, `at ${atSec} s`).toBeGreaterThanOrEqual(takeSec * rate - 1);
  expect(shown, `at ${atSec} s`).toBeLessThanOrEqual(takeSec * rate + 1);
}

describe('a recording of one', () => {
  it('becomes a film of every picture, with its sound in step, that stands in the gallery', async () => {
    const host = await hostRoom(platform.url, platform.token, 'Solo');
    const { recording, videoOf } = await filmsOf(host, await host.record(again(ten)));
    expect(recording).toMatchObject({
      isPartial: false,
      revision: 1,
      films: [{ isRoomFilm: true, gaps: [] }],
    });
    const video = await videoOf(host.participantId);
    expect(video.title).toBe('Solo');
    const numbers = readBarcodes(urlOf(video));
    expect(numbers.length).toBeGreaterThanOrEqual(10 * rate - 1);
    for (let second = 0; second < 10; second++) expectInStep(numbers, second + 0.5, second + 0.5);
    const beeps = readTicks(urlOf(video));
    expect(beeps).toHaveLength(10);
    for (const [second, at] of beeps.entries()) expect(Math.abs(at - second)).toBeLessThan(0.04);
    expect(platform.files(`processed/${host.roomId}`)).toEqual([recording.id]);
    await eventually('the work folder is empty', () => platform.files('work').length === 0);
  });

  it('that was paused holds the last picture and is silent, and says so', async () => {
    const host = await hostRoom(platform.url, platform.token, 'Paused');
    const recording = await host.start();
    const [first, second] = [again(six), again(six)];
    await host.announce(recording, first, 0);
    await host.upload(first);
    await host.seal(first, 'paused');
    await host.announce(recording, second, 9000);
    await host.upload(second);
    await host.seal(second);
    await wait(recording, 15_000);
    const films = await filmsOf(host, await host.stop(recording.id));
    const video = await films.videoOf(host.participantId);
    expect(films.recording.films[0]!.gaps[0]).toMatchObject({ reason: 'paused' });
    expect(films.recording.films[0]!.gaps[0]!.fromSec).toBeCloseTo(6, 0);
    expect(films.recording.films[0]!.gaps[0]!.toSec).toBeCloseTo(9, 0);
    const numbers = readBarcodes(urlOf(video));
    expectInStep(numbers, 3, 3);
    expectInStep(numbers, 8, 6);
    expectInStep(numbers, 12, 3);
    const beeps = readTicks(urlOf(video)).map((at) => Math.round(at));
    expect(beeps).toEqual([0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14]);
  });

  it('in WebM is as whole', async () => {
    const host = await hostRoom(platform.url, platform.token, 'WebM');
    const { videoOf } = await filmsOf(host, await host.record(again(webm)));
    const numbers = readBarcodes(urlOf(await videoOf(host.participantId)));
    for (let second = 0; second < 10; second++) expectInStep(numbers, second + 0.5, second + 0.5);
  });

  it.each([
    ['MP4', () => again(ten), 3],
    ['WebM', () => again(webm), 2],
  ] as const)(
    'of which a piece never came (%s) shows the rest in its place; what comes later renews the film at its address',
    async (_, make, lost) => {
      const host = await hostRoom(platform.url, platform.token, 'Lost');
      const take = make();
      const recording = await host.start();
      await host.announce(recording, take);
      const missing = take.chunks[lost]!;
      await host.upload(
        take,
        take.chunks.filter(({ seq }) => seq !== lost),
      );
      await host.seal(take);
      await host.stop(recording.id);
      await eventually('it is processed without', async () => (await host.load(recording.id)).revision === 1);
      const partial = await filmsOf(host, recording);
      expect(partial.recording).toMatchObject({ isPartial: true, revision: 1 });
      expect(partial.recording.films[0]!.gaps).toMatchObject([{ reason: 'missing_chunks' }]);
      const before = await partial.videoOf(host.participantId);
      const holed = readBarcodes(urlOf(before));
      expectInStep(holed, 1, 1);
      expectInStep(holed, 9.5, 9.5);
      expect(holed[Math.round(5 * rate)]).toBeLessThan(4.5 * rate);

      await host.upload(take, [missing]);
      await eventually('it is made anew', async () => (await host.load(recording.id)).revision === 2);
      const whole = await filmsOf(host, recording);
      expect(whole.recording).toMatchObject({ isPartial: false, revision: 2 });
      expect(whole.recording.films[0]!.gaps).toEqual([]);
      const after = await whole.videoOf(host.participantId);
      expect(after.id).toBe(before.id);
      const numbers = readBarcodes(urlOf(after));
      for (let second = 0; second < 10; second++) expectInStep(numbers, second + 0.5, second + 0.5);
    },
  );

  it('of which a piece is no video is a film of the rest; of two, the other’s is whole', async () => {
    const host = await hostRoom(platform.url, platform.token, 'Spoilt');
    const guest = await host.bring('Guest');
    const recording = await host.start();
    const [good, spoilt] = [again(six), again(six)];
    spoilt.chunks = spoilt.chunks.map((chunk) =>
      chunk.seq === 2 ? describeChunk(2, Buffer.from('ten bytes.'), chunk.startMs, chunk.endMs) : chunk,
    );
    await host.announce(recording, good);
    await guest.announce(recording, spoilt);
    await Promise.all([host.upload(good), guest.upload(spoilt)]);
    await Promise.all([host.seal(good), guest.seal(spoilt)]);
    await host.stop(recording.id);
    const films = await filmsOf(host, recording);
    const gapsOf = (id: string) =>
      films.recording.films.find(({ participantId }) => participantId === id)!.gaps;
    expect(gapsOf(host.participantId)).toEqual([]);
    expect(gapsOf(guest.participantId)).toEqual([{ fromSec: 2, toSec: 4, reason: 'missing_chunks' }]);
    const numbers = readBarcodes(urlOf(await films.videoOf(host.participantId)));
    for (let second = 0; second < 6; second++) expectInStep(numbers, second + 0.5, second + 0.5);
  });

  it('whose film was deleted does not bring it back when more of it comes', async () => {
    const host = await hostRoom(platform.url, platform.token, 'Deleted');
    const take = again(six);
    const recording = await host.start();
    await host.announce(recording, take);
    await host.upload(take, take.chunks.slice(0, 3));
    await host.seal(take);
    await host.stop(recording.id);
    await eventually('it is processed without', async () => (await host.load(recording.id)).revision === 1);
    const { videoOf } = await filmsOf(host, recording);
    await platform.api.delete((await videoOf(host.participantId)).id);
    await host.upload(take, take.chunks.slice(3));
    await eventually('it is made anew', async () => (await host.load(recording.id)).revision === 2);
    expect(await host.follow(recording.id, 30_000)).toMatchObject({ status: 'completed', films: [] });
  });

  it('whose piece is gone from storage is tried again, says why, and goes on when it is back', async () => {
    const host = await hostRoom(platform.url, platform.token, 'Gone');
    const take = again(six);
    const recording = await host.start();
    await host.announce(recording, take);
    await host.upload(take);
    const file = chunkFile(host, take, 2);
    rmSync(file);
    await host.seal(take);
    await host.stop(recording.id);
    await eventually('it says why', async () => (await host.load(recording.id)).error !== null);
    expect(await host.load(recording.id)).toMatchObject({
      status: 'processing',
      error: { code: 'recording_chunk_missing', retryable: true },
      nextTryAt: expect.any(String),
    });
    writeFileSync(file, take.chunks[2]!.bytes);
    await filmsOf(host, recording);
  });
});

describe('a piece that is gone from storage for good', () => {
  it('is a gap on the last try, and no longer one when the browser still has it', async () => {
    const host = await hostRoom(platform.url, platform.token, 'For good');
    const take = again(six);
    const recording = await host.start();
    await host.announce(recording, take);
    await host.upload(take);
    rmSync(chunkFile(host, take, 2));
    await host.seal(take);
    await host.stop(recording.id);
    await eventually('it says why', async () => (await host.load(recording.id)).error !== null);
    // the tries between the first and the last one would take more than a minute
    await platform.database.query('UPDATE recordings SET tries = 4, not_before = NULL WHERE id = $1', [
      recording.id,
    ]);
    const partial = await filmsOf(host, recording);
    expect(partial.recording).toMatchObject({ isPartial: true, verifiedChunks: 3 });
    expect(partial.recording.films[0]!.gaps).toEqual([{ fromSec: 2, toSec: 4, reason: 'missing_chunks' }]);
    await host.upload(take);
    await eventually('it is made anew', async () => (await host.load(recording.id)).revision === 2);
    const whole = await filmsOf(host, recording);
    expect(whole.recording).toMatchObject({ isPartial: false, films: [{ gaps: [] }] });
  });
});

describe('a recording of two', () => {
  const left: Cell = { x: 0, y: 0.25, width: 0.5, height: 0.5 };
  const right: Cell = { x: 0.5, y: 0.25, width: 0.5, height: 0.5 };

  it('becomes a film of each and one of both, in step, whoever came late', async () => {
    const host = await hostRoom(platform.url, platform.token, 'Duo');
    const guest = await host.bring('Guest');
    const recording = await host.start();
    const [hosts, guests] = [again(ten), again(six)];
    await host.announce(recording, hosts, 40);
    await guest.announce(recording, guests, 2500);
    await Promise.all([host.upload(hosts), guest.upload(guests)]);
    await Promise.all([host.seal(hosts), guest.seal(guests)]);
    await wait(recording, 10_000);
    const films = await filmsOf(host, await guest.stop(recording.id));
    expect(films.recording.films).toHaveLength(3);
    expect(films.recording.films[0]).toMatchObject({ participantId: null, isRoomFilm: true });
    const [own, theirs, both] = await Promise.all(
      [host.participantId, guest.participantId, null].map((id) => films.videoOf(id)),
    );
    expect([own!.title, theirs!.title, both!.title]).toEqual(['Duo: Host', 'Duo: Guest', 'Duo']);
    const [ownNumbers, theirNumbers] = [readBarcodes(urlOf(own!)), readBarcodes(urlOf(theirs!))];
    const [leftNumbers, rightNumbers] = [readBarcodes(urlOf(both!), left), readBarcodes(urlOf(both!), right)];
    for (const atSec of [3, 4, 5, 6, 7, 8]) {
      for (const numbers of [ownNumbers, leftNumbers]) expectInStep(numbers, atSec, atSec - 0.04);
      for (const numbers of [theirNumbers, rightNumbers]) expectInStep(numbers, atSec, atSec - 2.5);
    }
    const beeps = readTicks(urlOf(theirs!));
    for (const [second, at] of beeps.entries()) expect(Math.abs(at - second - 2.5)).toBeLessThan(0.04);
    expect(both!.durationSec).toBeGreaterThan(9.9);
    expect(
      films.recording.films.find(({ participantId }) => participantId === guest.participantId)!.gaps[0],
    ).toMatchObject({ reason: 'absent', fromSec: 0 });
  });

  it('is whole also when worker, Redis and backend die while it is made', async () => {
    const host = await hostRoom(platform.url, platform.token, 'Faults');
    const guest = await host.bring('Guest');
    const recording = await host.start();
    const takes = [again(ten), again(ten)] as const;
    await host.announce(recording, takes[0]);
    await guest.announce(recording, takes[1], 100);
    await Promise.all([host.upload(takes[0]), guest.upload(takes[1], takes[1].chunks.slice(0, 3))]);
    process.kill(platform.backend.pid(), 'SIGKILL');
    await eventually('the backend is back', async () =>
      fetch(`${platform.url}/api/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    await guest.upload(takes[1]);
    await Promise.all([host.seal(takes[0]), guest.seal(takes[1])]);
    await host.stop(recording.id);
    process.kill(platform.redis!.pid(), 'SIGKILL');
    await eventually('a worker has it', async () => (await host.load(recording.id)).stage !== null, 30_000);
    process.kill(platform.workers[0]!.pid(), 'SIGKILL');
    const { videoOf } = await filmsOf(host, recording);
    const both = readBarcodes(urlOf(await videoOf(null)), left);
    expectInStep(both, 5, 5);
    expect(existsSync(join(platform.uploadsDir, 'media/recordings', host.roomId))).toBe(true);
  });
});

function chunkFile({ roomId, participantId }: RoomGuest, { takeId }: RecordedTake, seq: number): string {
  const folder = join(platform.uploadsDir, 'media/recordings', roomId, participantId, takeId);
  return join(folder, readdirSync(folder).toSorted()[seq]!);
}

/** Until the recording has lasted so long, by the clock. */
async function wait({ startedAt }: RecordingView, lastsMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Date.parse(startedAt) + lastsMs - Date.now()));
}
