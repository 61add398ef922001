import { type RefObject, useEffect, useRef, useState } from 'react';
import { startPlayback } from './hls-playback';
import type { Playback, Quality } from './playback';

interface PlaybackState {
  qualities: readonly Quality[];
  chosenLevel: number | null;
  shownLevel: number | null;
  isRecovering: boolean;
  failure: 'unsupported' | 'broken' | null;
}

const fresh: PlaybackState = {
  qualities: [],
  chosenLevel: null,
  shownLevel: null,
  isRecovering: false,
  failure: null,
};

/** Binds a media element to an HLS address for as long as the component lives. */
export function usePlayback(mediaRef: RefObject<HTMLVideoElement | null>, url: string) {
  const [state, setState] = useState(fresh);
  const [start, setStart] = useState(0);
  const playback = useRef<Playback | null>(null);
  // Where the player was before the address changed or somebody pressed "Try again": stopping resets the element.
  const left = useRef({ positionSec: 0, isPlaying: false });
  const change = (changes: Partial<PlaybackState>) => setState((before) => ({ ...before, ...changes }));

  useEffect(() => {
    const media = mediaRef.current;
    if (!media) return;
    setState(fresh);
    playback.current = startPlayback(
      { media, url, ...left.current },
      {
        onQualities: (qualities) => change({ qualities }),
        onLevelShown: (shownLevel) => change({ shownLevel }),
        onRecovering: (isRecovering) => change({ isRecovering }),
        onFailed: (failure) => change({ failure, isRecovering: false }),
      },
    );
    return () => {
      left.current = { positionSec: media.currentTime, isPlaying: !media.paused };
      playback.current?.stop();
    };
  }, [mediaRef, url, start]);

  return {
    ...state,
    chooseLevel: (chosenLevel: number | null) => {
      playback.current?.chooseLevel(chosenLevel);
      change({ chosenLevel });
    },
    retry: () => setStart((count) => count + 1),
  };
}
