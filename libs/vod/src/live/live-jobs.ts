import { z } from 'zod';
import { isErrorCode, type ErrorCode } from '../errors/catalogue.js';
import { cameraTestSchema } from './camera-views.js';

/** What recorders do for the backend, as they are where the rings and ffmpeg are. */
export const clipQueueName = 'clip';
export const cutClipJob = 'cut_clip';
/** A lane of its own: somebody waits for these, and a cut of half an hour takes seconds. */
export const pictureQueueName = 'picture';
export const takePictureJob = 'take_picture';
export const testCameraJob = 'test_camera';

export const cutClipSchema = z.object({
  clipId: z.uuid(),
  /** The attempt that a recorder starts by claiming this job. */
  attempt: z.int().min(1),
});
export type CutClipData = z.infer<typeof cutClipSchema>;
export const cutClipJobId = ({ clipId, attempt }: CutClipData): string => `${clipId}-a${attempt}`;

/** UTC in ms after which nobody waits for the answer any more. */
const deadlineMs = z.int().optional();

/** `detail` is for people, and holds no credentials. */
const jobFailedSchema = z.object({
  ok: z.literal(false),
  code: z.custom<ErrorCode>((code) => typeof code === 'string' && isErrorCode(code)),
  detail: z.string(),
});
export type JobFailed = z.infer<typeof jobFailedSchema>;

/** One frame out of a ring, or out of what a clip holds, stored as JPEG in one or more sizes. */
export const takePictureSchema = z.object({
  cameraId: z.uuid(),
  /** null: the newest. Else the picture that was to be seen at that moment. */
  atMs: z.int().nullable(),
  /** Storage keys; longestSide null: the size of the camera. */
  outputs: z.array(z.object({ key: z.string(), longestSide: z.int().nullable() })).min(1),
  deadlineMs,
});
export type TakePictureData = z.infer<typeof takePictureSchema>;

/** Of the first output; null: there is no such frame in the ring. */
export const takenPictureSchema = z
  .object({ atMs: z.int(), width: z.int(), height: z.int(), sizeBytes: z.int() })
  .nullable();
export type TakenPicture = z.infer<typeof takenPictureSchema>;

export const takePictureResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), picture: takenPictureSchema }),
  jobFailedSchema,
]);
export type TakePictureResult = z.infer<typeof takePictureResultSchema>;

export const testCameraDataSchema = z.object({ source: z.string(), deadlineMs });
export type TestCameraData = z.infer<typeof testCameraDataSchema>;

export const testCameraResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), test: cameraTestSchema }),
  jobFailedSchema,
]);
export type TestCameraResult = z.infer<typeof testCameraResultSchema>;
