import Hls, { type ErrorData, ErrorDetails, ErrorTypes, Events, type Level } from 'hls.js';
import { startNativePlayback } from './native-playback';
import type { Playback, PlaybackEvents, PlaybackStart, Quality } from './playback';
import { nextRecoveryStep, type TroubleKind } from './recovery';

/** Plays an HLS address in a media element: with hls.js where it can, else with the browser's own player. */
export function startPlayback(start: PlaybackStart, events: PlaybackEvents): Playback {
  // hls.js first: newer Chromium plays HLS by itself too, but without a choice of quality.
  return Hls.isSupported() ? startHlsPlayback(start, events) : startNativePlayback(start, events);
}

function startHlsPlayback(
  { media, url, positionSec, isPlaying }: PlaybackStart,
  events: PlaybackEvents,
): Playback {
  const hls = new Hls({
    // A playlist that still grows counts as live, and live would begin at its end.
    startPosition: positionSec,
    // Its worker is made from a blob, which our content security policy refuses; fMP4 needs no transmuxing anyway.
    enableWorker: false,
    backBufferLength: 90,
  });
  let triesSinceProgress = 0;
  let pendingStep: number | undefined;

  const recover = (data: ErrorData) => {
    const step = nextRecoveryStep(troubleKind(data), triesSinceProgress);
    triesSinceProgress += 1;
    if (step.do === 'give_up') {
      hls.stopLoad();
      events.onFailed('broken');
      return;
    }
    events.onRecovering(true);
    if (step.do === 'rebuild_decoder') {
      hls.recoverMediaError();
      return;
    }
    pendingStep = window.setTimeout(() => {
      if (step.do === 'reload_playlist') hls.loadSource(url);
      else hls.startLoad();
    }, step.afterMs);
  };

  hls.on(Events.MANIFEST_PARSED, (_event, { levels }) => {
    events.onQualities(describeLevels(levels));
    if (isPlaying) void media.play().catch(() => undefined);
  });
  hls.on(Events.LEVEL_SWITCHED, (_event, { level }) => events.onLevelShown(level));
  hls.on(Events.FRAG_BUFFERED, () => {
    triesSinceProgress = 0;
    events.onRecovering(false);
  });
  hls.on(Events.ERROR, (_event, data) => {
    if (data.fatal) recover(data);
  });
  hls.loadSource(url);
  hls.attachMedia(media);

  return {
    chooseLevel: (level) => {
      hls.nextLevel = level ?? -1;
    },
    stop: () => {
      window.clearTimeout(pendingStep);
      hls.destroy();
    },
  };
}

/** Sound alone has one level without a picture: nothing to choose from. */
function describeLevels(levels: readonly Level[]): Quality[] {
  return levels
    .map(({ width, height }, level) => ({ level, shorterSide: Math.min(width, height) }))
    .filter(({ shorterSide }) => shorterSide > 0)
    .toSorted((a, b) => b.shorterSide - a.shorterSide)
    .map(({ level, shorterSide }) => ({ level, name: `${shorterSide}p` }));
}

const playlistTroubles = new Set<string>([
  ErrorDetails.MANIFEST_LOAD_ERROR,
  ErrorDetails.MANIFEST_LOAD_TIMEOUT,
  ErrorDetails.MANIFEST_PARSING_ERROR,
]);

function troubleKind({ type, details }: ErrorData): TroubleKind {
  if (playlistTroubles.has(details)) return 'playlist';
  if (type === ErrorTypes.NETWORK_ERROR) return 'network';
  return type === ErrorTypes.MEDIA_ERROR ? 'media' : 'other';
}
