import type { RenditionView, VideoView } from '@sluice/vod';

/** How much of a video is there to be played, as its page last heard it. */
export interface Availability {
  /** More is coming: the playlists still grow. */
  readonly isGrowing: boolean;
  /** The video failed on its way: what is not loaded by now never will be. */
  readonly isGivenUp: boolean;
  /** What the whole will last; null when nobody knows yet. */
  readonly durationSec: number | null;
  /** Seconds from the start that can be played in at least one quality. */
  readonly playableSec: number;
  readonly renditions: readonly RenditionReach[];
}

export type RenditionReach = Pick<RenditionView, 'name' | 'width' | 'height' | 'availableSec'>;

export function availabilityOf(video: VideoView): Availability {
  const { status, durationSec } = video;
  // A clip's preview is whole from the beginning, and has nothing of the film that is being made of it.
  const isPreview = video.clip?.isPreview ?? false;
  return {
    isGrowing: status === 'processing' && !isPreview,
    isGivenUp: status === 'failed' && !isPreview,
    durationSec,
    playableSec: video.playableSec ?? durationSec ?? 0,
    renditions: isPreview ? [] : video.renditions,
  };
}

/** Which rendition a player's level is: the size of the picture is what both tell. */
export const renditionOf = (
  { renditions }: Availability,
  level: { width: number; height: number },
): RenditionReach | undefined =>
  renditions.find(({ width, height }) => width === level.width && height === level.height);

/** The qualities one can choose from, best first. Sound alone has one, without a picture: nothing to choose. */
export function qualityNames(renditions: readonly RenditionReach[]): string[] {
  return renditions
    .filter(({ width, height }) => width !== null && height !== null)
    .toSorted((a, b) => shorterSide(b) - shorterSide(a))
    .map(({ name }) => name);
}

const shorterSide = ({ width, height }: RenditionReach): number => Math.min(width ?? 0, height ?? 0);
