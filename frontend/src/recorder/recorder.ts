import type { ParticipantState } from '@sluice/vod';
import { isStorageLow } from './capture/bitrates';
import { type AskServerTime, ServerClock } from './clock/server-clock';
import { type DeviceChoice, Devices } from './devices/devices';
import { LevelMeter } from './devices/level-meter';
import { ScreenWakeLock } from './devices/wake-lock';
import { callForLeftovers } from './leftovers/leftover-call';
import type { RecorderState } from './recorder-state';
import { RecorderStore } from './recorder-store';
import type { RecordingIdentity } from './spool/spooled-take';
import { pageSpool } from './spool/spool';
import { estimateMinutesLeft, persistStorage } from './spool/storage-space';
import { CaptureSources } from './takes/capture-sources';
import { Take } from './takes/take';
import { TakeSeries } from './takes/take-series';
import { Uploader } from './upload/uploader';

const spaceEveryMs = 15_000;

export interface RecorderOptions extends Omit<RecordingIdentity, 'recordingId'> {
  /** How the server's clock is asked; default: GET /api/clock. */
  askServerTime?: AskServerTime;
}

/** Records one participant of a room in this page. Nothing between the devices and the disk waits for the network. */
export class Recorder {
  readonly clock: ServerClock;
  private readonly store = new RecorderStore();
  readonly subscribe = this.store.subscribe;
  private readonly spool = pageSpool();
  private readonly devices = new Devices({
    onTracks: () => this.followTracks(),
    onChange: () => this.update(),
  });
  private readonly sources = new CaptureSources(() => isStorageLow(this.state.spool.minutesLeft));
  private readonly meter = new LevelMeter();
  private readonly wakeLock = new ScreenWakeLock();
  private readonly uploader: Uploader;
  private readonly takes = new Map<string, Take>();
  private readonly spaceTimer: number;
  private series: TakeSeries | null = null;
  private startTimer: number | undefined;
  /** Whether the takes of the recording that was stopped have reached the disk. */
  private isSpooled = false;
  /** What was asked for; whether it works is up to the series. */
  private intent: Exclude<RecorderState['phase'], 'failed'> = 'idle';

  constructor(private readonly options: RecorderOptions) {
    this.clock = new ServerClock(options.askServerTime);
    this.uploader = new Uploader(this.spool, {
      onChange: () => this.update(),
      onForgotten: (takeId) => this.letGo(takeId),
    });
    this.spaceTimer = window.setInterval(() => void this.measureSpace(), spaceEveryMs);
    void this.clock.start();
    void this.measureSpace();
    void this.spool.call('kind', []).then((kind) => this.store.setSpool({ kind }));
  }

  get state(): RecorderState {
    return this.store.state;
  }

  /** The picture that is or would be recorded; always the same stream. */
  get previewStream(): MediaStream {
    return this.devices.previewStream;
  }

  /** Never rejects: what could not be opened shows in the state. */
  openDevices(choice: DeviceChoice): Promise<void> {
    return this.devices.choose(choice);
  }

  listDevices(): Promise<MediaDeviceInfo[]> {
    return navigator.mediaDevices.enumerateDevices();
  }

  shareScreen(): Promise<void> {
    return this.devices.shareScreen();
  }

  stopScreen(): void {
    this.devices.stopScreen();
  }

  muteMicrophone(isMuted: boolean): void {
    this.devices.muteMicrophone(isMuted);
  }

  /** 0 to 1; ask as often as the meter is drawn. */
  level(): number {
    return this.meter.level();
  }

  /** Begins at a time of the server's clock; at once when that has passed. */
  start(recordingId: string, startsAtServerMs: number): void {
    if (this.series) return;
    const firstAtMs = Math.max(performance.now(), this.clock.toPageMs(startsAtServerMs));
    const waitMs = firstAtMs - performance.now();
    this.series = this.newSeries(recordingId, firstAtMs);
    this.intent = 'starting';
    this.isSpooled = false;
    this.uploader.countAnew();
    this.wakeLock.want(true);
    void persistStorage().then((isPersistent) => this.store.setSpool({ isPersistent }));
    this.store.set({ recordingId, startsAtMs: Math.round(Date.now() + waitMs) });
    this.update();
    void this.series.begin();
    this.startTimer = window.setTimeout(() => this.turn('recording'), waitMs);
  }

