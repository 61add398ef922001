import { Devices } from '../recorder/devices/devices';
import { LevelMeter } from '../recorder/devices/level-meter';
import type { RecorderState } from '../recorder/recorder-state';
import type { DeviceChoice } from './device-choice';

export interface LobbyDevicesState {
  isOpening: boolean;
  hears: boolean;
  trouble: RecorderState['trouble'];
  devices: readonly MediaDeviceInfo[];
}

/** Camera and microphone before joining: what the others would see and hear. Nothing of it leaves this page. */
export class LobbyDevices {
  private state: LobbyDevicesState = { isOpening: true, hears: false, trouble: null, devices: [] };
  private readonly listeners = new Set<() => void>();
  private readonly meter = new LevelMeter();
  private readonly devices = new Devices({ onTracks: () => this.follow(), onChange: () => this.follow() });
  private isClosed = false;

  readonly getState = (): LobbyDevicesState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly level = (): number => this.meter.level();

  /** Always the same stream; its track changes. */
  get previewStream(): MediaStream {
    return this.devices.previewStream;
  }

  readonly open = async (choice: DeviceChoice): Promise<void> => {
    this.isClosed = false;
    this.set({ isOpening: choice.camera !== false || choice.microphone !== false, trouble: null });
    await this.devices.choose(choice);
    // Devices have names only for pages that may use them.
    const devices = await navigator.mediaDevices.enumerateDevices();
    // A person may have gone on before they answered the browser's question.
    if (this.isClosed) this.devices.close();
    this.set({ isOpening: false, devices });
  };

  close(): void {
    this.isClosed = true;
    this.devices.close();
    this.meter.close();
    this.set({ isOpening: false, hears: false });
  }

  private follow(): void {
    const { sound } = this.devices.tracks();
    this.meter.listenTo(sound);
    this.set({ hears: sound !== null, trouble: this.devices.trouble });
  }

  private set(changes: Partial<LobbyDevicesState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener();
  }
}
