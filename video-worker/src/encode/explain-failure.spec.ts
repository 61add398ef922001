import { describe, expect, it } from 'vitest';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';
import { explainFailure } from './explain-failure.js';

const failure = (...logTail: string[]): FfmpegFailure =>
  new FfmpegFailure('picture', { exitCode: 1, exitSignal: null, logTail, wallSec: 1 });

describe('explainFailure', () => {
  it.each([
    ['av_interleaved_write_frame(): No space left on device', 'disk_full'],
    ['[hls @ 0x55] [error] Failed to open file: Disk quota exceeded', 'disk_full'],
    ['Decoder (codec vvc) not found for input stream #0:0', 'unknown_codec'],
    ['Cannot determine format of input stream 0:0 after EOF', 'source_unreadable'],
    ['Error while filtering: Invalid data found when processing input', 'source_unreadable'],
    ['Output file is empty, nothing was encoded', 'source_unreadable'],
    ['Stream map 0:1 matches no streams.', 'source_unreadable'],
  ])('tells what people can do something about: %s', (line, code) => {
    expect(explainFailure(failure('[warning] something', line, 'Conversion failed!'), 'h264').code).toBe(
      code,
    );
  });

  it('names the codec that is not known', () => {
    const explained = explainFailure(failure('Decoder (codec vvc) not found for input stream #0:0'), 'vvc');
    expect(explained.detail).toBe('There is no decoder for "vvc" here.');
  });

  it('leaves the rest as it is', () => {
    const own = failure('[libx264 @ 0x55] [error] malloc of size 1 failed');
    expect(explainFailure(own, 'h264')).toBe(own);
  });
});
