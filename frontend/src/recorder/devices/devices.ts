import type { CaptureTracks } from '../capture/capture';
import type { DeviceState, RecorderState } from '../recorder-state';
import { deviceTrouble, lostTrouble } from './device-trouble';
import { openBoth, openCamera, openMicrophone, openScreen } from './open-tracks';

type DeviceKind = 'camera' | 'microphone';
type Kind = DeviceKind | 'screen';
/** An id opens that device, false closes it, undefined opens the browser's choice if none is open. */
export interface DeviceChoice {
  camera?: string | false;
  microphone?: string | false;
}

export interface DeviceEvents {
  /** What can be captured is another than before. */
  onTracks: () => void;
  /** A state or a trouble has changed. */
  onChange: () => void;
}

/** The camera, the microphone and the screen of this page. */
export class Devices {
  /** For the page's <video>: the picture that would be recorded. Always the same stream, its track changes. */
  readonly previewStream = new MediaStream();
  trouble: RecorderState['trouble'] = null;
  private readonly open = new Map<Kind, MediaStreamTrack>();
  private readonly states: Record<DeviceKind, DeviceState> = { camera: 'off', microphone: 'off' };

  constructor(private readonly events: DeviceEvents) {}

  state(kind: DeviceKind): DeviceState {
    const track = this.open.get(kind);
    if (!track) return this.states[kind];
    return track.muted || !track.enabled ? 'muted' : 'on';
  }

  get isScreenShared(): boolean {
    return this.open.has('screen');
  }

  tracks(): CaptureTracks {
    return {
      picture: this.open.get('screen') ?? this.open.get('camera') ?? null,
      sound: this.open.get('microphone') ?? null,
    };
  }

  async choose({ camera, microphone }: DeviceChoice): Promise<void> {
    this.trouble = null;
    if (this.isToOpen('camera', camera) && this.isToOpen('microphone', microphone)) {
      try {
        const both = await openBoth(camera || undefined, microphone || undefined);
        this.put('camera', both.camera);
        this.put('microphone', both.microphone);
        return this.events.onTracks();
      } catch {
        // One of them is missing or refused; asked for alone, the other one may be had.
      }
    }
    await this.chooseOne('camera', camera, openCamera);
    await this.chooseOne('microphone', microphone, openMicrophone);
    this.events.onTracks();
  }

  /** A person who calls the choice of a screen off is in no trouble. */
  async shareScreen(): Promise<void> {
    try {
      this.put('screen', await openScreen());
    } catch (error) {
      const { code, detail } = deviceTrouble(error, 'screen');
      if (code !== 'permission_refused') this.trouble = { code, detail };
      return this.events.onChange();
    }
    this.events.onTracks();
  }

  stopScreen(): void {
    if (!this.open.has('screen')) return;
    this.drop('screen');
    this.events.onTracks();
  }

  /** Silence is recorded meanwhile, in the same take. */
  muteMicrophone(isMuted: boolean): void {
    const track = this.open.get('microphone');
    if (track) track.enabled = !isMuted;
    this.events.onChange();
  }

  close(): void {
    for (const kind of ['screen', 'camera', 'microphone'] as const) this.drop(kind);
  }

  private isToOpen(kind: DeviceKind, choice: string | false | undefined): boolean {
    return choice !== false && (choice !== undefined || !this.open.has(kind));
  }

  private async chooseOne(
    kind: DeviceKind,
    choice: string | false | undefined,
    open: (deviceId: string | undefined) => Promise<MediaStreamTrack>,
  ): Promise<void> {
    if (choice === false) {
      this.drop(kind);
      this.states[kind] = 'off';
    }
    if (!this.isToOpen(kind, choice)) return;
    try {
      this.put(kind, await open(choice || undefined));
    } catch (error) {
      const { code, detail, state } = deviceTrouble(error, kind);
      this.trouble ??= { code, detail };
      if (!this.open.has(kind)) this.states[kind] = state;
    }
  }

  private put(kind: Kind, track: MediaStreamTrack): void {
    this.drop(kind);
    this.open.set(kind, track);
    track.addEventListener('ended', () => this.lose(kind, track));
    track.addEventListener('mute', this.events.onChange);
    track.addEventListener('unmute', this.events.onChange);
    this.showPreview();
  }

  private drop(kind: Kind): void {
    const track = this.open.get(kind);
    this.open.delete(kind);
    track?.stop();
    this.showPreview();
  }

  /** The device went by itself; 'ended' isn't fired for tracks that are stopped from here. */
  private lose(kind: Kind, track: MediaStreamTrack): void {
    if (this.open.get(kind) !== track) return;
    this.drop(kind);
    if (kind !== 'screen') {
      const { code, detail, state } = lostTrouble(kind);
      this.states[kind] = state;
      this.trouble = { code, detail };
    }
    this.events.onTracks();
  }

  private showPreview(): void {
    const { picture } = this.tracks();
    for (const track of this.previewStream.getTracks())
      if (track !== picture) this.previewStream.removeTrack(track);
    if (picture) this.previewStream.addTrack(picture);
  }
}
