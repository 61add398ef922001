import type { VideoView, Visibility } from '@sluice/vod';
import { type ProblemError, toProblemError } from '../http/problem-error';
import { checkFile } from './check-file';
import { sendVideo } from './send-video';
import { addSample, transferRate, type TransferSample } from './transfer-rate';

/** Two keep the line full while one waits for the backend's answer; more would only make each slower. */
const sendingAtOnce = 2;

export interface Upload {
  readonly id: number;
  readonly file: File;
  readonly visibility: Visibility;
  /** arrived: the backend has the file, and from then on the video itself tells how it goes. */
  readonly phase: 'waiting' | 'sending' | 'arrived' | 'failed';
  readonly sentBytes: number;
  readonly rateBytesPerSec: number | null;
  readonly videoId: string | null;
  readonly problem: ProblemError | null;
}

export interface UploadQueueEvents {
  onArrived: (video: VideoView) => void;
  onFailed: (problem: ProblemError) => void;
}

export const isMoving = (upload: Upload) => upload.phase === 'waiting' || upload.phase === 'sending';

/** The files on their way. It lives above the routes, so that walking through the pages does not stop an upload. */
export class UploadQueue {
  private uploads: readonly Upload[] = [];
  private nextId = 1;
  private readonly aborts = new Map<number, AbortController>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly events: UploadQueueEvents) {}

  readonly getUploads = (): readonly Upload[] => this.uploads;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(files: readonly File[], visibility: Visibility, uploadMaxBytes: number): void {
    const added = files.map((file): Upload => {
      const problem = checkFile(file, uploadMaxBytes);
      const phase = problem ? 'failed' : 'waiting';
      return { ...untouched, id: this.nextId++, file, visibility, phase, problem };
    });
    this.set([...added, ...this.uploads]);
    this.sendNext();
  }

  /** Sends a failed upload again from its first byte. */
  retry(id: number): void {
    this.change(id, { ...untouched, phase: 'waiting' });
    this.sendNext();
  }

  /** Stops an upload if it is on its way, and takes its card off the list. */
  remove(id: number): void {
    this.aborts.get(id)?.abort();
    this.set(this.uploads.filter((upload) => upload.id !== id));
    this.sendNext();
  }

  clear(): void {
    for (const abort of this.aborts.values()) abort.abort();
    this.set([]);
  }

  private sendNext(): void {
    const free = sendingAtOnce - this.uploads.filter(({ phase }) => phase === 'sending').length;
    // The newest card is on top, but whoever came first is sent first.
    const waiting = this.uploads.filter(({ phase }) => phase === 'waiting').toReversed();
    for (const upload of waiting.slice(0, Math.max(0, free))) void this.send(upload);
  }

  private async send({ id, file, visibility }: Upload): Promise<void> {
    const abort = new AbortController();
    this.aborts.set(id, abort);
    this.change(id, { phase: 'sending' });
    let samples: TransferSample[] = [];
    const onSent = (sentBytes: number) => {
      samples = addSample(samples, { atMs: performance.now(), sentBytes });
      this.change(id, { sentBytes, rateBytesPerSec: transferRate(samples) });
    };
    try {
      const video = await sendVideo({ file, visibility, signal: abort.signal, onSent });
      this.events.onArrived(video);
      this.change(id, { phase: 'arrived', sentBytes: file.size, videoId: video.id });
    } catch (error) {
      if (!abort.signal.aborted) {
        const problem = toProblemError(error);
        this.change(id, { phase: 'failed', problem });
        this.events.onFailed(problem);
      }
    } finally {
      this.aborts.delete(id);
      this.sendNext();
    }
  }

  private change(id: number, changes: Partial<Upload>): void {
    this.set(this.uploads.map((upload) => (upload.id === id ? { ...upload, ...changes } : upload)));
  }

  private set(uploads: readonly Upload[]): void {
    this.uploads = uploads;
    for (const listener of this.listeners) listener();
  }
}

const untouched = { sentBytes: 0, rateBytesPerSec: null, videoId: null, problem: null } as const;
