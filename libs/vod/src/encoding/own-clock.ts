import type { Rational, SourceMedia, SourceVideo } from '../media/source-media.js';
import type { VideoSamples } from '../mp4/sample-tables.js';

/** A picture that stands longer is a hole of the recording: a pause, or a chunk that never came. */
const holeMinSec = 1;

/** What is looked up in the index of a file for its own clock. */
export type ClockSamples = Pick<VideoSamples, 'decodeTimes' | 'count' | 'timescale'>;

/**
 * The media of a recording, whose 0 is the 0 of everybody's film in the room: nothing is moved to where the first
 * picture or sound happens to begin. For an upload a late start says nothing, and is taken away. What the files tell
 * as their duration counts from their 0 already. `samples` is null for what isn't an MP4 file.
 */
export function keepClock(media: SourceMedia, samples: ClockSamples | null): SourceMedia {
  const onOwnClock = <Stream extends { startSec: number }>(stream: Stream): Stream => ({
    ...stream,
    startSec: Number((media.startSec + stream.startSec).toFixed(6)),
  });
  const video = media.video && onOwnClock(media.video);
  return {
    ...media,
    startSec: 0,
    video: video && samples && samples.count > 0 ? withoutHoles(video, samples) : video,
    audio: media.audio.map(onOwnClock),
    keepsClock: true,
  };
}

/**
 * The picture as its pictures are: holes would make its rate as low as if the camera had been slow, and one at the end,
 * where nothing is decoded any more, is no part of it.
 */
function withoutHoles(video: SourceVideo, { decodeTimes, count, timescale }: ClockSamples): SourceVideo {
  let [pictures, ticks] = [0, 0];
  for (let sample = 0; sample < count; sample++) {
    const lasts = decodeTimes[sample + 1]! - decodeTimes[sample]!;
    if (lasts > holeMinSec * timescale) continue;
    pictures += 1;
    ticks += lasts;
  }
  if (ticks === 0) return video;
  const averageFrameRate: Rational = { num: pictures * timescale, den: ticks };
  const lastTicks = decodeTimes[count]! - decodeTimes[count - 1]!;
  const heldTicks = lastTicks > holeMinSec * timescale ? lastTicks - ticks / pictures : 0;
  const durationSec = video.durationSec === null ? null : video.durationSec - heldTicks / timescale;
  return { ...video, averageFrameRate, durationSec };
}
