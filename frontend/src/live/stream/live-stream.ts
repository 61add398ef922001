import { type ErrorData, Events, Hls, troubleKind } from '../../player/hls-playback';
import { nextLiveStep } from './live-recovery';
import { StandstillWatch } from './standstill';
import { nothingShown, type StreamState } from './stream-state';
import { rangeOf, type StreamSegment, toMediaSec } from './stream-times';

const tickMs = 250;
const behindLiveSec = 2;
const furthestBehindSec = 8;
/** Nearer to the newest picture than this, a seek means live. */
const nearLiveMs = 1500;
/** The oldest segment will soon be gone: whoever is thrown back to it lands a little after its beginning. */
const afterOldestMs = 1000;

export interface StreamSource {
  url: string;
  /** Of a closed range of the past: where playing begins. null: the list goes on, and playing begins at its newest picture. */
  startMs: number | null;
}

/** Plays a camera's playlist in a media element, follows its newest picture or any moment of its past, and never gives up. */
export class LiveStream {
  private state: StreamState;
  private readonly listeners = new Set<() => void>();
  private readonly listening = new AbortController();
  private readonly hls: Hls;
  private readonly ticking: number;
  private pendingStep: number | undefined;
  private triesSinceProgress = 0;
  private isMeantToPlay = true;
  private isCameraLive = false;
  /** Where a seek leads; the element shows the old picture until it is there. */
  private soughtMs: number | null = null;
  /** Where to go back to once a reloaded playlist plays. */
  private comeBackToMs: number | null;
  private readonly standstill = new StandstillWatch();

  constructor(
    private readonly media: HTMLVideoElement,
    private readonly source: StreamSource,
  ) {
    this.state = { ...nothingShown, isFollowing: source.startMs === null };
    this.comeBackToMs = source.startMs;
    this.hls = new Hls({
      liveSyncDuration: behindLiveSec,
      liveMaxLatencyDuration: furthestBehindSec,
      maxLiveSyncPlaybackRate: 1.05,
      backBufferLength: 30,
      maxBufferLength: 10,
      // Its worker is made from a blob, which our content security policy refuses.
      enableWorker: false,
    });
    this.listenToHls();
    const { signal } = this.listening;
    media.addEventListener('pause', this.onPause, { signal });
    media.addEventListener('seeked', () => (this.soughtMs = null), { signal });
    this.hls.loadSource(source.url);
    this.hls.attachMedia(media);
    this.ticking = window.setInterval(this.tick, tickMs);
  }

  static isSupported(): boolean {
    return Hls.isSupported();
  }

  readonly getState = (): StreamState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The moment of the picture on the screen right now, to the millisecond. */
  readonly shownMs = (): number | null => {
    if (this.media.seeking && this.soughtMs !== null) return this.soughtMs;
    if (this.media.readyState < this.media.HAVE_CURRENT_DATA) return null;
    return this.hls.playingDate?.getTime() ?? null;
  };

  play(): void {
    this.isMeantToPlay = true;
    // Refused where the browser wants a click first: then the button says "Play".
    void this.media.play().catch(() => undefined);
  }

  pause(): void {
    this.media.pause();
  }

  seekTo(momentMs: number): void {
    const range = rangeOf(this.segments());
    if (!range) return;
    if (!this.isPast && momentMs > range.toMs - nearLiveMs) {
      this.goLive();
      return;
    }
    this.follow(false);
    this.moveTo(Math.min(Math.max(momentMs, range.fromMs), range.toMs));
  }

  goLive(): void {
    this.follow(true);
    this.soughtMs = null;
    if (this.hls.liveSyncPosition !== null) this.media.currentTime = this.hls.liveSyncPosition;
    this.play();
  }

  /** Of a camera that is not live nobody expects new pictures; when it is again, its playlist is read anew. */
  expectPictures(isCameraLive: boolean): void {
    const isBack = isCameraLive && !this.isCameraLive && this.state.shownMs !== null;
    this.isCameraLive = isCameraLive;
    if (isBack && this.state.isFollowing) this.reload();
  }

