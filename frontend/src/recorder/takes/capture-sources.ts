import { chooseBitrates, type PictureSize } from '../capture/bitrates';
import type { Capture, CaptureEvents, CaptureTracks } from '../capture/capture';
import { planCapture, type CaptureNeeds, type CapturePlan } from '../capture/capture-ladder';
import { MediaRecorderCapture } from '../capture/media-recorder-capture';
import type { SoundShape } from '../capture/sound-lane';
import { TrackClock } from '../capture/track-clock';
import { readPictures, readSound, type PictureFrames, type SoundFrames } from '../capture/track-frames';
import { WebCodecsCapture } from '../capture/webcodecs-capture';
import type { CaptureMethod } from '../recorder-state';

/** How a track without settings is taken: it tells the truth with its first block. */
const usualSound: SoundShape = { sampleRate: 48_000, channels: 1 };

/** The tracks of a recording with the readers of their frames, which outlive the takes. */
export class CaptureSources {
  private pictures: PictureFrames | null = null;
  private sounds: SoundFrames | null = null;
  /** A camera that comes back after the screen was shared needs no measuring. */
  private clocks = new WeakMap<MediaStreamTrack, TrackClock>();

  constructor(private readonly isStorageLow: () => boolean) {}

  /** Reads these tracks from now on. */
  use({ picture, sound }: CaptureTracks): void {
    if (typeof MediaStreamTrackProcessor === 'undefined') return;
    if (this.pictures?.track !== picture) {
      this.pictures?.close();
      this.pictures = picture && readPictures(picture, this.clockOf(picture));
    }
    if (this.sounds?.track !== sound) {
      this.sounds?.close();
      this.sounds = sound && readSound(sound, this.clockOf(sound));
    }
  }

  needs({ picture, sound }: CaptureTracks): CaptureNeeds {
    const size = picture && sizeOf(picture);
    return {
      picture: size,
      sound: sound && (this.sounds?.soundShape ?? shapeOf(sound)),
      bitrates: chooseBitrates(size, this.isStorageLow()),
    };
  }

  plan(tracks: CaptureTracks, failed: ReadonlySet<CaptureMethod>): Promise<CapturePlan | null> {
    return planCapture(this.needs(tracks), failed);
  }

  start(plan: CapturePlan, tracks: CaptureTracks, beginAtMs: number, events: CaptureEvents): Capture {
    const { bitrates, sound } = this.needs(tracks);
    if (plan.method === 'webcodecs')
      return new WebCodecsCapture({
        pictures: this.pictures,
        sounds: this.sounds,
        soundCodec: plan.soundCodec,
        soundShape: sound ?? usualSound,
        bitrates,
        beginAtMs,
        events,
      });
    const container = plan.method === 'media-recorder-mp4' ? 'mp4' : 'webm';
    return new MediaRecorderCapture({
      tracks,
      container,
      mimeType: plan.mimeType,
      bitrates,
      beginAtMs,
      events,
    });
  }

  /** After a sleep the tracks' clocks may stand elsewhere. */
  measureAnew(): void {
    this.clocks = new WeakMap();
    this.close();
  }

  close(): void {
    this.use({ picture: null, sound: null });
  }

  private clockOf(track: MediaStreamTrack): TrackClock {
    const clock = this.clocks.get(track) ?? new TrackClock();
    this.clocks.set(track, clock);
    return clock;
  }
}

function sizeOf(track: MediaStreamTrack): PictureSize {
  const { width = 1280, height = 720 } = track.getSettings();
  return { width, height };
}

function shapeOf(track: MediaStreamTrack): SoundShape {
  const { sampleRate = usualSound.sampleRate, channelCount = usualSound.channels } = track.getSettings();
  return { sampleRate, channels: Math.min(2, channelCount) };
}
