import { z } from 'zod';

/** What the user is told about a video that became ready, but not as they may expect. */
export const warningCodes = [
  'ends_early',
  'audio_track_undecodable',
  'audio_tracks_left_out',
  'audio_failed',
  'audio_only',
  'damaged_frames',
  'frame_rate_reduced',
  'tone_mapped',
] as const;
export type WarningCode = (typeof warningCodes)[number];

export const warningSchema = z
  .object({ code: z.enum(warningCodes), detail: z.string() })
  .meta({ id: 'VideoWarning' });
export type VideoWarning = z.infer<typeof warningSchema>;
