import type { Playback, PlaybackEvents, PlaybackStart } from './playback';

const nothing = () => undefined;
const nothingToSay = { isOurs: false, chooseQuality: nothing, update: nothing };

/** For browsers without Media Source Extensions (iPhones): the browser does everything, quality included. */
export function startNativePlayback(
  { media, url, positionSec, isPlaying, availability }: PlaybackStart,
  events: PlaybackEvents,
): Playback {
  const listening = new AbortController();
  const stop = () => {
    listening.abort();
    media.removeAttribute('src');
    media.load();
  };

  if (media.canPlayType('application/vnd.apple.mpegurl') === '') {
    events.onFailed('unsupported');
    return { ...nothingToSay, stop: () => listening.abort() };
  }
  const { signal } = listening;
  media.addEventListener('error', () => events.onFailed('broken'), { signal });
  media.addEventListener(
    'loadedmetadata',
    () => {
      // A playlist that still grows counts as live, and live begins near its end; a whole one says where it begins.
      if (positionSec > 0 || availability.isGrowing) media.currentTime = positionSec;
      if (isPlaying) void media.play().catch(() => undefined);
    },
    { signal, once: true },
  );
  media.src = url;
  return { ...nothingToSay, stop };
}
