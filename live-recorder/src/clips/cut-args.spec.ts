import { expect, it } from 'vitest';
import { concatList, cutArgs, encodeArgs, encodedCutArgs, joinArgs, stretchArgs } from './cut-args.js';

const bounds = '-max_alloc 536870912 -max_pixels 40000000 -max_streams 16';
const film = `${bounds} -protocol_whitelist file -format_whitelist mov`;
const listed = `${bounds} -protocol_whitelist file -format_whitelist concat,mov -f concat`;
const encoded =
  '-c:v libx264 -preset veryfast -crf 17 -pix_fmt yuv420p -bf 0 -fps_mode passthrough -enc_time_base 1:90000 ' +
  '-c:a aac -b:a 128k -af aresample=async=1';
const copied =
  '-map 0:v:0 -map 0:a:0? -c copy -video_track_timescale 90000 -movie_timescale 90000 -map_metadata -1 -f mp4';

it('reads a stretch from stdin', () => {
  expect(stretchArgs('one.mp4').join(' ')).toBe(
    `${bounds} -protocol_whitelist pipe -f mpegts -i pipe:0 ${copied} one.mp4`,
  );
});

it('joins films by copying', () => {
  expect(concatList(['a.mp4', 'b.mp4'])).toBe('file a.mp4\nfile b.mp4\n');
  expect(joinArgs('list.txt', 'all.mp4').join(' ')).toBe(`${listed} -i list.txt ${copied} all.mp4`);
});

it('encodes films that differ, each picture of them', () => {
  expect(encodeArgs('list.txt', { width: 640, height: 360 }, 'all.mp4').join(' ')).toBe(
    `${listed} -i list.txt -map 0:v:0 -map 0:a:0? -vf scale=640:360,setsar=1 ` +
      `${encoded} ` +
      '-video_track_timescale 90000 -movie_timescale 90000 -map_metadata -1 -f mp4 all.mp4',
  );
});

it('cuts by exact times', () => {
  const fast = copied.replace('-c copy', '-c copy -movflags +faststart');
  expect(cutArgs('all.mp4', { startSec: 0.687667, endSec: 5.671 }, 'clip.mp4').join(' ')).toBe(
    `${film} -seek_timestamp 1 -ss 0.687667 -i all.mp4 -t 4.983333 ${fast} clip.mp4`,
  );
  expect(cutArgs('all.mp4', { startSec: 0, endSec: null }, 'clip.mp4').join(' ')).toBe(
    `${film} -seek_timestamp 1 -ss 0.000000 -i all.mp4 ${fast} clip.mp4`,
  );
});

it('cuts what has B-frames by the same times, encoded', () => {
  const fast = copied.replace('-c copy', `${encoded} -movflags +faststart`);
  expect(encodedCutArgs('all.mp4', { startSec: 0.687667, endSec: 5.671 }, 'clip.mp4').join(' ')).toBe(
    `${film} -seek_timestamp 1 -ss 0.687667 -i all.mp4 -t 4.983333 ${fast} clip.mp4`,
  );
});
