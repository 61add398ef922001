import type { Playback, PlaybackEvents, PlaybackStart } from './playback';

/** For browsers without Media Source Extensions (iPhones): the browser does everything, quality included. */
export function startNativePlayback(
  { media, url, positionSec, isPlaying }: PlaybackStart,
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
    return { chooseLevel: () => undefined, stop: () => listening.abort() };
  }
  const { signal } = listening;
  media.addEventListener('error', () => events.onFailed('broken'), { signal });
  media.addEventListener(
    'loadedmetadata',
    () => {
      if (positionSec > 0) media.currentTime = positionSec;
      if (isPlaying) void media.play().catch(() => undefined);
    },
    { signal, once: true },
  );
  media.src = url;
  return { chooseLevel: () => undefined, stop };
}
