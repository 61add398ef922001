import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import type { Availability } from './availability';

/** A seek beyond what is there lands so far before its end that there is a picture to see. */
const beforeEdgeSec = 0.5;
/** Sound and picture end some frames apart: a stop so near to the end is one for want of more. */
const nearEdgeSec = 1;

/** Where the playhead waits for data; null while it moves or is not meant to. */
export type Starving = 'at_edge' | 'within' | null;

/** Keeps the playhead within what is there, and tells when it has come to the end of that. */
export function useGrowingEdge(
  mediaRef: RefObject<HTMLVideoElement | null>,
  { isGrowing, isGivenUp, playableSec }: Availability,
): Starving {
  const [starving, setStarving] = useState<Starving>(null);

  const stayWithin = useEffectEvent((media: HTMLVideoElement) => {
    if (isGrowing && media.currentTime > playableSec)
      media.currentTime = Math.max(0, playableSec - beforeEdgeSec);
  });
  const starve = useEffectEvent((media: HTMLVideoElement) => {
    // A seek waits for its data as well, but not for long: unless none will come.
    if (media.ended || (media.seeking && !isGivenUp)) return;
    setStarving(media.currentTime > playableSec - nearEdgeSec ? 'at_edge' : 'within');
  });

  useEffect(() => {
    const media = mediaRef.current;
    if (!media) return;
    const listening = new AbortController();
    const { signal } = listening;
    const goOn = () => setStarving(null);
    media.addEventListener('seeking', () => stayWithin(media), { signal });
    media.addEventListener('waiting', () => starve(media), { signal });
    for (const moment of ['playing', 'pause', 'seeking', 'ended', 'emptied'])
      media.addEventListener(moment, goOn, { signal });
    return () => listening.abort();
  }, [mediaRef]);

  return starving;
}
