import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoPage, VideoView, Visibility } from '@sluice/vod';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAccount } from '../platform/accounts.js';
import { ActedWorker } from '../platform/act-as-worker.js';
import { ask, expectProblem, type Question } from '../platform/http.js';
import { shortSource } from '../platform/make-source.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

/** The index of its chunk. */
const sound = -1;

describe('a video that is watched while it is encoded', () => {
  let platform: TestPlatform;
  let scratch: string;
  let worker: ActedWorker;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-growing-'));
    platform = await startTestPlatform({ workers: 0 });
    worker = new ActedWorker(platform);
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  beforeEach(() => platform.database.query('DELETE FROM videos'));

  const upload = async (): Promise<string> => (await platform.send(shortSource(scratch))).id;
  const get = (path: string, question: Question = {}) => ask(platform.url, 'GET', path, question);
  const media = (id: string, name: string, question: Question = {}) =>
    get(`/media/videos/${id}/${name}`, question);
  const playlist = async (id: string, name: string): Promise<string> => {
    const answer = await media(id, name);
    expect(answer.status, answer.text).toBe(200);
    return answer.text;
  };
  const load = (id: string): Promise<VideoView> => platform.api.load(id);
  const listed = async (): Promise<VideoView[]> =>
    (JSON.parse((await get('/api/videos')).text) as VideoPage).items;
  /** Names of the segments that a playlist has, without their folders. */
  const segmentsOf = (text: string): string[] =>
    text
      .split('\n')
      .flatMap((line) => (line.endsWith('.m4s') ? [line.slice(line.lastIndexOf('/') + 1)] : []));

  /** With the first segment of picture and sound there, and both still at work. */
  async function uploadPlayable() {
    const id = await upload();
    return { id, ...(await worker.begin(id)) };
  }

  it('is not playable before there is a segment of the picture and one of the sound', async () => {
    const id = await upload();
    const notYet = async () => {
      for (const name of ['master.m3u8', '720p/playlist.m3u8', 'audio/playlist.m3u8', '720p/iframes.m3u8'])
        expectProblem(await media(id, name), 'not_playable_yet');
      expect(await load(id)).toMatchObject({
        playable: false,
        playableSec: null,
        hlsUrl: null,
        renditions: [],
        status: 'processing',
      });
      expect(await listed()).toEqual([]);
    };
    await notYet();
    expect((await load(id)).chunks).toBeNull();
    await worker.plan(id);
    await notYet();
    expect((await load(id)).chunks).toEqual({ done: 0, total: 6 });
    const picture = await worker.claim(id, 0);
    await worker.chunks.record(picture, worker.put(picture, { '720p': 1, '480p': 1 }));
    await notYet();
    const voice = await worker.claim(id, sound);
    await notYet();
    await worker.chunks.record(voice, worker.put(voice, { audio: 2 }));
    expect(await load(id)).toMatchObject({ playable: true, hlsUrl: `/media/videos/${id}/master.m3u8` });
  });

  it('then it is in the gallery, and says how much of it is there', async () => {
    const { id } = await uploadPlayable();
    const [view] = await listed();
    expect(view).toMatchObject({
      id,
      status: 'processing',
      stage: 'encoding',
      chunks: { done: 0, total: 6 },
      playable: true,
      playableSec: 4,
      durationSec: 60,
      queuePosition: null,
    });
    expect(view!.renditions).toEqual([
      expect.objectContaining({ name: '720p', availableSec: 4, codecs: 'avc1.64001f,mp4a.40.2' }),
      expect.objectContaining({ name: '480p', availableSec: 4, codecs: 'avc1.64001f,mp4a.40.2' }),
    ]);
    expect(await load(id)).toEqual(view);
  });

  it('whoever watches the gallery is told at that moment', async () => {
    const id = await upload();
    await worker.plan(id);
    const socket = io(platform.url, { forceNew: true, transports: ['websocket'] });
    try {
      const heard: VideoView[] = [];
      socket.on('video_updated', (video: VideoView) => heard.push(video));
      await expect.poll(() => socket.connected, { timeout: 5000 }).toBe(true);
      socket.emit('watch_gallery');
      await worker.do(id, [sound]);
      expect(heard).toEqual([]);
      await worker.do(id, [0]);
      await expect.poll(() => heard.at(-1)?.id, { timeout: 3000 }).toBe(id);
      expect(heard.at(-1)).toMatchObject({ playable: true, playableSec: 4, chunks: { done: 2, total: 6 } });
    } finally {
      socket.disconnect();
    }
  });

  it('plays from EVENT playlists whose files are there', async () => {
    const { id } = await uploadPlayable();
    expect(await playlist(id, 'master.m3u8')).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",LANGUAGE="und",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/playlist.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=4002,AVERAGE-BANDWIDTH=4001,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=25.000,VIDEO-RANGE=SDR,AUDIO="audio",CLOSED-CAPTIONS=NONE
720p/playlist.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=4002,AVERAGE-BANDWIDTH=4001,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=854x480,FRAME-RATE=25.000,VIDEO-RANGE=SDR,AUDIO="audio",CLOSED-CAPTIONS=NONE
480p/playlist.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=200,AVERAGE-BANDWIDTH=200,CODECS="avc1.64001f",RESOLUTION=1280x720,VIDEO-RANGE=SDR,URI="720p/iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=200,AVERAGE-BANDWIDTH=200,CODECS="avc1.64001f",RESOLUTION=854x480,VIDEO-RANGE=SDR,URI="480p/iframes.m3u8"
`);
    expect(await playlist(id, '720p/playlist.m3u8')).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="../a1/720p/init.mp4"
#EXTINF:4.000000,
../a1/720p/seg_00000.m4s
`);
    expect(await playlist(id, '480p/iframes.m3u8')).toContain(
      '#EXT-X-BYTERANGE:100@0\n../a1/480p/seg_00000.m4s',
    );
    for (const rendition of ['720p', '480p', 'audio']) {
      const address = new URL(`/media/videos/${id}/${rendition}/playlist.m3u8`, platform.url);
      const text = await playlist(id, `${rendition}/playlist.m3u8`);
      for (const line of text.split('\n').filter((at) => at.endsWith('.m4s'))) {
        const file = await fetch(new URL(line, address));
        expect([file.status, await file.text()]).toEqual([200, line.replace('../a1/', '')]);
      }
    }
    expectProblem(await media(id, '1080p/playlist.m3u8'), 'media_not_found');
    expectProblem(await media(id, 'storyboard.vtt'), 'media_not_found');
  });

  it('an unchanged playlist is not sent again; a grown one is', async () => {
    const { id, picture } = await uploadPlayable();
    const first = await media(id, '720p/playlist.m3u8');
    expect(first.headers).toMatchObject({ 'cache-control': 'no-cache', etag: expect.any(String) });
    const headers = { 'if-none-match': first.headers.etag };
    expect(await media(id, '720p/playlist.m3u8', { headers })).toMatchObject({ status: 304, text: '' });
    await worker.chunks.complete(picture, worker.putAll(picture));
    await worker.do(id, [1]);
    expect((await media(id, '720p/playlist.m3u8', { headers })).status).toBe(200);
  });

  it('grows, and never changes what it has said', async () => {
    const { id, picture, sound: voice } = await uploadPlayable();
    const names = ['720p/playlist.m3u8', '480p/playlist.m3u8', 'audio/playlist.m3u8', '720p/iframes.m3u8'];
    let before = await Promise.all(names.map((name) => playlist(id, name)));
    let grown = 0;
    const look = async () => {
      const now = await Promise.all(names.map((name) => playlist(id, name)));
      for (const [at, text] of now.entries()) {
        expect(text.startsWith(before[at]!), names[at]).toBe(true);
        if (text.length > before[at]!.length) grown++;
      }
      before = now;
    };
    await worker.chunks.complete(picture, worker.putAll(picture));
    await look();
    await worker.do(id, [3]);
    await look();
    expect(segmentsOf(before[0]!)).toEqual(['seg_00000.m4s']);
    await worker.do(id, [1]);
    await look();
    await worker.chunks.record(voice, worker.put(voice, { audio: 9 }));
    await look();
    const third = await worker.claim(id, 2);
    await worker.chunks.record(third, worker.put(third, { '720p': 1, '480p': 1 }));
    await look();
    await worker.chunks.complete(third, worker.putAll(third));
    await look();
    expect(before.map((text) => segmentsOf(text).length)).toEqual([8, 8, 9, 8]);
    expect(grown).toBe(3 + 1 + 3 + 3);
    expect(await load(id)).toMatchObject({ playableSec: 32, chunks: { done: 4, total: 6 } });
  });

  it('a rendition that lags behind holds back no other', async () => {
    const { id, picture } = await uploadPlayable();
    await worker.chunks.complete(picture, worker.putAll(picture));
    await worker.do(id, [1]);
    const third = await worker.claim(id, 2);
    await worker.chunks.record(third, worker.put(third, { '480p': 2 }));
    expect(segmentsOf(await playlist(id, '720p/playlist.m3u8'))).toHaveLength(2);
    expect(segmentsOf(await playlist(id, '480p/playlist.m3u8'))).toHaveLength(4);
    const view = await load(id);
    expect(view.renditions.map(({ availableSec }) => availableSec)).toEqual([8, 16]);
    // as far as the sound goes
    expect(view.playableSec).toBe(8);
  });

  it('becomes ready under the same addresses, and says the same of them', async () => {
    const id = await upload();
    const { chunks } = await worker.plan(id, 6);
    expect(chunks.map(({ index }) => index)).toEqual([sound, 0, 1]);
    await worker.do(id, [sound, 0]);
    const before = await playlist(id, '720p/playlist.m3u8');
    const claim = await worker.do(id, [1]);
    expect(await load(id)).toMatchObject({
      stage: 'verifying',
      playableSec: 8,
      chunks: { done: 3, total: 3 },
    });
    expect(await worker.publish(claim!)).toBe(true);
    const after = await playlist(id, '720p/playlist.m3u8');
    expect(after.startsWith(before.replace('TYPE:EVENT', 'TYPE:VOD'))).toBe(true);
    expect(after.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
    expect(await load(id)).toMatchObject({ status: 'ready', chunks: null, playable: true, playableSec: 8 });
  });

  it('keeps the target duration that it had while it grew, also when all segments are shorter', async () => {
    const id = await upload();
    await worker.plan(id, 3);
    const [voice, picture] = [await worker.claim(id, sound), await worker.claim(id, 0)];
    const short = (output: ReturnType<ActedWorker['put']>) => {
      for (const part of Object.values(output.renditions)) for (const at of part.segments) at.durationSec = 3;
      return output;
    };
    await worker.chunks.complete(voice, short(worker.putAll(voice)));
    const { finish } = await worker.chunks.complete(picture, short(worker.putAll(picture)));
    const growing = await playlist(id, '720p/playlist.m3u8');
    expect(growing).toContain('#EXT-X-TARGETDURATION:4\n');
    await worker.publish(finish!);
    expect(await playlist(id, '720p/playlist.m3u8')).toBe(
      `${growing.replace('TYPE:EVENT', 'TYPE:VOD')}#EXT-X-ENDLIST\n`,
    );
  });

  it('what is encoded again after a crash has names of its own', async () => {
    const { id, picture } = await uploadPlayable();
    await worker.chunks.complete(picture, worker.putAll(picture));
    await worker.claim(id, 1);
    await worker.die(id);
    const second = await worker.claim(id, 1, 2);
    await worker.chunks.complete(second, worker.putAll(second));
    expect(segmentsOf(await playlist(id, '720p/playlist.m3u8'))).toEqual([
      'seg_00000.m4s',
      'seg_00001-2.m4s',
    ]);
    expect((await media(id, 'a1/720p/seg_00001-2.m4s')).status).toBe(200);
  });

  it('a picture that is encoded in one piece grows as well', async () => {
    const id = await upload();
    const { chunks } = await worker.plan(id, 20, true);
    expect(chunks.map(({ index }) => index)).toEqual([sound, -3]);
    const whole = await worker.claim(id, -3);
    await worker.do(id, [sound]);
    for (const count of [1, 3]) {
      await worker.chunks.record(whole, worker.put(whole, { '720p': count, '480p': count }));
      expect(segmentsOf(await playlist(id, '720p/playlist.m3u8'))).toHaveLength(count);
    }
    await worker.chunks.complete(whole, worker.putAll(whole));
    expect(segmentsOf(await playlist(id, '720p/playlist.m3u8'))).toHaveLength(5);
    expect(await load(id)).toMatchObject({
      stage: 'verifying',
      playableSec: 20,
      chunks: { done: 2, total: 2 },
    });
  });

  it('who may see it is decided as for any other video', async () => {
    const { id } = await uploadPlayable();
    const other = await makeAccount(platform, 'other');
    const show = (visibility: Visibility) =>
      platform.database.query('UPDATE videos SET visibility = $1 WHERE id = $2', [visibility, id]);
    const names = ['master.m3u8', '720p/playlist.m3u8', '720p/iframes.m3u8', 'a1/720p/seg_00000.m4s'];
    await show('private');
    for (const name of names) {
      expectProblem(await media(id, name), 'video_not_found');
      expectProblem(await media(id, name, { token: other.token }), 'video_not_found');
      const { hlsUrl } = await platform.api.load(id);
      expect((await get(hlsUrl!.replace('master.m3u8', name))).status, name).toBe(200);
    }
    expect(await listed()).toEqual([]);
    await show('unlisted');
    for (const name of names) expect((await media(id, name)).status, name).toBe(200);
    expect(await listed()).toEqual([]);
  });
});
