import { z } from 'zod';
import { cameraStates, cameraStatusSchema, liveTranscodeModes } from './camera-status.js';

const utc = z.iso.datetime();

/** unknown: no recorder has said anything about it yet. recorder_down: whoever recorded it is silent. */
export const shownCameraStates = [...cameraStates, 'recorder_down', 'unknown'] as const;
export type ShownCameraState = (typeof shownCameraStates)[number];

export const cameraSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    source: z.string().describe('Without credentials'),
    enabled: z.boolean(),
    bufferSeconds: z.int().nullable(),
    maxBytes: z.int().nullable(),
    minFreeBytes: z.int().nullable(),
    transcode: z.enum(liveTranscodeModes).nullable(),
    createdAt: utc,
    state: z.enum(shownCameraStates),
    since: utc.nullable().describe('When it came into this state'),
    status: cameraStatusSchema.nullable().describe('The last that its recorder said, also when that is down'),
    liveUrl: z.string().describe('A playlist of the last seconds'),
    dvrUrl: z
      .string()
      .describe(
        'A playlist of the buffer, of its last two hours at most; ?from=&to= for a closed range, also further back',
      ),
    recordingClips: z.int().describe('Clips that are being recorded from it'),
  })
  .meta({ id: 'Camera' });

export const cameraListSchema = z
  .object({ items: z.array(cameraSchema), serverTime: utc })
  .meta({ id: 'CameraList' });

/** What a look at a source found. */
export const cameraTestSchema = z
  .object({
    codec: z.string(),
    width: z.int(),
    height: z.int(),
    fps: z.number().nullable(),
    gopSec: z.number().nullable().describe('Distance of key frames; null when none was seen twice'),
    hasAudio: z.boolean(),
    willEncode: z.boolean().describe('Its picture does not fit as it is and is encoded anew'),
    reason: z.string(),
    picture: z.string().nullable().describe('A picture of it, as a data: address'),
  })
  .meta({ id: 'CameraTest' });

export const snapshotSchema = z
  .object({
    id: z.uuid(),
    cameraId: z.uuid().nullable().describe('null: the camera was removed'),
    cameraName: z.string(),
    takenAt: utc.describe('When the camera made the picture'),
    url: z.string(),
    thumbnailUrl: z.string(),
    width: z.int(),
    height: z.int(),
    sizeBytes: z.int(),
    owner: z.object({ id: z.uuid(), name: z.string() }),
    createdAt: utc,
  })
  .meta({ id: 'Snapshot' });

export const snapshotListSchema = z.object({ items: z.array(snapshotSchema) }).meta({ id: 'SnapshotList' });

const range = z.object({ from: utc, to: utc });

/** What monitoring of such systems asks for; the names are theirs. */
export const bufferStatusSchema = z
  .object({
    camera_id: z.uuid(),
    camera: z.string(),
    state: z.enum(shownCameraStates),
    since: utc.nullable(),
    recorder_running: z.boolean(),
    recorder_last_seen: utc.nullable(),
    frame_count: z.int(),
    duration_seconds: z.number().describe('What is there, holes not counted'),
    span_seconds: z.number().describe('From the oldest to the newest, holes included'),
    configured_seconds: z.int(),
    oldest_frame: utc.nullable(),
    newest_frame: utc.nullable(),
    bytes: z.int(),
    max_bytes: z.int(),
    gaps: z.array(range),
  })
  .meta({ id: 'BufferStatus' });

export const streamStatusSchema = z
  .object({
    stream_running: z.boolean().describe('Every camera that is switched on is live'),
    recorder_running: z.boolean(),
    recorder_down_since: utc.nullable(),
    buffer: bufferStatusSchema.nullable().describe('Of the first camera'),
    cameras: z.array(
      z.object({
        camera_id: z.uuid(),
        camera: z.string(),
        state: z.enum(shownCameraStates),
        since: utc.nullable(),
        buffer: bufferStatusSchema,
        stream: cameraStatusSchema.nullable(),
        heartbeat_age_ms: z.int().nullable(),
        last_segment_age_ms: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'StreamStatus' });

export type CameraView = z.infer<typeof cameraSchema>;
export type CameraList = z.infer<typeof cameraListSchema>;
export type CameraTest = z.infer<typeof cameraTestSchema>;
export type SnapshotView = z.infer<typeof snapshotSchema>;
export type SnapshotList = z.infer<typeof snapshotListSchema>;
export type BufferStatus = z.infer<typeof bufferStatusSchema>;
export type StreamStatus = z.infer<typeof streamStatusSchema>;
