import { type RefObject, useEffect, useState } from 'react';
import { ChoiceMenu } from './choice-menu';

const choices = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2].map((value) => ({ value, name: `${value}×` }));

/** The media element holds the speed, because the keys "<" and ">" change it too. */
export function SpeedMenu({ mediaRef }: { mediaRef: RefObject<HTMLVideoElement | null> }) {
  const [speed, setSpeed] = useState(1);

  useEffect(() => {
    const media = mediaRef.current;
    if (!media) return;
    const read = () => setSpeed(media.playbackRate);
    media.addEventListener('ratechange', read);
    return () => media.removeEventListener('ratechange', read);
  }, [mediaRef]);

  const choose = (value: number) => {
    if (!mediaRef.current) return;
    // Loading anew falls back to the default speed, so a choice has to change that one too.
    mediaRef.current.defaultPlaybackRate = value;
    mediaRef.current.playbackRate = value;
  };

  return (
    <ChoiceMenu
      label="Speed"
      icon="gauge"
      current={`${speed}×`}
      choices={choices}
      chosen={speed}
      onChoose={choose}
    />
  );
}
