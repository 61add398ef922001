import { MediaPreviewThumbnail, MediaPreviewTimeDisplay, MediaTimeRange } from 'media-chrome/react';
import { type CSSProperties, type ComponentRef, useEffect, useRef } from 'react';
import type { Availability } from './availability';
import { describeReady } from './growing-words';

interface TimelineProps {
  availability: Availability;
  /** The browser's own player draws a growing video as long as it is so far: then all of the line is there. */
  isOurs: boolean;
  hasStoryboard: boolean;
}

/** The time line is that of the whole video; what is still to come is hatched. */
export function Timeline({ availability, isOurs, hasStoryboard }: TimelineProps) {
  const timeRange = useRef<ComponentRef<typeof MediaTimeRange>>(null);
  const { durationSec, playableSec } = availability;
  const description = describeReady(availability);

  useEffect(() => {
    // The slider is inside media-chrome's shadow tree, where no label of ours reaches.
    const slider = timeRange.current?.range;
    if (description === null) slider?.removeAttribute('aria-description');
    else slider?.setAttribute('aria-description', description);
  }, [description]);

  const isHatched = description !== null && isOurs && durationSec !== null;
  const style = isHatched ? { '--ready': `${(100 * playableSec) / durationSec}%` } : undefined;
  return (
    <MediaTimeRange
      ref={timeRange}
      className={`player-timeline ${isHatched ? 'player-timeline-growing' : ''}`}
      style={style as CSSProperties}
    >
      {hasStoryboard && <MediaPreviewThumbnail slot="preview" />}
      <MediaPreviewTimeDisplay slot="preview" />
    </MediaTimeRange>
  );
}
