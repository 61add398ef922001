import { SluiceError, type AttemptPlan, type RenditionMedia, type SegmentMedia } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import type { StoredFiles } from '../publish/stored-files.js';
import { planOf } from '../testing/sample-film.js';
import { pictureSec, verifyWhole } from './verify-whole.js';

const plan = planOf();
/** Of a minute, as long as it turns out to be. */
const openEnded: AttemptPlan = { ...plan, totalFrames: null, ownFrames: null };
const songPlan = planOf({ media: { video: null } });

const segment = (durationSec: number, sizeBytes: number): SegmentMedia => ({
  durationSec,
  sizeBytes,
  iFrameBytes: 10,
});
const minute = Array.from({ length: 15 }, (_, at) => segment(4, 1000 + at));
const rendition = (name: string, segments = minute): RenditionMedia =>
  ({ name, kind: name === 'audio' ? 'audio' : 'video', segments }) as RenditionMedia;
const whole = ['720p', '480p', 'audio'].map((name) => rendition(name));
/** The renditions, with one of them longer or shorter by some of its last segment. */
const withLength = (name: string, addedSec: number, renditions = whole): RenditionMedia[] =>
  renditions.map((given) =>
    given.name === name
      ? rendition(name, [...minute.slice(0, -1), segment(4 + addedSec, minute.at(-1)!.sizeBytes)])
      : given,
  );

/** A store with all that these renditions name. */
const storedOf = (renditions: readonly RenditionMedia[]): StoredFiles =>
  new Map(
    renditions.flatMap(({ name, segments }) => [
      [`${name}/init.mp4`, 700] as const,
      ...segments.map(
        ({ fileName, sizeBytes }, at) =>
          [`${name}/${fileName ?? `seg_${String(at).padStart(5, '0')}.m4s`}`, sizeBytes] as const,
      ),
    ]),
  );
const verify = (renditions: readonly RenditionMedia[], of = plan, stored = storedOf(renditions)): void =>
  verifyWhole(of, renditions, stored);
const refusal = (detail: string): SluiceError => new SluiceError('output_invalid', detail);

describe('verifyWhole', () => {
  it('passes what is all there', () => {
    expect(() => verify(whole)).not.toThrow();
    expect(() => verify(whole, openEnded)).not.toThrow();
    expect(() => verify([rendition('1080p'), ...whole])).not.toThrow();
  });

  it('passes a film whose sound had to be left out, and sound alone', () => {
    expect(() => verify(whole.slice(0, 2))).not.toThrow();
    expect(() => verify([rendition('audio')], songPlan)).not.toThrow();
  });

  it('takes what was encoded again after a crash under its own name', () => {
    const again = rendition(
      '720p',
      minute.map((media, at) => (at < 3 ? media : { ...media, fileName: `seg_${at}-2.m4s` })),
    );
    expect(() => verify([again, ...whole.slice(1)])).not.toThrow();
  });

  it.each(['720p', '480p'])('refuses a film without its %s', (missing) => {
    const renditions = whole.filter(({ name }) => name !== missing);
    expect(() => verify(renditions)).toThrow(refusal(`${missing} is missing.`));
  });

  it('refuses what nobody could play', () => {
    expect(() => verify([], songPlan)).toThrow(refusal('there is nothing to play.'));
  });

  const frame = 1 / 30;
  it.each<[string, string, number, string | null]>([
    ['an encoded picture that misses one frame', '480p', -frame, '480p lasts 59.967 s instead of 60.000 s.'],
    ['an encoded picture with one too many', '720p', frame, '720p lasts 60.033 s instead of 60.000 s.'],
    ['no rounding of its clock', '480p', 0.49 * frame, null],
    [
      'sound that is short by more than its frames are long',
      'audio',
      -0.1,
      'audio lasts 59.900 s instead of 60.000 s.',
    ],
    ['sound that is too long', 'audio', 0.1, 'audio lasts 60.100 s instead of 60.000 s.'],
    ['no sound that ends with its last frame', 'audio', 0.07, null],
    ['a copy that ends early', '1080p', -0.1, '1080p lasts 59.900 s instead of 60.000 s.'],
    ['no copy with a frame more', '1080p', frame, null],
  ])('refuses %s', (_, name, addedSec, detail) => {
    const renditions = withLength(name, addedSec, [rendition('1080p'), ...whole]);
    if (detail === null) expect(() => verify(renditions)).not.toThrow();
    else expect(() => verify(renditions)).toThrow(refusal(detail));
  });

  it('refuses all renditions that are short together, where the length was planned', () => {
    const short = whole.map(({ name }) => rendition(name, minute.slice(0, -1)));
    expect(() => verify(short)).toThrow(refusal('720p lasts 56.000 s instead of 60.000 s.'));
    expect(() => verify(short, openEnded)).not.toThrow();
  });

  it('holds what turns out to be as long as it is against the first encoded picture', () => {
    expect(() => verify(withLength('480p', -frame), openEnded)).toThrow(
      refusal('480p lasts 59.967 s instead of 60.000 s.'),
    );
  });

  it.each<[string, (stored: StoredFiles) => unknown, string]>([
    [
      'a missing init segment',
      (stored) => stored.delete('480p/init.mp4'),
      '480p/init.mp4 is missing in storage.',
    ],
    [
      'an empty init segment',
      (stored) => stored.set('720p/init.mp4', 0),
      '720p/init.mp4 is missing in storage.',
    ],
    [
      'a missing segment',
      (stored) => stored.delete('audio/seg_00007.m4s'),
      'audio/seg_00007.m4s has 0 of 1007 bytes in storage.',
    ],
    [
      'an empty segment',
      (stored) => stored.set('720p/seg_00014.m4s', 0),
      '720p/seg_00014.m4s has 0 of 1014 bytes in storage.',
    ],
    [
      'a segment of another size',
      (stored) => stored.set('480p/seg_00003.m4s', 1004),
      '480p/seg_00003.m4s has 1004 of 1003 bytes in storage.',
    ],
  ])('refuses %s', (_, spoil, detail) => {
    const stored = storedOf(whole);
    spoil(stored);
    expect(() => verify(whole, plan, stored)).toThrow(refusal(detail));
  });
});

describe('pictureSec', () => {
  it('is the planned length, or what was encoded, and nothing without a picture', () => {
    expect(pictureSec(plan, [])).toBe(60);
    expect(pictureSec(openEnded, withLength('720p', -1))).toBe(59);
    expect(pictureSec(openEnded, [rendition('1080p'), rendition('audio')])).toBeNull();
    expect(pictureSec(songPlan, [rendition('audio')])).toBeNull();
  });
});
