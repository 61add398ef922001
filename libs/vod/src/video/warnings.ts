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
  'passed_through',
  'not_passed_through',
  'encoded_in_one_piece',
] as const;
export type WarningCode = (typeof warningCodes)[number];

export const warningSchema = z
  .object({ code: z.enum(warningCodes), detail: z.string() })
  .meta({ id: 'VideoWarning' });
export type VideoWarning = z.infer<typeof warningSchema>;
