import Hls, {
  AbrController,
  type ErrorData,
  ErrorDetails,
  ErrorTypes,
  Events,
  type FragLoadingData,
  type Level,
  type LevelDetails,
  type LevelLoadedData,
  PlaylistLevelType,
} from 'hls.js';
import { qualityNames, renditionOf } from './availability';
import { mayBeginAnew } from './begin-anew';
import { chooseLevel, segmentSec } from './choose-level';
import { startNativePlayback } from './native-playback';
import type { Playback, PlaybackEvents, PlaybackStart } from './playback';
import { nextRecoveryStep, type TroubleKind } from './recovery';

/** For the cameras' pages, which play a stream of their own kind: this file is the only door to hls.js. */
export { Hls, Events, type ErrorData };

/** How soon to ask for more when what is there will soon have been played. */
const nearEdgeReloadMs = 1000;

/** Plays an HLS address in a media element: with hls.js where it can, else with the browser's own player. */
export function startPlayback(start: PlaybackStart, events: PlaybackEvents): Playback {
  // hls.js first: newer Chromium plays HLS by itself too, but without a choice of quality.
  return Hls.isSupported() ? startHlsPlayback(start, events) : startNativePlayback(start, events);
}

function startHlsPlayback(
  { media, url, positionSec, ...start }: PlaybackStart,
  events: PlaybackEvents,
): Playback {
  let { isPlaying, availability, quality } = start;
  let triesSinceProgress = 0;
  let pendingStep: number | undefined;
  // Those that the page told of when the list was last read: what is not in the list then, hls.js cannot play.
  let askedFor = new Set(qualityNames(availability.renditions));
  const listening = new AbortController();

  const levelOf = (name: string | null) =>
    hls.levels.findIndex((level) => renditionOf(availability, level)?.name === name);
  const availableSec = (level: Level): number => {
    if (level.loadError > 0) return 0;
    if (!availability.isGrowing) return Infinity;
    return Math.max(renditionOf(availability, level)?.availableSec ?? 0, level.details?.edge ?? 0);
  };
  const restrict = (wantedByLine: number): number => {
    const chosen = levelOf(quality);
    return chooseLevel({
      availableSec: hls.levels.map(availableSec),
      wanted: chosen < 0 ? wantedByLine : chosen,
      bufferEndSec: hls.mainForwardBufferInfo?.end ?? media.currentTime,
      endSec: availability.durationSec ?? Infinity,
    });
  };
  const isNearEdge = (details: LevelDetails): boolean =>
    details.live && !media.paused && details.edge < media.currentTime + 2 * details.targetduration;

  const hls = new Hls({
    // A playlist that still grows counts as live, and live would begin at its end. A whole one says where it begins:
    // a clip's preview starts within its first segment (EXT-X-START).
    startPosition: positionSec === 0 && !availability.isGrowing ? -1 : positionSec,
    // Its worker is made from a blob, which our content security policy refuses; fMP4 needs no transmuxing anyway.
    enableWorker: false,
    backBufferLength: 90,
    abrController: abrWithin(restrict, isNearEdge),
    // It keeps live viewers near the end; whoever has come to the end of what is there would be thrown back.
    latencyController: undefined,
  });

  /** At the same place: hls.js reads the list of renditions only once, and this is the way to read it again. */
  const startAgain = () => {
    isPlaying = !media.paused;
    askedFor = new Set(qualityNames(availability.renditions));
    hls.config.startPosition = media.currentTime;
    hls.loadSource(url);
  };
  const newQualities = (): string[] =>
    qualityNames(availability.renditions).filter((name) => levelOf(name) < 0 && !askedFor.has(name));
  const startAgainIfUnnoticed = () => {
    const moment = {
      positionSec: media.currentTime,
      isUnseen: media.paused && (document.hidden || media.played.length === 0),
      isStarving: !media.paused && !media.seeking && media.readyState < media.HAVE_FUTURE_DATA,
    };
    const hasRead = hls.levels.length > 0;
    if (hasRead && mayBeginAnew(newQualities(), availability.renditions, moment)) startAgain();
  };

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

  hls.on(Events.MANIFEST_PARSED, () => {
    if (isPlaying) void media.play().catch(() => undefined);
  });
  hls.on(Events.MEDIA_ATTACHED, (_event, { mediaSource }) => {
    // The time line is that of the whole from the beginning; hls.js alone would stretch it with every part that arrives.
    const { isGrowing, durationSec } = availability;
    if (mediaSource && isGrowing && durationSec !== null) mediaSource.duration = durationSec;
  });
  hls.on(Events.LEVEL_SWITCHED, (_event, { level }) => {
    const shown = hls.levels[level];
    const rendition = shown && renditionOf(availability, shown);
    if (rendition) events.onQualityShown(rendition.name);
  });
  hls.on(Events.FRAG_BUFFERED, () => {
    triesSinceProgress = 0;
    events.onRecovering(false);
  });
  hls.on(Events.ERROR, (_event, data) => {
    if (data.fatal) recover(data);
  });
  media.addEventListener('waiting', startAgainIfUnnoticed, { signal: listening.signal });
  hls.loadSource(url);
  hls.attachMedia(media);

  return {
    isOurs: true,
    chooseQuality: (name) => {
      quality = name;
      if (hls.levels.length === 0) return;
      const level = hls.levels[levelOf(name)];
      // Never as hls.js's fixed level: where the chosen one has no more yet, another has to fill in.
      if (name !== null && newQualities().includes(name)) startAgain();
      else if (!level || availableSec(level) > media.currentTime + segmentSec) hls.nextLevel = -1;
    },
    update: (news) => {
      const wasGivenUp = availability.isGivenUp;
      availability = news;
      if (news.isGivenUp) {
        window.clearTimeout(pendingStep);
        hls.stopLoad();
        events.onRecovering(false);
      } else if (wasGivenUp) hls.startLoad();
      else startAgainIfUnnoticed();
    },
    stop: () => {
      listening.abort();
      window.clearTimeout(pendingStep);
      hls.destroy();
    },
  };
}

