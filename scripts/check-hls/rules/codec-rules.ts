import { audioOf, sampleSec, videoOf, type Presentation, type Rendition } from '../presentation.js';
import { finding, type Finding, type Rule } from './rule.js';

/** What decoders must be able to do. */
export const codecRules: Rule[] = [
  {
    id: 'h264-profile',
    level: 'MUST',
    title: 'H.264 is of High profile or a simpler one, level 5.2 at most',
    source: 'Apple 1.3b',
    check: (presentation) => perPicture(presentation, profileFits),
  },
  {
    id: 'h264-format',
    level: 'MUST',
    title: 'H.264 is 8-bit 4:2:0',
    source: 'Apple 1.3b',
    check: (presentation) =>
      perPicture(presentation, ({ bitDepth, chromaFormatIdc }) => ({
        ok: bitDepth === 8 && chromaFormatIdc === 1,
        text: `${bitDepth}-bit, chroma ${['4:0:0', '4:2:0', '4:2:2', '4:4:4'][chromaFormatIdc] ?? '?'}`,
      })),
  },
  {
    id: 'progressive',
    level: 'MUST',
    title: 'the picture is not interlaced',
    source: 'Apple 1.14',
    check: (presentation) =>
      perPicture(presentation, ({ progressive }) => ({
        ok: progressive,
        text: progressive ? 'frames' : 'fields',
      })),
  },
  {
    id: 'square-pixels',
    level: 'SHOULD',
    title: 'pixels are square, so that RESOLUTION is the size on the screen',
    source: 'RFC 8216 4.3.4.2',
    check: (presentation) =>
      perPicture(presentation, ({ pixelAspect }) => ({
        ok: Math.abs(pixelAspect - 1) < 0.005,
        text: `pixel aspect ${Number(pixelAspect.toFixed(4))}`,
      })),
  },
  {
    id: 'frame-rate-limit',
    level: 'MUST',
    title: 'there are not more than 60 frames a second',
    source: 'Apple 1.19',
    check: (presentation) => videoOf(presentation).flatMap(frameRateFits),
  },
  {
    id: 'aac-stereo',
    level: 'MUST',
    title: 'audio is AAC (LC, HE or HE v2) with two channels',
    source: 'Apple 2.2, 2.3',
    check: (presentation) => audioOf(presentation).flatMap(audioFits),
  },
];

type Sps = NonNullable<NonNullable<Rendition['init']>['picture']>['sps'];

function perPicture(
  presentation: Presentation,
  judge: (sps: Sps) => { ok: boolean; text: string },
): Finding[] {
  return presentation.renditions.flatMap(({ name, init }) => {
    if (!init?.picture) return [];
    const { ok, text } = judge(init.picture.sps);
    return [finding(ok, name, text)];
  });
}

/** Baseline, Main and High. */
const profiles: Record<number, string> = { 66: 'Baseline', 77: 'Main', 100: 'High' };
const levelMax = 52;

function profileFits({ profileIdc, levelIdc }: Sps): { ok: boolean; text: string } {
  const profile = profiles[profileIdc];
  return {
    ok: profile !== undefined && levelIdc <= levelMax,
    text: `${profile ?? `profile ${profileIdc}`}, level ${levelIdc / 10}`,
  };
}

function frameRateFits(rendition: Rendition): Finding[] {
  const frameSec = sampleSec(rendition);
  if (frameSec === null) return [];
  return [finding(1 / frameSec <= 60.001, rendition.name, `${(1 / frameSec).toFixed(3)} frames a second`)];
}

const aacObjectTypes = [2, 5, 29];

function audioFits({ name, init }: Rendition): Finding[] {
  if (!init?.sound) return [];
  const { objectType, channels } = init.sound;
  return [
    finding(
      aacObjectTypes.includes(objectType) && channels === 2,
      name,
      `mp4a.40.${objectType}, ${channels} channels`,
    ),
  ];
}
