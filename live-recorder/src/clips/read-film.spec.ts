import { expect, it } from 'vitest';
import { parseFilm } from './read-film.js';

/** Printed by ffprobe 5.1, shortened. */
const text = `packet|stream_index=0|pts_time=-0.033333|flags=KD
packet|stream_index=1|pts_time=0.010667|flags=K_
packet|stream_index=0|pts_time=0.000000|flags=__
packet|stream_index=0|pts_time=0.066667|flags=__
packet|stream_index=0|pts_time=0.033333|flags=__
stream|codec_name=h264|width=640|height=360|extradata_hash=SHA256:b4b9
stream|codec_name=aac|extradata_hash=SHA256:cc03
format|duration=0.100000
`;

it('reads what is shown, in its order', () => {
  expect(parseFilm(text)).toEqual({
    width: 640,
    height: 360,
    parameters: 'h264 640 360 SHA256:b4b9, aac SHA256:cc03',
    timesSec: [0, 0.033333, 0.066667],
    durationSec: 0.1,
  });
});
