import type { Presentation } from '../presentation.js';
import { allOrGood, finding, type Finding, type Rule } from './rule.js';
import { variantsOf } from './variants.js';

/** I-frame playlists: what players scrub with. */
export const iFrameRules: Rule[] = [
  {
    id: 'i-frame-playlists',
    level: 'MUST',
    title: 'each size of picture has an I-frame playlist, with CODECS and RESOLUTION',
    source: 'Apple 6.1, 9.3, 9.4',
    check: iFramePlaylists,
  },
  {
    id: 'i-frames-only',
    level: 'MUST',
    title: 'I-frame playlists say EXT-X-I-FRAMES-ONLY, others don’t',
    source: 'RFC 8216 4.3.3.6, Apple 6.8',
    check: iFramesOnly,
  },
  {
    id: 'i-frame-ranges',
    level: 'MUST',
    title: 'each byte range is a moof and exactly one IDR picture',
    source: 'RFC 8216 4.3.3.6, Apple 6.10',
    check: iFrameRanges,
  },
];

function iFramePlaylists(presentation: Presentation): Finding[] {
  const iFrameVariants = presentation.multivariant?.iFrameVariants ?? [];
  const offered = iFrameVariants.map(
    ({ resolution }) => resolution && `${resolution.width}x${resolution.height}`,
  );
  const wanted = variantsOf(presentation).flatMap(({ entry: { resolution }, where }) =>
    resolution ? [{ where, size: `${resolution.width}x${resolution.height}` }] : [],
  );
  return [
    ...wanted.map(({ where, size }) =>
      finding(offered.includes(size), where, `an I-frame playlist of ${size}`),
    ),
    ...iFrameVariants
      .filter(({ codecs, resolution }) => codecs === null || resolution === null)
      .map(({ uri }) => finding(false, `I-frame variant ${uri}`, 'CODECS or RESOLUTION is missing')),
  ];
}

function iFramesOnly({ renditions, iFrames }: Presentation): Finding[] {
  return [
    ...renditions.map(({ name, playlist }) => finding(!playlist.iFramesOnly, name, 'for all pictures')),
    ...iFrames.map(({ name, playlist }) => finding(playlist.iFramesOnly, name, 'for I-frames')),
  ];
}

function iFrameRanges({ iFrames }: Presentation): Finding[] {
  return iFrames.flatMap(({ name, frames }) =>
    allOrGood(
      frames.flatMap(({ where, problem }) => (problem === null ? [] : [{ where, text: problem }])),
      name,
      `${frames.length} I-frames`,
    ),
  );
}
