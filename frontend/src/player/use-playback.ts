import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Availability } from './availability';
import { startPlayback } from './hls-playback';
import type { Playback } from './playback';

interface PlaybackState {
  /** False until it is known, and where the browser's own player plays. */
  isOurs: boolean;
  shownQuality: string | null;
  isRecovering: boolean;
  failure: 'unsupported' | 'broken' | null;
}

const fresh: PlaybackState = { isOurs: false, shownQuality: null, isRecovering: false, failure: null };

/** Binds a media element to an HLS address for as long as the component lives. */
export function usePlayback(
  mediaRef: RefObject<HTMLVideoElement | null>,
  url: string,
  availability: Availability,
) {
  const [state, setState] = useState(fresh);
  const [start, setStart] = useState(0);
  const [quality, setQuality] = useState<string | null>(null);
  const playback = useRef<Playback | null>(null);
  // Where the player was before the address changed or somebody pressed "Try again": stopping resets the element.
  const left = useRef({ positionSec: 0, isPlaying: false });
  const change = (changes: Partial<PlaybackState>) => setState((before) => ({ ...before, ...changes }));

  const startHere = useEffectEvent((media: HTMLVideoElement, url: string) =>
    startPlayback(
      { media, url, ...left.current, availability, quality },
      {
        onQualityShown: (shownQuality) => change({ shownQuality }),
        onRecovering: (isRecovering) => change({ isRecovering }),
        onFailed: (failure) => change({ failure, isRecovering: false }),
      },
    ),
  );

  useEffect(() => {
    const media = mediaRef.current;
    if (!media) return;
    const started = startHere(media, url);
    playback.current = started;
    setState({ ...fresh, isOurs: started.isOurs });
    return () => {
      left.current = { positionSec: media.currentTime, isPlaying: !media.paused };
      started.stop();
    };
  }, [mediaRef, url, start]);

  useEffect(() => playback.current?.update(availability), [availability]);

  return {
    ...state,
    quality,
    chooseQuality: (name: string | null) => {
      playback.current?.chooseQuality(name);
      setQuality(name);
    },
    retry: () => setStart((count) => count + 1),
  };
}
