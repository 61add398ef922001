import { describe, expect, it } from 'vitest';
import { progressReader, type EncodeProgress } from './read-progress.js';

/** Printed by ffmpeg 5.1 with -progress while it encoded 150 pictures into two renditions. */
const transcript = `frame=1
fps=0.00
stream_0_0_q=0.0
stream_1_0_q=0.0
bitrate=N/A
total_size=N/A
out_time_us=0
out_time_ms=0
out_time=00:00:00.000000
dup_frames=0
drop_frames=0
speed=N/A
progress=continue
frame=35
fps=0.00
stream_0_0_q=28.0
stream_1_0_q=28.0
bitrate=N/A
total_size=N/A
out_time_us=640000
out_time_ms=640000
out_time=00:00:00.640000
dup_frames=0
drop_frames=0
speed=6.18x
progress=continue
frame=122
fps=0.00
stream_0_0_q=28.0
stream_1_0_q=28.0
bitrate=N/A
total_size=N/A
out_time_us=4120000
out_time_ms=4120000
out_time=00:00:04.120000
dup_frames=0
drop_frames=0
speed=13.5x
progress=continue
frame=150
fps=0.00
stream_0_0_q=-1.0
stream_1_0_q=-1.0
bitrate=N/A
total_size=N/A
out_time_us=5920000
out_time_ms=5920000
out_time=00:00:05.920000
dup_frames=0
drop_frames=0
speed=13.6x
progress=end`;

/** Every report, and where the reader stands in the end. */
function readAll(text: string): { reports: EncodeProgress[]; last: EncodeProgress } {
  const reports: EncodeProgress[] = [];
  const reader = progressReader((progress) => reports.push(progress));
  for (const line of text.split('\n')) reader.read(line);
  return { reports, last: reader.last() };
}

describe('progressReader', () => {
  it('reports what ffmpeg reports', () => {
    expect(readAll(transcript)).toEqual({
      reports: [
        { frames: 1, outTimeSec: 0 },
        { frames: 35, outTimeSec: 0.64 },
        { frames: 122, outTimeSec: 4.12 },
        { frames: 150, outTimeSec: 5.92 },
      ],
      last: { frames: 150, outTimeSec: 5.92 },
    });
  });

  it('stands at zero before ffmpeg says anything', () => {
    expect(progressReader().last()).toEqual({ frames: 0, outTimeSec: 0 });
  });

  it('keeps what it knows where ffmpeg says N/A', () => {
    const text = `${transcript}\nframe=N/A\nout_time_us=N/A\nspeed=N/A\nprogress=continue`;
    expect(readAll(text).last).toEqual({ frames: 150, outTimeSec: 5.92 });
  });

  it('takes a time before the start for the start', () => {
    expect(readAll('out_time_us=-9223372036854775807\nprogress=continue').last.outTimeSec).toBe(0);
    expect(readAll('out_time_us=-23220\nprogress=continue').last.outTimeSec).toBe(0);
  });

  it('reads padded values', () => {
    expect(readAll('frame=   42\nspeed=   2x \nprogress=continue').last).toMatchObject({ frames: 42 });
  });

  it('is not led astray by other lines', () => {
    expect(readAll('\n=\nframe\nframe 7\nmyframe=7\nprogress').reports).toEqual([]);
    expect(readAll('\n=\nframe\nframe 7\nmyframe=7\nprogress').last.frames).toBe(0);
  });
});