  pause(): void {
    if (this.intent !== 'recording') return;
    this.series?.end('paused');
    this.turn('paused');
  }

  resume(): void {
    if (this.intent !== 'paused') return;
    void this.series?.begin();
    this.turn('recording');
  }

  /** Resolves when everything is on this machine's disk; the upload goes on (`finishing`). */
  async stop(): Promise<void> {
    const series = this.series;
    if (!series) return;
    window.clearTimeout(this.startTimer);
    series.end('stopped');
    series.close();
    this.series = null;
    this.wakeLock.want(false);
    this.turn('finishing');
    await series.settled();
    this.isSpooled = true;
    this.update();
  }

  /** For the heartbeat: how many chunks each take of this recording has, whether uploaded or not. */
  takesProgress(): { takeId: string; chunkCount: number }[] {
    return [...this.takes.values()]
      .filter(({ recordingId, chunkCount }) => recordingId === this.state.recordingId && chunkCount > 0)
      .map(({ id, chunkCount }) => ({ takeId: id, chunkCount }));
  }

  participantState(): ParticipantState {
    const { phase, camera, microphone, screen, upload, spool } = this.state;
    const capture = phase === 'recording' || phase === 'paused' || phase === 'failed' ? phase : 'idle';
    const { waitingChunks, waitingBytes } = upload;
    const storageLow = isStorageLow(spool.minutesLeft);
    return { camera, microphone, screen, capture, storageLow, waitingChunks, waitingBytes };
  }

  /** Leaves the room. What isn't uploaded yet goes on in the background, see resumeUnfinishedUploads. */
  async close(): Promise<void> {
    await this.stop();
    window.clearInterval(this.spaceTimer);
    this.clock.stop();
    this.devices.close();
    this.meter.close();
    this.wakeLock.close();
    this.store.close();
    await this.uploader.stop();
    for (const take of this.takes.values()) take.letGo();
    callForLeftovers();
  }

  private newSeries(recordingId: string, firstAtMs: number): TakeSeries {
    const { roomId, roomTitle, participantId, token } = this.options;
    const identity = { recordingId, roomId, roomTitle, participantId, token };
    const { sources } = this;
    const series: TakeSeries = new TakeSeries({
      sources,
      firstAtMs,
      tracks: () => this.devices.tracks(),
      newTake: () => this.newTake(identity, series),
      onChange: () => this.update(),
    });
    return series;
  }

  private newTake(identity: RecordingIdentity, series: TakeSeries): Take {
    const take = new Take(identity, this.spool, this.clock, {
      onSpooledHeader: (header) => this.uploader.begin(header),
      onSpooledChunk: (takeId, chunk) => this.uploader.addChunk(takeId, chunk),
      onSpooledEnd: (takeId, end) => this.uploader.endTake(takeId, end),
      onBroken: (take, reason) => series.broken(take, reason),
      onDisk: (state) => series.diskChanged(state),
    });
    this.takes.set(take.id, take);
    return take;
  }

  private followTracks(): void {
    this.meter.listenTo(this.devices.tracks().sound);
    this.series?.tracksChanged();
    this.update();
    // How long the space lasts depends on the size of the picture.
    void this.measureSpace();
  }

  private turn(intent: Recorder['intent']): void {
    this.intent = intent;
    this.update();
  }

  private update(): void {
    const { series, devices, uploader } = this;
    if (this.intent === 'finishing' && this.isSpooled && uploader.isDone) this.intent = 'idle';
    this.store.set({
      phase: series?.whyStopped ? 'failed' : this.intent,
      method: series?.method ?? null,
      camera: devices.state('camera'),
      microphone: devices.state('microphone'),
      screen: devices.isScreenShared,
      upload: uploader.progress(),
      trouble: series?.trouble ?? devices.trouble,
    });
  }

  private async measureSpace(): Promise<void> {
    const { bitrates } = this.sources.needs(this.devices.tracks());
    this.store.setSpool({ minutesLeft: await estimateMinutesLeft(bitrates) });
  }

  private letGo(takeId: string): void {
    this.takes.get(takeId)?.letGo();
  }
}
