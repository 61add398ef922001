/** Speech at a good level fills the meter. */
const fullScale = 0.35;

/** How loud the microphone is. */
export class LevelMeter {
  private context: AudioContext | null = null;
  private analyser: AnalyserNode | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private track: MediaStreamTrack | null = null;
  private samples = new Float32Array(0);

  /** Listens to another microphone; null to none. */
  listenTo(track: MediaStreamTrack | null): void {
    if (track === this.track) return;
    this.track = track;
    this.source?.disconnect();
    this.source = null;
    if (!track) return;
    this.context ??= new AudioContext();
    this.analyser ??= new AnalyserNode(this.context, { fftSize: 1024 });
    this.source = this.context.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.analyser);
  }

  /** 0 to 1, of the last twentieth of a second. */
  level(): number {
    if (!this.source || !this.analyser) return 0;
    // A browser may hold it back until the person has clicked somewhere.
    if (this.context?.state === 'suspended') void this.context.resume();
    if (this.samples.length !== this.analyser.fftSize) this.samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
    return Math.min(1, Math.sqrt(power) / fullScale);
  }

  close(): void {
    this.listenTo(null);
    void this.context?.close();
    this.context = null;
    this.analyser = null;
  }
}
