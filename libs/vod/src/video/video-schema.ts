import { z } from 'zod';
import { clipSchema } from '../live/clip-view.js';
import { videoStages, videoStatuses, visibilities } from './video-states.js';
import { warningSchema } from './warnings.js';

export const titleMaxLength = 200;
export const descriptionMaxLength = 5000;

/** Text that people type: no control characters (a newline in a title would reach logs and file names). */
export const singleLine = z
  .string()
  .trim()
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');
export const titleSchema = singleLine.min(1).max(titleMaxLength);
export const descriptionSchema = z
  .string()
  .trim()
  .max(descriptionMaxLength)
  .regex(/^[\P{Cc}\n\r\t]*$/u, 'must not contain control characters');

export const renditionViewSchema = z
  .object({
    name: z.string().describe('The shorter side: "720p"; "audio" for a video without picture'),
    width: z.int().nullable(),
    height: z.int().nullable(),
    codecs: z.string().describe('RFC 6381'),
    bandwidthBps: z.int().describe('The largest segment, with audio'),
    averageBandwidthBps: z.int(),
    availableSec: z
      .number()
      .describe('Seconds from the start that are there; all of it when the video is ready'),
  })
  .meta({ id: 'Rendition' });

export const chunkCountSchema = z.object({ done: z.int(), total: z.int() }).meta({ id: 'ChunkCount' });

export const videoErrorSchema = z
  .object({
    code: z.string(),
    title: z.string(),
    detail: z.string(),
    fix: z.string(),
    retryable: z.boolean().describe('Whether a retry can help'),
  })
  .meta({ id: 'VideoError' });

export const videoSchema = z
  .object({
    id: z.uuid(),
    title: z.string(),
    description: z.string(),
    visibility: z.enum(visibilities),
    owner: z.object({ id: z.uuid(), name: z.string() }),
    status: z.enum(videoStatuses),
    stage: z.enum(videoStages).nullable().describe('Where the running attempt is; null while waiting'),
    progress: z.number().min(0).max(1),
    etaSec: z.number().nullable().describe('Seconds until ready, from the measured speed'),
    speed: z.number().nullable().describe('Encoding speed in multiples of real time'),
    queuePosition: z.int().nullable().describe('1 = next; null when it is not waiting'),
    chunks: chunkCountSchema
      .nullable()
      .describe('The parts that the running attempt is encoded in; null when none is being encoded'),
    playable: z.boolean(),
    playableSec: z
      .number()
      .nullable()
      .describe('Seconds from the start that can be watched so far; null when there is nothing to watch'),
    hlsUrl: z.string().nullable(),
    posterUrl: z.string().nullable(),
    thumbnailUrl: z.string().nullable(),
    storyboardUrl: z.string().nullable(),
    durationSec: z.number().nullable(),
    width: z.int().nullable().describe('Display width of the source, after rotation'),
    height: z.int().nullable(),
    fps: z.number().nullable(),
    renditions: z.array(renditionViewSchema),
    warnings: z.array(warningSchema),
    error: videoErrorSchema.nullable(),
    source: z.object({
      kind: z.enum(['upload', 'recording', 'clip']),
      fileName: z.string(),
      sizeBytes: z.int(),
      container: z.string().nullable(),
      videoCodec: z.string().nullable(),
      audioCodec: z.string().nullable(),
      sha256: z.string().nullable().describe('Of the file as it came, in hexadecimal'),
      isKept: z
        .boolean()
        .describe('Whether the file itself is still there, to be downloaded or processed anew'),
    }),
    clip: clipSchema.nullable().describe('Of a video that was cut from a camera’s past'),
    createdAt: z.iso.datetime(),
    playableAt: z.iso.datetime().nullable(),
    readyAt: z.iso.datetime().nullable(),
    attempt: z.int(),
  })
  .meta({ id: 'Video' });

export type VideoView = z.infer<typeof videoSchema>;
export type ChunkCount = z.infer<typeof chunkCountSchema>;
export type RenditionView = z.infer<typeof renditionViewSchema>;