  close(): void {
    window.clearInterval(this.ticking);
    window.clearTimeout(this.pendingStep);
    this.listening.abort();
    this.listeners.clear();
    this.hls.destroy();
  }

  private listenToHls(): void {
    this.hls.on(Events.MANIFEST_PARSED, () => {
      if (this.isMeantToPlay) this.play();
    });
    this.hls.on(Events.FRAG_BUFFERED, () => {
      this.triesSinceProgress = 0;
      if (this.comeBackToMs === null) return;
      this.moveTo(this.comeBackToMs);
      this.comeBackToMs = null;
    });
    this.hls.on(Events.BUFFER_CREATED, (_event, { tracks }) => this.set({ hasSound: 'audio' in tracks }));
    this.hls.on(Events.ERROR, (_event, data) => {
      if (data.fatal) this.recover(data);
    });
  }

  private recover(data: ErrorData): void {
    const step = nextLiveStep(troubleKind(data), this.triesSinceProgress);
    this.triesSinceProgress += 1;
    if (step.do === 'rebuild_decoder') {
      this.hls.recoverMediaError();
      return;
    }
    window.clearTimeout(this.pendingStep);
    this.pendingStep = window.setTimeout(() => {
      // A range of the past may have lost its oldest segments: the list that is read anew does not name them.
      if (step.do === 'reload' || this.hls.levels.length === 0 || this.isPast) this.reload();
      else this.hls.startLoad();
    }, step.afterMs);
  }

  private reload(): void {
    this.comeBackToMs = this.state.isFollowing ? null : (this.shownMs() ?? this.comeBackToMs);
    this.hls.loadSource(this.source.url);
  }

  private readonly onPause = (): void => {
    this.isMeantToPlay = false;
    this.follow(false);
  };

  private follow(isFollowing: boolean): void {
    // Infinitely far behind live lies the oldest segment: that is where hls.js goes when the past runs away under it.
    this.hls.targetLatency = isFollowing ? behindLiveSec : Infinity;
    this.hls.config.liveMaxLatencyDuration = isFollowing ? furthestBehindSec : Infinity;
    this.set({ isFollowing });
  }

  private moveTo(momentMs: number): void {
    const positionSec = toMediaSec(this.segments(), momentMs);
    if (positionSec === null) return;
    this.soughtMs = momentMs;
    this.media.currentTime = positionSec;
    // at once: the next key counts from here
    this.set({ shownMs: momentMs });
  }

  private readonly tick = (): void => {
    const range = rangeOf(this.segments());
    const shownMs = this.shownMs();
    // While the playlist is read anew the line stays, and the keyboard on it.
    this.set({ shownMs, range: range ?? this.state.range, isPaused: this.media.paused });
    const isGone = range !== null && shownMs !== null && shownMs < range.fromMs;
    if (isGone) this.moveTo(Math.min(range.fromMs + afterOldestMs, range.toMs));
    if (this.isStuck()) this.reload();
  };

  private get isPast(): boolean {
    return this.source.startMs !== null;
  }

  private isStuck(): boolean {
    // Browsers let silent video rest while nobody can see it; and while the network fails, the last picture stays.
    const isRecovering = this.triesSinceProgress > 0;
    const mayStand = this.media.paused || document.hidden || !this.isCameraLive || isRecovering;
    return this.standstill.isStuck(this.media.currentTime, mayStand, performance.now());
  }

  private segments(): StreamSegment[] {
    const fragments = this.hls.latestLevelDetails?.fragments ?? [];
    return fragments.flatMap(({ start, duration, programDateTime }) =>
      programDateTime === null ? [] : [{ startSec: start, durationSec: duration, startMs: programDateTime }],
    );
  }

  private set(changes: Partial<StreamState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener();
  }
}
