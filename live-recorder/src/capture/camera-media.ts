import { z } from 'zod';

/** What a camera sends, as a look at a few seconds of it says. */
export const cameraMediaSchema = z.object({
  codec: z.string(),
  width: z.int(),
  height: z.int(),
  fps: z.number().nullable(),
  /** As ffmpeg calls it, for example "yuv420p". */
  pixelFormat: z.string().nullable(),
  /** Each picture is two halves of different moments. */
  isInterlaced: z.boolean(),
  /** Its pictures come with times; without, ffmpeg makes some up, of 25 a second. */
  isTimed: z.boolean(),
  /** Pictures come in another order than they are shown. */
  hasBFrames: z.boolean(),
  /** The longest distance between key frames that was seen; null when there were not two. */
  gopSec: z.number().nullable(),
  audioCodec: z.string().nullable(),
});
export type CameraMedia = z.infer<typeof cameraMediaSchema>;

const probeSchema = z.object({
  format: z.object({ format_name: z.string() }),
  streams: z.array(
    z.object({
      index: z.int(),
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      width: z.int().optional(),
      height: z.int().optional(),
      avg_frame_rate: z.string().optional(),
      r_frame_rate: z.string().optional(),
      pix_fmt: z.string().optional(),
      field_order: z.string().optional(),
    }),
  ),
  packets: z
    .array(z.object({ stream_index: z.int(), pts_time: z.coerce.number().optional(), flags: z.string() }))
    .default([]),
});

export const streamEntries =
  'format=format_name:stream=index,codec_type,codec_name,width,height,avg_frame_rate,r_frame_rate,pix_fmt,field_order';
export const packetEntries = 'packet=stream_index,pts_time,flags';

/** Rows of pictures and nothing else. */
const untimedFormats = ['mpjpeg', 'mjpeg', 'h264', 'hevc'];
/** Two halves in each picture, whichever comes first; most cameras that send whole ones say so. */
const interlacedOrders = ['tt', 'bb', 'tb', 'bt'];

/** Reads ffprobe's JSON of `streamEntries` and perhaps `packetEntries`; null when there is no picture in it. */
export function parseCameraProbe(json: string): CameraMedia | null {
  const { format, streams, packets } = probeSchema.parse(JSON.parse(json));
  const video = streams.find(({ codec_type, width }) => codec_type === 'video' && width);
  if (!video?.codec_name || !video.width || !video.height) return null;
  const pictures = packets.filter(({ stream_index }) => stream_index === video.index);
  const times = pictures.flatMap(({ pts_time }) => pts_time ?? []);
  const isTimed = !untimedFormats.includes(format.format_name);
  const keyTimes = pictures.flatMap(({ flags, pts_time }) => (flags.startsWith('K') ? (pts_time ?? []) : []));
  return {
    codec: video.codec_name,
    width: video.width,
    height: video.height,
    fps: isTimed ? (readRate(video.avg_frame_rate) ?? readRate(video.r_frame_rate)) : null,
    pixelFormat: video.pix_fmt ?? null,
    isInterlaced: interlacedOrders.includes(video.field_order ?? ''),
    isTimed,
    hasBFrames: times.some((time, at) => at > 0 && time < times[at - 1]!),
    gopSec: longestGop(keyTimes, times),
    audioCodec: streams.find(({ codec_type }) => codec_type === 'audio')?.codec_name ?? null,
  };
}

/** What came after the last key frame counts too: a camera that sends one in ten seconds shows just one. */
function longestGop(keyTimes: readonly number[], times: readonly number[]): number | null {
  const [last] = times.slice(-1);
  const [lastKey] = keyTimes.slice(-1);
  if (last === undefined || lastKey === undefined) return null;
  const distances = keyTimes.slice(1).map((time, at) => time - keyTimes[at]!);
  const longest = Math.max(last - lastKey, ...distances);
  return distances.length === 0 && longest < gopSecMax ? null : longest;
}

/** Segments are cut at key frames: with fewer, live is late and a clip holds much that nobody asked for. */
export const gopSecMax = 2.5;

/** Some cameras claim a rate of 90,000 or 1,000,000. */
function readRate(text: string | undefined): number | null {
  const [count, per = 1] = (text ?? '').split('/').map(Number);
  const rate = count! / per;
  return rate >= 1 && rate <= 240 ? rate : null;
}
