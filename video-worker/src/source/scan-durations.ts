import { SluiceError, type SourceMedia } from '@sluice/vod';
import { runFfprobe } from '../ffmpeg/run-ffprobe.js';

/** Above this, walking all packets takes longer than knowing the duration is worth. */
const scanBytesMax = 2 * 1024 ** 3;

interface Span {
  startSec: number;
  endSec: number;
}

/**
 * Fills in durations that the container doesn't hold (a browser's recording has none) by walking its packets, which
 * decodes nothing. Leaves media as they are when all durations are known, or can't be found in time.
 */
export async function scanDurations(
  ffprobePath: string,
  path: string,
  media: SourceMedia,
  signal: AbortSignal,
): Promise<SourceMedia> {
  const known = [media, media.video, ...media.audio].every(
    (part) => part === null || part.durationSec !== null,
  );
  if (known || media.sizeBytes > scanBytesMax) return media;
  const spans = new Map<number, Span>();
  const args = ['-show_entries', 'packet=stream_index,pts_time,duration_time', '-of', 'csv=p=0'];
  try {
    await runFfprobe(ffprobePath, path, args, { signal, onLine: (line) => widen(spans, line) });
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'time_limit_exceeded') return media;
    throw error;
  }
  return spans.size === 0 ? media : withSpans(media, spans);
}

/** A line for each packet, "0,1.040000,0.040000"; what isn't known is "N/A". */
function widen(spans: Map<number, Span>, line: string): void {
  const [index, at, lasts] = line.split(',').map(Number);
  if (index === undefined || at === undefined || !Number.isFinite(at)) return;
  const end = at + (Number.isFinite(lasts) ? (lasts ?? 0) : 0);
  const span = spans.get(index);
  if (!span) spans.set(index, { startSec: at, endSec: end });
  else {
    span.startSec = Math.min(span.startSec, at);
    span.endSec = Math.max(span.endSec, end);
  }
}

function withSpans(media: SourceMedia, spans: Map<number, Span>): SourceMedia {
  const all = [...spans.values()];
  const measured = <Stream extends { streamIndex: number; durationSec: number | null }>(
    stream: Stream,
  ): Stream => {
    const span = spans.get(stream.streamIndex);
    return span ? { ...stream, durationSec: stream.durationSec ?? span.endSec - span.startSec } : stream;
  };
  const durationSec =
    Math.max(...all.map(({ endSec }) => endSec)) - Math.min(...all.map(({ startSec }) => startSec));
  return {
    ...media,
    durationSec: media.durationSec ?? durationSec,
    video: media.video && measured(media.video),
    audio: media.audio.map(measured),
  };
}
