import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  inTurn,
  patch,
  replaceIn,
  segmentNames,
  swap,
  videoPlaylists,
  type Fault,
} from './change-presentation.js';
import { clearSyncFlag, shiftDecodeTime, turnIdrIntoPlainSlice } from './patch-segment.js';

/** What can be wrong with the files that playlists point to. */
export const mediaFaults: Fault[] = [
  {
    fault: 'a missing segment',
    change: (folder) => rm(join(folder, '360p/seg_00001.m4s')),
    rules: ['segment-present'],
  },
  {
    fault: 'an empty segment',
    change: patch('360p/seg_00001.m4s', () => Buffer.alloc(0)),
    rules: ['segment-not-empty'],
  },
  {
    fault: 'a truncated video segment',
    change: patch('360p/seg_00001.m4s', (data) => data.subarray(0, data.length - 100)),
    rules: ['segment-complete'],
  },
  {
    fault: 'a truncated audio segment',
    change: patch('audio/seg_00001.m4s', (data) => data.subarray(0, data.length - 1)),
    rules: ['segment-complete'],
  },
  {
    fault: 'a segment with noise for pictures',
    change: patch('360p/seg_00001.m4s', (data) => void data.fill(0xa5, data.length - 20_000)),
    rules: ['segment-complete'],
  },
  {
    fault: 'a missing init segment',
    change: (folder) => rm(join(folder, '360p/init.mp4')),
    rules: ['init-readable'],
  },
  {
    fault: 'a missing media playlist',
    change: (folder) => rm(join(folder, '180p/playlist.m3u8')),
    rules: ['playlists-reachable'],
  },
  {
    fault: 'segments of two renditions swapped',
    change: async (folder) => {
      for (const name of segmentNames) await swap(folder, `360p/${name}`, `180p/${name}`);
    },
    rules: ['bandwidth', 'average-bandwidth', 'i-frame-ranges'],
  },
  {
    fault: 'folders of two renditions swapped',
    change: (folder) => swap(folder, '360p', '180p'),
    rules: ['resolution', 'bandwidth'],
  },
  {
    fault: 'the init segment of the other rendition',
    change: (folder) => cp(join(folder, '180p/init.mp4'), join(folder, '360p/init.mp4')),
    rules: ['resolution'],
  },
  {
    fault: 'the init segment of the audio for video',
    change: (folder) => cp(join(folder, 'audio/init.mp4'), join(folder, '360p/init.mp4')),
    rules: ['codecs'],
  },
  {
    fault: 'segments in the wrong order',
    change: (folder) => swap(folder, '360p/seg_00001.m4s', '360p/seg_00002.m4s'),
    rules: ['decode-times'],
    warnings: ['boundaries-aligned'],
  },
  {
    fault: 'a gap: a segment taken out of every playlist',
    change: inTurn(
      ...videoPlaylists.map((file) =>
        replaceIn(file, /#EXTINF.*\n(#EXT-X-BYTERANGE.*\n)?seg_00001.m4s\n/, ''),
      ),
      replaceIn('audio/playlist.m3u8', /#EXTINF.*\nseg_00001.m4s\n/, ''),
    ),
    rules: ['decode-times'],
  },
  {
    fault: 'audio shifted by 100 ms',
    change: inTurn(
      ...[...segmentNames, 'seg_00003.m4s'].map((name) =>
        patch(`audio/${name}`, (data) => shiftDecodeTime(data, 4800)),
      ),
    ),
    rules: ['starts-aligned'],
  },
  {
    fault: 'one frame lost between video segments',
    change: patch('180p/seg_00002.m4s', (data) => shiftDecodeTime(data, 512)),
    rules: ['decode-times'],
    warnings: ['boundaries-aligned'],
  },
  {
    fault: 'a segment whose first sample is not a sync sample',
    change: patch('360p/seg_00001.m4s', clearSyncFlag),
    rules: ['segment-starts-with-idr'],
  },
  {
    fault: 'a segment whose first picture is no IDR, whatever its table says',
    change: patch('360p/seg_00001.m4s', (data) => turnIdrIntoPlainSlice(data, 0)),
    rules: ['segment-starts-with-idr', 'i-frame-ranges'],
  },
  {
    fault: 'no IDR for four seconds',
    change: patch('360p/seg_00001.m4s', (data) => turnIdrIntoPlainSlice(data, 1)),
    rules: [],
    warnings: ['idr-interval'],
  },
];
