import {
  AudioSample,
  AudioSampleSource,
  Mp4OutputFormat,
  NullTarget,
  Output,
  Quality,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny';
import { joinBytes } from './split-mp4';

export const keyFrameSec = 2;

export interface SoundBlock {
  /** One for each channel, one behind the other. */
  planes: Float32Array<ArrayBuffer>;
  channels: number;
  sampleRate: number;
  atSec: number;
}

interface Mp4OutputOptions {
  picture: { bitsPerSec: number } | null;
  sound: { codec: 'aac' | 'opus'; bitsPerSec: number } | null;
  onInit: (bytes: Uint8Array<ArrayBuffer>, mimeType: string) => void;
  onFragment: (bytes: Uint8Array<ArrayBuffer>) => void;
  onError: () => void;
}

/** Encodes pictures and sounds into a fragmented MP4 and hands over its pieces. The one file that knows mediabunny. */
export class Mp4Output {
  private readonly output: Output;
  private readonly picture: VideoSampleSource | null;
  private readonly sound: AudioSampleSource | null;
  private readonly codecs = new Map<'picture' | 'sound', string>();
  private readonly pending = new Set<Promise<void>>();
  private pendingPictureCount = 0;
  private ftyp = new Uint8Array(0);
  private moof = new Uint8Array(0);

  constructor(private readonly options: Mp4OutputOptions) {
    const { picture, sound } = options;
    this.output = new Output({ format: this.format(), target: new NullTarget() });
    this.picture =
      picture &&
      new VideoSampleSource({
        codec: 'avc',
        quality: new Quality({ bitrate: picture.bitsPerSec }),
        keyFrameInterval: keyFrameSec,
        latencyMode: 'realtime',
        onEncodedPacket: (_, meta) => this.learnCodec('picture', meta?.decoderConfig?.codec),
      });
    this.sound =
      sound &&
      new AudioSampleSource({
        codec: sound.codec,
        quality: new Quality({ bitrate: sound.bitsPerSec }),
        onEncodedPacket: (_, meta) => this.learnCodec('sound', meta?.decoderConfig?.codec),
      });
    if (this.picture) this.output.addVideoTrack(this.picture);
    if (this.sound) this.output.addAudioTrack(this.sound);
    this.track(this.output.start());
  }

  /** How many pictures wait for the encoder. */
  get pendingPictures(): number {
    return this.pendingPictureCount;
  }

  /** Closes the frame. */
  addPicture(frame: VideoFrame, atSec: number): void {
    const sample = new VideoSample(frame, { timestamp: atSec });
    this.pendingPictureCount += 1;
    const added = this.picture?.add(sample) ?? Promise.resolve();
    this.track(
      added.finally(() => {
        this.pendingPictureCount -= 1;
        sample.close();
      }),
    );
  }

  addSound({ planes, channels, sampleRate, atSec }: SoundBlock): void {
    const sample = new AudioSample({
      data: planes,
      format: 'f32-planar',
      numberOfChannels: channels,
      sampleRate,
      timestamp: atSec,
    });
    this.track((this.sound?.add(sample) ?? Promise.resolve()).finally(() => sample.close()));
  }

  /** Resolves when the last fragment is handed over; after an error, with what there was. */
  async finish(): Promise<void> {
    await Promise.all(this.pending);
    try {
      await this.output.finalize();
    } catch {
      this.options.onError();
    }
  }

  private format(): Mp4OutputFormat {
    return new Mp4OutputFormat({
      fastStart: 'fragmented',
      // With a picture its key frames decide where a fragment ends. Encoders add some at cuts; were this close to two
      // seconds, such a one would make the next on the grid too early to end a fragment, and the chunk twice as long.
      minimumFragmentDuration: this.options.picture ? keyFrameSec / 4 : keyFrameSec,
      onFtyp: (data) => void (this.ftyp = data.slice()),
      onMoov: (data) => this.options.onInit(joinBytes([this.ftyp, data]), this.mimeType()),
      onMoof: (data) => void (this.moof = data.slice()),
      onMdat: (data) => this.options.onFragment(joinBytes([this.moof, data])),
    });
  }

  private mimeType(): string {
    const kind = this.options.picture ? 'video' : 'audio';
    const codecs = [this.codecs.get('picture'), this.codecs.get('sound')].filter(Boolean);
    return `${kind}/mp4; codecs="${codecs.join(', ')}"`;
  }

  private learnCodec(kind: 'picture' | 'sound', codec: string | undefined): void {
    if (codec) this.codecs.set(kind, codec);
  }

  private track(work: Promise<void>): void {
    const settled: Promise<void> = work
      .catch(() => this.options.onError())
      .finally(() => this.pending.delete(settled));
    this.pending.add(settled);
  }
}