/** hls.js's choice by the speed of the line, kept within what `restrict` makes of it. */
const abrWithin = (restrict: (level: number) => number, isNearEdge: (details: LevelDetails) => boolean) =>
  class extends AbrController {
    override get firstAutoLevel(): number {
      return restrict(super.firstAutoLevel);
    }

    override get nextAutoLevel(): number {
      return restrict(super.nextAutoLevel);
    }

    override set nextAutoLevel(level: number) {
      super.nextAutoLevel = level;
    }

    protected override onFragLoading(event: Events.FRAG_LOADING, data: FragLoadingData): void {
      super.onFragLoading(event, data);
      const { type, level } = data.frag;
      // On a slow line it gives a segment up for one of a lower level, again and again where no lower one goes on.
      if (type === PlaylistLevelType.MAIN && restrict(level - 1) >= level) this.clearTimer();
    }

    protected override onLevelLoaded(event: Events.LEVEL_LOADED, data: LevelLoadedData): void {
      super.onLevelLoaded(event, data);
      // hls.js would ask again after a whole segment's time, which is when the first segment has been played.
      if (isNearEdge(data.details)) data.details.requestScheduled = performance.now() + nearEdgeReloadMs;
    }
  };

const playlistTroubles = new Set<string>([
  ErrorDetails.MANIFEST_LOAD_ERROR,
  ErrorDetails.MANIFEST_LOAD_TIMEOUT,
  ErrorDetails.MANIFEST_PARSING_ERROR,
]);

export function troubleKind({ type, details }: ErrorData): TroubleKind {
  if (playlistTroubles.has(details)) return 'playlist';
  if (type === ErrorTypes.NETWORK_ERROR) return 'network';
  return type === ErrorTypes.MEDIA_ERROR ? 'media' : 'other';
}
