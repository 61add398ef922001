import { z } from 'zod';
import type { Rational, SourceAudio, SourceMedia, SourceVideo } from './source-media.js';

const numeric = z.coerce.number().refine(Number.isFinite).optional().catch(undefined);

const streamSchema = z.object({
  index: z.int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: z.string().optional(),
  profile: z.string().optional(),
  level: numeric,
  pix_fmt: z.string().optional(),
  width: numeric,
  height: numeric,
  sample_aspect_ratio: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  r_frame_rate: z.string().optional(),
  field_order: z.string().optional(),
  color_space: z.string().optional(),
  color_transfer: z.string().optional(),
  color_range: z.string().optional(),
  channels: numeric,
  sample_rate: numeric,
  start_time: numeric,
  duration: numeric,
  bit_rate: numeric,
  nb_frames: numeric,
  disposition: z.record(z.string(), z.number()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  side_data_list: z.array(z.object({ rotation: numeric })).optional(),
});

const probeSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z
    .object({
      format_name: z.string().default('unknown'),
      start_time: numeric,
      duration: numeric,
      size: numeric,
    })
    .default({ format_name: 'unknown' }),
});

type ProbeStream = z.infer<typeof streamSchema>;

/** Turns `ffprobe -of json -show_format -show_streams` into what the planner needs. Throws ZodError on another shape. */
export function parseProbe(json: unknown): SourceMedia {
  const { streams, format } = probeSchema.parse(json);
  const isCover = (stream: ProbeStream): boolean => stream.disposition?.attached_pic === 1;
  const picture = streams.find((stream) => stream.codec_type === 'video' && !isCover(stream));
  const startSec = format.start_time ?? 0;
  return {
    container: format.format_name,
    startSec,
    durationSec: positive(format.duration),
    sizeBytes: format.size ?? 0,
    video: picture ? parseVideo(picture, startSec) : null,
    audio: streams
      .filter((stream) => stream.codec_type === 'audio')
      .map((stream, position) => parseAudio(stream, position + 1, startSec)),
    hasCoverArt: streams.some((stream) => stream.codec_type === 'video' && isCover(stream)),
  };
}

function parseVideo(stream: ProbeStream, fileStartSec: number): SourceVideo {
  const codedWidth = stream.width ?? 0;
  const codedHeight = stream.height ?? 0;
  const rotation = parseRotation(stream);
  const aspect = parseRatio(stream.sample_aspect_ratio, ':') ?? { num: 1, den: 1 };
  const squareWidth = Math.max(1, Math.round((codedWidth * aspect.num) / aspect.den));
  const sideways = rotation === 90 || rotation === 270;
  return {
    streamIndex: stream.index,
    codec: stream.codec_name ?? 'unknown',
    codecTag: printable(stream.codec_tag_string),
    profile: stream.profile ?? null,
    // -99 is ffmpeg's "unknown"
    level: positive(stream.level),
    pixelFormat: stream.pix_fmt ?? null,
    codedWidth,
    codedHeight,
    width: sideways ? codedHeight : squareWidth,
    height: sideways ? squareWidth : codedHeight,
    squarePixels: aspect.num === aspect.den,
    rotation,
    averageFrameRate: parseRatio(stream.avg_frame_rate, '/'),
    nominalFrameRate: parseRatio(stream.r_frame_rate, '/'),
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? ''),
    hdr: parseHdr(stream.color_transfer),
    colorMatrix: parseColorMatrix(stream.color_space, codedHeight),
    fullRange: stream.color_range === 'pc',
    bitrateBps: positive(stream.bit_rate),
    startSec: (stream.start_time ?? fileStartSec) - fileStartSec,
    durationSec: positive(stream.duration) ?? taggedDuration(stream),
    frameCount: positive(stream.nb_frames),
  };
}

function parseAudio(stream: ProbeStream, track: number, fileStartSec: number): SourceAudio {
  return {
    streamIndex: stream.index,
    track,
    codec:
      !stream.codec_name || stream.codec_name === 'unknown' || !stream.sample_rate ? null : stream.codec_name,
    channels: stream.channels ?? 0,
    sampleRateHz: stream.sample_rate ?? 0,
    language: parseLanguage(stream.tags?.language),
    isDefault: stream.disposition?.default === 1,
    startSec: (stream.start_time ?? fileStartSec) - fileStartSec,
    durationSec: positive(stream.duration) ?? taggedDuration(stream),
  };
}

/** ffprobe's display matrix counts counter-clockwise and may be negative. Only quarter turns change the shape of the picture. */
function parseRotation(stream: ProbeStream): SourceVideo['rotation'] {
  const counterClockwise = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const clockwise = (360 - (counterClockwise % 360)) % 360;
  const quarter = ([0, 90, 180, 270] as const).find((angle) => Math.abs(angle - clockwise) <= 1);
  return Math.abs(counterClockwise) <= 360 && quarter !== undefined ? quarter : 0;
}

/** A language tag as playlists take it (BCP 47, "en" for "eng"). The file's own text may be anything, also an attack. */
function parseLanguage(tag: string | undefined): string | null {
  if (!tag || tag.length > 35 || !/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag)) return null;
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    return canonical && canonical !== 'und' ? canonical : null;
  } catch {
    return null;
  }
}

function parseHdr(transfer: string | undefined): SourceVideo['hdr'] {
  if (transfer === 'smpte2084') return 'pq';
  return transfer === 'arib-std-b67' ? 'hlg' : null;
}

/** Unmarked video is BT.709 when it is HD and BT.601 when it is not, as players take it. */
function parseColorMatrix(space: string | undefined, height: number): SourceVideo['colorMatrix'] {
  switch (space ?? '') {
    case 'bt709':
      return 'bt709';
    case 'bt2020nc':
    case 'bt2020c':
      return 'bt2020';
    case 'smpte240m':
      return 'smpte240m';
    case 'fcc':
      return 'fcc';
    case 'bt470bg':
    case 'smpte170m':
      return 'bt601';
    default:
      return height >= 720 ? 'bt709' : 'bt601';
  }
}

function parseRatio(text: string | undefined, separator: '/' | ':'): Rational | null {
  const [num, den] = (text ?? '').split(separator).map(Number);
  return num && den && num > 0 && den > 0 ? { num, den } : null;
}

/** Matroska keeps where a stream ends in a tag, as 00:00:04.000000000 from the file's own zero. */
function taggedDuration(stream: ProbeStream): number | null {
  const [hours, minutes, seconds] = (stream.tags?.DURATION ?? '').split(':').map(Number);
  const endSec = (hours ?? NaN) * 3600 + (minutes ?? NaN) * 60 + (seconds ?? NaN);
  return positive(endSec - Math.max(0, stream.start_time ?? 0));
}

const printable = (tag: string | undefined): string =>
  (tag ?? '').replace(/\[0\]|[^\x21-\x7e]/g, '').slice(0, 16) || '?';

const positive = (value: number | undefined): number | null =>
  value !== undefined && value > 0 ? value : null;
