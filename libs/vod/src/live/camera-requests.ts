import { z } from 'zod';
import { singleLine, titleSchema } from '../video/video-schema.js';
import { visibilities } from '../video/video-states.js';
import { liveTranscodeModes } from './camera-status.js';
import { CameraSourceError, parseCameraSource } from './camera-source.js';
import { preRollMaxSec } from './clip-limits.js';

export const cameraIdSchema = z.uuid().describe('The id of a camera');
export const clipIdSchema = z.uuid().describe('The id of a clip, which is the id of its video');
export const snapshotIdSchema = z.uuid().describe('The id of a snapshot');

/** A moment. A time without a zone would be read in the server's, which nobody sees: it is refused. */
export const instantSchema = z.iso
  .datetime({
    offset: true,
    error:
      'must be a time with its zone, for example 2026-11-20T14:03:22.123Z or 2026-11-20T15:03:22.123+01:00',
  })
  .describe('A moment with its zone, to the millisecond');

/** The message says what to write and never repeats what was written: it may hold a password. */
const sourceSchema = z
  .string()
  .max(2000)
  .superRefine((text, context) => {
    try {
      parseCameraSource(text);
    } catch (error) {
      if (!(error instanceof CameraSourceError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  })
  .describe(
    'A camera index, /dev/video…, an rtsp, http, rtmp or srt address, the absolute path of a film, or test:',
  );
const nameSchema = singleLine.min(1).max(100);
const limits = {
  bufferSeconds: z
    .int()
    .min(10)
    .max(31 * 86_400)
    .nullable()
    .optional()
    .describe('How much of its past is kept; null: BUFFER_SECONDS'),
  maxBytes: z
    .int()
    .min(1024 ** 2)
    .nullable()
    .optional()
    .describe('What its past may take on the disk; null: RING_MAX_BYTES'),
  minFreeBytes: z
    .int()
    .min(0)
    .nullable()
    .optional()
    .describe(
      'What it leaves free on the disk: below that its past is made shorter; null: RING_MIN_FREE_BYTES',
    ),
  transcode: z.enum(liveTranscodeModes).nullable().optional().describe('null: LIVE_TRANSCODE'),
  enabled: z.boolean().optional(),
};

export const createCameraSchema = z
  .object({ name: nameSchema, source: sourceSchema, ...limits })
  .strict()
  .meta({ id: 'CreateCamera' });

export const updateCameraSchema = z
  .object({
    name: nameSchema.optional(),
    source: sourceSchema.optional().describe('Left out: it stays as it is'),
    ...limits,
  })
  .strict()
  .refine((body) => Object.keys(body).length > 0, 'name at least one field to change')
  .meta({ id: 'UpdateCamera' });

export const testCameraSchema = z.object({ source: sourceSchema }).strict().meta({ id: 'TestCamera' });

const clipFields = {
  id: clipIdSchema
    .optional()
    .describe('Chosen by the caller, so that asking again makes no second one; else the server chooses'),
  title: titleSchema.optional().describe('Default: the camera and the time'),
  visibility: z.enum(visibilities).optional().describe('Default: private'),
};

export const startClipSchema = z
  .object({
    ...clipFields,
    startUtc: instantSchema.describe('What the person saw when they pressed Record'),
    preRollSec: z.number().min(0).max(preRollMaxSec).default(0).describe('So much before it, too'),
  })
  .strict()
  .meta({ id: 'StartClip' });

export const clipMomentSchema = z
  .object({ atUtc: instantSchema.describe('What the person sees now') })
  .strict()
  .meta({ id: 'ClipMoment' });

export const stopClipSchema = z
  .object({ endUtc: instantSchema.describe('What the person saw when they pressed Stop') })
  .strict()
  .meta({ id: 'StopClip' });

export const pastClipSchema = z
  .object({ ...clipFields, startUtc: instantSchema, endUtc: instantSchema })
  .strict()
  .refine(({ startUtc, endUtc }) => Date.parse(startUtc) < Date.parse(endUtc), {
    message: 'must be later than startUtc',
    path: ['endUtc'],
  })
  .meta({ id: 'PastClip' });

export const takeSnapshotSchema = z
  .object({
    id: snapshotIdSchema
      .optional()
      .describe('Chosen by the caller, so that asking again makes no second one'),
    atUtc: instantSchema.optional().describe('Default: the newest picture'),
  })
  .strict()
  .meta({ id: 'TakeSnapshot' });

export const listSnapshotsQuerySchema = z.object({
  camera: cameraIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(24),
  before: instantSchema.optional().describe('Only those taken before'),
});

/** live: the last seconds. With from and to: that range of the past, closed. */
export const dvrQuerySchema = z.object({ from: instantSchema.optional(), to: instantSchema.optional() });

export const bufferStatusQuerySchema = z.object({
  camera: z.string().max(100).optional().describe('Id or name; default: the first camera'),
});

export type CreateCamera = z.infer<typeof createCameraSchema>;
export type UpdateCamera = z.infer<typeof updateCameraSchema>;
export type StartClip = z.infer<typeof startClipSchema>;
export type StopClip = z.infer<typeof stopClipSchema>;
export type ClipMoment = z.infer<typeof clipMomentSchema>;
export type PastClip = z.infer<typeof pastClipSchema>;
export type TakeSnapshot = z.infer<typeof takeSnapshotSchema>;
export type ListSnapshotsQuery = z.infer<typeof listSnapshotsQuerySchema>;
export type DvrQuery = z.infer<typeof dvrQuerySchema>;
