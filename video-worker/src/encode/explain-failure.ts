import { SluiceError } from '@sluice/vod';
import type { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';

/** Whether ffmpeg met a full disk. */
export const metFullDisk = ({ end }: FfmpegFailure): boolean =>
  /No space left on device|Disk quota exceeded/.test(end.logTail.join('\n'));

/** What the uploader can do something about, told apart from what is ours. */
export function explainFailure(failure: FfmpegFailure, codec: string): SluiceError {
  const log = failure.end.logTail.join('\n');
  if (metFullDisk(failure)) return new SluiceError('disk_full', undefined, { cause: failure });
  if (/Decoder \(codec .*\) not found|no decoder found/i.test(log))
    return new SluiceError('unknown_codec', `There is no decoder for "${codec}" here.`);
  if (
    /Cannot determine format of input stream|Error while filtering: Invalid|Output file is empty|matches no streams/i.test(
      log,
    )
  )
    return new SluiceError('source_unreadable');
  return failure;
}
