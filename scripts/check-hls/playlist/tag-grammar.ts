import { parseAttributes, type AttributeType } from './parse-attributes.js';

export type PlaylistKind = 'multivariant' | 'media';

/** What is wrong with a line; each family is one rule of the report. */
export type ProblemFamily = 'syntax' | 'required' | 'once' | 'place';
export interface TagProblem {
  family: ProblemFamily;
  text: string;
}

export interface TagRule {
  in: PlaylistKind | 'both';
  once: boolean;
  check: (value: string | null) => TagProblem[];
}

const syntax = (text: string): TagProblem[] => [{ family: 'syntax', text }];

const nothing = (value: string | null): TagProblem[] =>
  value === null ? [] : syntax(`takes no value, has "${value}"`);
const anything = (): TagProblem[] => [];

const matching =
  (shape: RegExp, what: string) =>
  (value: string | null): TagProblem[] =>
    value !== null && shape.test(value) ? [] : syntax(`"${value ?? ''}" is not ${what}`);

const integer = matching(/^\d{1,20}$/, 'a whole number');

const attributes =
  (types: Readonly<Record<string, AttributeType>>, required: readonly string[]) =>
  (value: string | null): TagProblem[] => {
    const { values, problems } = parseAttributes(value ?? '', types);
    const missing = required.filter((name) => !values.has(name));
    return [
      ...problems.flatMap(syntax),
      ...missing.map((name): TagProblem => ({ family: 'required', text: `has no ${name}` })),
    ];
  };

const streamAttributes: Record<string, AttributeType> = {
  BANDWIDTH: 'integer',
  'AVERAGE-BANDWIDTH': 'integer',
  SCORE: 'float',
  CODECS: 'quoted',
  'SUPPLEMENTAL-CODECS': 'quoted',
  RESOLUTION: 'resolution',
  'HDCP-LEVEL': 'enumerated',
  'ALLOWED-CPC': 'quoted',
  'VIDEO-RANGE': 'enumerated',
  'STABLE-VARIANT-ID': 'quoted',
  'PATHWAY-ID': 'quoted',
  VIDEO: 'quoted',
};

/** The attributes of each tag that has a list of them, by name. */
export const attributeTypes: Record<string, Record<string, AttributeType>> = {
  'EXT-X-STREAM-INF': {
    ...streamAttributes,
    'FRAME-RATE': 'float',
    AUDIO: 'quoted',
    SUBTITLES: 'quoted',
    'CLOSED-CAPTIONS': 'quoted-or-none',
  },
  'EXT-X-I-FRAME-STREAM-INF': { ...streamAttributes, URI: 'quoted' },
  'EXT-X-MEDIA': {
    TYPE: 'enumerated',
    URI: 'quoted',
    'GROUP-ID': 'quoted',
    LANGUAGE: 'quoted',
    'ASSOC-LANGUAGE': 'quoted',
    NAME: 'quoted',
    DEFAULT: 'yes-no',
    AUTOSELECT: 'yes-no',
    FORCED: 'yes-no',
    'INSTREAM-ID': 'quoted',
    CHARACTERISTICS: 'quoted',
    CHANNELS: 'quoted',
  },
  'EXT-X-MAP': { URI: 'quoted', BYTERANGE: 'quoted' },
  'EXT-X-KEY': {
    METHOD: 'enumerated',
    URI: 'quoted',
    IV: 'hex',
    KEYFORMAT: 'quoted',
    KEYFORMATVERSIONS: 'quoted',
  },
  'EXT-X-START': { 'TIME-OFFSET': 'signed-float', PRECISE: 'yes-no' },
};

const listOf = (tag: string, required: readonly string[]): TagRule['check'] =>
  attributes(attributeTypes[tag]!, required);

/** The tags that are understood; others are allowed and left alone, as RFC 8216 6.3.1 asks. */
export const tagGrammar: Record<string, TagRule> = {
  EXTM3U: { in: 'both', once: true, check: nothing },
  'EXT-X-VERSION': { in: 'both', once: true, check: integer },
  'EXT-X-INDEPENDENT-SEGMENTS': { in: 'both', once: true, check: nothing },
  'EXT-X-START': { in: 'both', once: true, check: listOf('EXT-X-START', ['TIME-OFFSET']) },

  'EXT-X-MEDIA': {
    in: 'multivariant',
    once: false,
    check: listOf('EXT-X-MEDIA', ['TYPE', 'GROUP-ID', 'NAME']),
  },
  'EXT-X-STREAM-INF': { in: 'multivariant', once: false, check: listOf('EXT-X-STREAM-INF', ['BANDWIDTH']) },
  'EXT-X-I-FRAME-STREAM-INF': {
    in: 'multivariant',
    once: false,
    check: listOf('EXT-X-I-FRAME-STREAM-INF', ['BANDWIDTH', 'URI']),
  },
  'EXT-X-SESSION-DATA': { in: 'multivariant', once: false, check: anything },
  'EXT-X-SESSION-KEY': { in: 'multivariant', once: false, check: anything },
  'EXT-X-CONTENT-STEERING': { in: 'multivariant', once: true, check: anything },

  'EXT-X-TARGETDURATION': { in: 'media', once: true, check: integer },
  'EXT-X-MEDIA-SEQUENCE': { in: 'media', once: true, check: integer },
  'EXT-X-DISCONTINUITY-SEQUENCE': { in: 'media', once: true, check: integer },
  'EXT-X-PLAYLIST-TYPE': { in: 'media', once: true, check: matching(/^(VOD|EVENT)$/, 'VOD or EVENT') },
  'EXT-X-I-FRAMES-ONLY': { in: 'media', once: true, check: nothing },
  'EXT-X-ENDLIST': { in: 'media', once: true, check: nothing },
  EXTINF: { in: 'media', once: false, check: matching(/^\d+(\.\d+)?,.*$/, 'a duration and a comma') },
  'EXT-X-BYTERANGE': { in: 'media', once: false, check: matching(/^\d+(@\d+)?$/, 'a byte range') },
  'EXT-X-MAP': { in: 'media', once: false, check: listOf('EXT-X-MAP', ['URI']) },
  'EXT-X-KEY': { in: 'media', once: false, check: listOf('EXT-X-KEY', ['METHOD']) },
  'EXT-X-DISCONTINUITY': { in: 'media', once: false, check: nothing },
  'EXT-X-PROGRAM-DATE-TIME': { in: 'media', once: false, check: anything },
  'EXT-X-DATERANGE': { in: 'media', once: false, check: anything },
  'EXT-X-GAP': { in: 'media', once: false, check: nothing },
};
