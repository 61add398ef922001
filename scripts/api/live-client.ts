import {
  bufferStatusSchema,
  cameraListSchema,
  cameraSchema,
  snapshotSchema,
  streamStatusSchema,
  videoSchema,
  type BufferStatus,
  type CameraView,
  type CreateCamera,
  type SnapshotView,
  type StreamStatus,
  type UpdateCamera,
  type VideoView,
} from '@sluice/vod';
import type { ZodType } from 'zod';
import type { Reply, Send } from './room-client.js';

export const utc = (atMs: number): string => new Date(atMs).toISOString();

/** What the Live page does, over HTTP, with an account's API token. Moments are in ms since 1970. */
export class LiveClient<R extends Reply = Reply> {
  constructor(
    private readonly send: Send<R>,
    private readonly token: string | null,
  ) {}

  ask(method: string, path: string, json?: unknown): Promise<R> {
    return this.send(method, path, { token: this.token, ...(json !== undefined && { json }) });
  }

  cameras = async (): Promise<CameraView[]> =>
    parse(cameraListSchema, await this.ask('GET', '/api/cameras')).items;
  camera = async (id: string): Promise<CameraView> =>
    parse(cameraSchema, await this.ask('GET', `/api/cameras/${id}`));
  add = async (camera: CreateCamera): Promise<CameraView> =>
    parse(cameraSchema, await this.ask('POST', '/api/cameras', camera));
  change = async (id: string, change: UpdateCamera): Promise<CameraView> =>
    parse(cameraSchema, await this.ask('PATCH', `/api/cameras/${id}`, change));
  buffer = async (camera: string): Promise<BufferStatus> =>
    parse(
      bufferStatusSchema,
      await this.ask('GET', `/video/buffer/status?camera=${encodeURIComponent(camera)}`),
    );
  streams = async (): Promise<StreamStatus> =>
    parse(streamStatusSchema, await this.ask('GET', '/api/debug/background-stream-status'));

  /** `clip` may name an id of its own, a title, pre-roll and visibility. */
  start = async (cameraId: string, startMs: number, clip: object = {}): Promise<VideoView> =>
    parse(
      videoSchema,
      await this.ask('POST', `/api/cameras/${cameraId}/clips/start`, { startUtc: utc(startMs), ...clip }),
    );
  stop = async (clipId: string, endMs: number): Promise<VideoView> =>
    parse(videoSchema, await this.ask('POST', `/api/clips/${clipId}/stop`, { endUtc: utc(endMs) }));
  cut = async (cameraId: string, fromMs: number, toMs: number, clip: object = {}): Promise<VideoView> =>
    parse(
      videoSchema,
      await this.ask('POST', `/api/cameras/${cameraId}/clips`, {
        startUtc: utc(fromMs),
        endUtc: utc(toMs),
        ...clip,
      }),
    );
  snapshot = async (cameraId: string, atMs?: number): Promise<SnapshotView> =>
    parse(
      snapshotSchema,
      await this.ask(
        'POST',
        `/api/cameras/${cameraId}/snapshots`,
        atMs === undefined ? {} : { atUtc: utc(atMs) },
      ),
    );
}

function parse<T>(schema: ZodType<T>, { status, text }: Reply): T {
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return schema.parse(JSON.parse(text));
}
