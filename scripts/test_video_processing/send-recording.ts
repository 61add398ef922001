import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueServiceToken } from '@sluice/database';
import type { RecordingView } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import { ApiClient } from '../api/api-client.js';
import { playWithFfmpeg } from '../api/play-with-ffmpeg.js';
import { recordMp4 } from '../api/recorded-take.js';
import { RoomClient, type Send } from '../api/room-client.js';

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
      const recording = await follow(() => host.load(stopped.id));
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

async function follow(load: () => Promise<RecordingView>): Promise<RecordingView> {
  const deadline = Date.now() + processingLimitMs;
  for (;;) {
    const recording = await load();
    if (recording.status === 'completed' || recording.status === 'failed' || Date.now() > deadline)
      return recording;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Addresses without a host are the platform's. */
const sendTo =
  (url: string): Send<{ status: number; text: string }> =>
  async (method, address, { json, body, headers, token }) => {
    const response = await fetch(new URL(address, url), {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: json === undefined ? body && new Uint8Array(body) : JSON.stringify(json),
    });
    return { status: response.status, text: await response.text() };
  };
