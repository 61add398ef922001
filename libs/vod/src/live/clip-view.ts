import { z } from 'zod';

export const clipStates = ['recording', 'cutting', 'cut'] as const;
/** recording: it grows. cutting: stopped, playable from the held segments. cut: its file is a video's source. */
export type ClipState = (typeof clipStates)[number];

export const clipStopReasons = ['asked', 'vanished', 'too_long', 'camera_removed'] as const;
/** vanished: whoever recorded was not heard of any more. */
export type ClipStopReason = (typeof clipStopReasons)[number];

const utc = z.iso.datetime();
export const clipGapSchema = z.object({ from: utc, to: utc });
export type ClipGap = z.infer<typeof clipGapSchema>;

/** What a video that was cut from a camera's past says about it. */
export const clipSchema = z
  .object({
    cameraId: z.uuid().nullable().describe('null: the camera was removed'),
    cameraName: z.string(),
    state: z.enum(clipStates),
    startUtc: utc,
    endUtc: utc.nullable(),
    gaps: z
      .array(clipGapSchema)
      .describe('What of it the camera did not deliver, or the buffer held no more'),
    stopReason: z.enum(clipStopReasons).nullable(),
    isPreview: z.boolean().describe('It plays from the held segments; its encoded film is not ready yet'),
  })
  .meta({ id: 'Clip' });
export type ClipView = z.infer<typeof clipSchema>;
