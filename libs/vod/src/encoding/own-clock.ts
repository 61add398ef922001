import type { Rational, SourceMedia } from '../media/source-media.js';
import type { VideoSamples } from '../mp4/sample-tables.js';

/** A picture that stands longer is a hole of the recording: a pause, or a chunk that never came. */
const holeMinSec = 1;

/**
 * The media of a recording, whose 0 is the 0 of everybody's film in the room: nothing is moved to where the first
 * picture or sound happens to begin. For an upload a late start says nothing, and is taken away.
 */
export function keepClock(media: SourceMedia): SourceMedia {
  const onOwnClock = <Stream extends { startSec: number }>(stream: Stream): Stream => ({
    ...stream,
    startSec: Number((media.startSec + stream.startSec).toFixed(6)),
  });
  return {
    ...media,
    startSec: 0,
    durationSec: media.durationSec === null ? null : media.startSec + media.durationSec,
    video: media.video && onOwnClock(media.video),
    audio: media.audio.map(onOwnClock),
    keepsClock: true,
  };
}

/** The average rate where there are pictures: holes would make it as low as if the camera had been slow. */
export function rateBetweenHoles({
  decodeTimes,
  count,
  timescale,
}: Pick<VideoSamples, 'decodeTimes' | 'count' | 'timescale'>): Rational | null {
  let [pictures, ticks] = [0, 0];
  for (let sample = 0; sample < count; sample++) {
    const lasts = decodeTimes[sample + 1]! - decodeTimes[sample]!;
    if (lasts > holeMinSec * timescale) continue;
    pictures += 1;
    ticks += lasts;
  }
  return ticks > 0 ? { num: pictures * timescale, den: ticks } : null;
}
