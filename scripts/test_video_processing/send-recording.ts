import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueServiceToken } from '@sluice/database';
import type { DataSource } from 'typeorm';
import { ApiClient } from '../api/api-client.js';
import { playWithFfmpeg } from '../api/play-with-ffmpeg.js';
import { recordMp4 } from '../api/recorded-take.js';
import { RoomClient } from '../api/room-client.js';
import { sendTo } from '../api/send-to.js';

/** Of two seconds each, with the init segment before them. */
const chunkCount = 10;
const durationSec = 2 * (chunkCount - 1);
const processingLimitMs = 10 * 60_000;

/** Records ten chunks in a room as a browser would, and plays the film that comes of them. Nothing of it stays. */
export async function sendRecording(
  database: DataSource,
  sessionSecret: string,
  url: string,
): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-check-'));
  const { token, revoke } = await issueServiceToken(database, sessionSecret);
  const api = new ApiClient(url, token);
  const films: string[] = [];
  const send = sendTo(url);
  try {
    const host = await RoomClient.host(send, token, {
      title: 'test_video_processing',
      visibility: 'unlisted',
    });
    try {
      const stopped = await host.record(recordMp4(scratch, durationSec));
      const recording = await host.follow(stopped.id, processingLimitMs);
      films.push(...recording.films.map(({ videoId }) => videoId));
      if (recording.status !== 'completed')
        throw new Error(`${recording.status}: ${recording.error?.code} ${recording.error?.detail ?? ''}`);
      const video = await api.load(films[0]!);
      const playedSec = playWithFfmpeg(`${url}${video.hlsUrl}`);
      if (Math.abs(playedSec - durationSec) > 0.5)
        throw new Error(`${playedSec} of ${durationSec} s could be played`);
      return `${chunkCount} chunks recorded, put together and played`;
    } finally {
      await send('DELETE', `/api/rooms/${host.roomId}`, { token });
    }
  } finally {
    for (const id of films) await api.delete(id);
    await revoke();
    rmSync(scratch, { recursive: true, force: true });
  }
}
