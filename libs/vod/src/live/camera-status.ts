import { z } from 'zod';

/**
 * What people are told about a camera.
 *
 * connecting: it is asked for its picture. live: pictures arrive and are kept. signal_lost: they did and don't; it is
 * tried on for ever. disk_full: they arrive and can't be kept. disabled: somebody switched it off.
 */
export const cameraStates = ['connecting', 'live', 'signal_lost', 'disk_full', 'disabled'] as const;
export type CameraState = (typeof cameraStates)[number];

export const liveTranscodeModes = ['auto', 'never', 'always'] as const;
/** auto: the camera's own H.264 where it fits, else encoded anew. */
export type LiveTranscode = (typeof liveTranscodeModes)[number];

const utc = z.iso.datetime({ precision: 3 });
const range = z.object({ from: utc, to: utc });

/** What the ring holds. Frames and durations count what is there, not the holes between. */
export const cameraBufferSchema = z.object({
  frameCount: z.int(),
  durationSec: z.number(),
  /** From the oldest to the newest, holes included. */
  spanSec: z.number(),
  configuredSec: z.int(),
  oldestFrame: utc.nullable(),
  newestFrame: utc.nullable(),
  sizeBytes: z.int(),
  maxBytes: z.int(),
  segmentCount: z.int(),
  gaps: z.array(range),
  /** The disk is short of room: the ring is shorter than configured. */
  isShortened: z.boolean(),
});

/** What a recorder says about a camera each second; it stays when the recorder is gone, with its last heartbeat. */
export const cameraStatusSchema = z.object({
  cameraId: z.uuid(),
  name: z.string(),
  /** Without credentials. */
  source: z.string(),
  state: z.enum(cameraStates),
  /** When it came into this state. */
  since: utc,
  heartbeatAt: utc,
  /** Which process records it. */
  owner: z.string(),
  runId: z.string().nullable(),
  pid: z.int().nullable(),
  mode: z.enum(['copy', 'encode']).nullable(),
  codec: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  fps: z.number().nullable(),
  bitrateBps: z.int().nullable(),
  gopSec: z.number().nullable(),
  lastSegmentAt: utc.nullable(),
  utcOffsetMs: z.number().nullable(),
  driftPpm: z.number().nullable(),
  restarts: z.int(),
  restartsLastHour: z.int(),
  backoffMs: z.int().nullable(),
  lastError: z.string().nullable(),
  buffer: cameraBufferSchema,
  disk: z.object({ freeBytes: z.int(), minFreeBytes: z.int() }),
});

export type CameraBuffer = z.infer<typeof cameraBufferSchema>;
export type CameraStatus = z.infer<typeof cameraStatusSchema>;

/** Told on the channel of cameras at every change: a segment that is in the ring, or a status that says something new. */
export const cameraEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('segment'),
    cameraId: z.uuid(),
    /** Below the camera's folder: parseSegmentPath reads it. */
    path: z.string(),
    sizeBytes: z.int(),
  }),
  z.object({ type: z.literal('state'), cameraId: z.uuid(), state: z.enum(cameraStates), since: utc }),
  z.object({ type: z.literal('removed'), cameraId: z.uuid() }),
]);
export type CameraEvent = z.infer<typeof cameraEventSchema>;

/** A recorder beats each second: later than this it is down, or cut off from Redis. */
export const recorderSilentAfterMs = 5000;

export const isRecorderDown = ({ heartbeatAt }: Pick<CameraStatus, 'heartbeatAt'>, nowMs: number): boolean =>
  nowMs - Date.parse(heartbeatAt) > recorderSilentAfterMs;
