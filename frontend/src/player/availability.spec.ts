import type { VideoView } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { availabilityOf, qualityNames } from './availability';

const rendition = (name: string, width: number | null, height: number | null) => ({
  name,
  width,
  height,
  availableSec: 8,
});

describe('availabilityOf', () => {
  const video = (changes: Partial<VideoView>) =>
    availabilityOf({
      status: 'processing',
      durationSec: 60,
      playableSec: 12,
      renditions: [],
      ...changes,
    } as VideoView);

  it('grows while the video is processed', () => {
    expect(video({})).toMatchObject({ isGrowing: true, playableSec: 12 });
    expect(video({ status: 'ready' })).toMatchObject({ isGrowing: false, isGivenUp: false });
    expect(video({ status: 'failed' })).toMatchObject({ isGrowing: false, isGivenUp: true });
  });

  it('does not grow while a clip plays from its held segments', () => {
    const clip = { isPreview: true } as VideoView['clip'];
    const renditions = [rendition('720p', 1280, 720)] as VideoView['renditions'];
    expect(video({ clip, renditions })).toMatchObject({ isGrowing: false, renditions: [] });
    expect(video({ clip, status: 'failed' })).toMatchObject({ isGivenUp: false });
    expect(video({ clip: { ...clip!, isPreview: false } })).toMatchObject({ isGrowing: true });
  });

  it('takes the whole where nobody says how much is there', () => {
    expect(video({ playableSec: null }).playableSec).toBe(60);
    expect(video({ playableSec: null, durationSec: null }).playableSec).toBe(0);
  });
});

describe('qualityNames', () => {
  it('lists pictures from the best to the least, upright ones too', () => {
    const names = qualityNames([
      rendition('480p', 480, 854),
      rendition('1080p', 1080, 1920),
      rendition('720p', 720, 1280),
    ]);
    expect(names).toEqual(['1080p', '720p', '480p']);
  });

  it('offers nothing for sound alone', () =>
    expect(qualityNames([rendition('audio', null, null)])).toEqual([]));
});
