import type { SourceMedia } from '@sluice/vod';
import { z } from 'zod';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import { runFfprobe } from '../ffmpeg/run-ffprobe.js';

/** Above this, walking all packets takes longer than knowing the duration is worth. */
const scanBytesMax = 2 * 1024 ** 3;

const packetsSchema = z.object({
  packets: z.array(
    z.object({
      stream_index: z.int(),
      pts_time: z.coerce.number().optional(),
      duration_time: z.coerce.number().optional(),
    }),
  ),
});

/**
 * Fills in durations that the container doesn't hold (a browser's recording has none) by walking its packets, which
 * decodes nothing. Leaves media as they are when all durations are known.
 */
export async function scanDurations(
  ffprobePath: string,
  path: string,
  media: SourceMedia,
  signal: AbortSignal,
): Promise<SourceMedia> {
  if (media.durationSec !== null || media.sizeBytes > scanBytesMax) return media;
  const scan = await runFfprobe(
    ffprobePath,
    [...untrustedInputArgs, '-show_entries', 'packet=stream_index,pts_time,duration_time', fileUrl(path)],
    signal,
  );
  const parsed = packetsSchema.safeParse(scan.json);
  if (!parsed.success) return media;
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  for (const { stream_index: index, pts_time: at, duration_time: lasts } of parsed.data.packets) {
    if (at === undefined) continue;
    starts.set(index, Math.min(starts.get(index) ?? at, at));
    ends.set(index, Math.max(ends.get(index) ?? 0, at + (lasts ?? 0)));
  }
  if (ends.size === 0) return media;
  const measured = <Stream extends { streamIndex: number; durationSec: number | null }>(
    stream: Stream,
  ): Stream => {
    const [start, end] = [starts.get(stream.streamIndex), ends.get(stream.streamIndex)];
    return start === undefined || end === undefined
      ? stream
      : { ...stream, durationSec: stream.durationSec ?? end - start };
  };
  return {
    ...media,
    durationSec: Math.max(...ends.values()) - Math.min(...starts.values()),
    video: media.video && measured(media.video),
    audio: media.audio.map(measured),
  };
}
