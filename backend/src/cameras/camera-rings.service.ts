import { join } from 'node:path';
import { followCameras, openSubscriber } from '@sluice/queue';
import { readRing } from '@sluice/storage';
import {
  cameraFolder,
  parseSegmentPath,
  type CameraEvent,
  type RingSegment,
  type TimeRange,
} from '@sluice/vod';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

interface Entry {
  ring: readonly RingSegment[];
  /** What the recorder has told of since the folder was last looked at: a look may have begun before. */
  told: RingSegment[];
  askedAtMs: number;
  /** The next look at the folder: reading a long ring must not be all that this process does. */
  nextReadMs: number;
  reading: Promise<readonly RingSegment[]> | null;
}

const freshMs = 1000;
const idleMs = 60_000;
/** Looking at a ring may take one twentieth of the time. */
const readShare = 20;

/**
 * The rings as they lie on the shared volume: the names are the index, so no recorder is needed to read them. Players
 * ask each second, so a ring that is watched is kept, and grows by what the recorder tells.
 */
@Injectable()
export class CameraRings implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly entries = new Map<string, Entry>();
  private readonly subscriber;

  constructor(@Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings) {
    this.subscriber = openSubscriber(settings.REDIS_URL);
  }

  onApplicationBootstrap(): void {
    // it subscribes by itself once Redis is there
    void followCameras(this.subscriber, (event) => this.note(event)).catch(() => undefined);
  }

  beforeApplicationShutdown(): void {
    this.subscriber.disconnect();
  }

  folderOf(cameraId: string): string {
    return join(this.settings.UPLOADS_DIR, cameraFolder(cameraId));
  }

  /** What is on the disk now; of a range, the hours that hold it. */
  read(cameraId: string, range?: TimeRange): Promise<RingSegment[]> {
    return readRing(this.folderOf(cameraId), range);
  }

  /** Up to a second old, but for the segments that the recorder has told of meanwhile. */
  async list(cameraId: string): Promise<readonly RingSegment[]> {
    this.forgetIdle();
    const entry = this.entries.get(cameraId);
    if (entry) entry.askedAtMs = performance.now();
    if (entry && performance.now() < entry.nextReadMs) return entry.ring;
    return entry?.reading ?? this.refresh(cameraId);
  }

  private refresh(cameraId: string): Promise<readonly RingSegment[]> {
    const startedMs = performance.now();
    const entry: Entry = {
      ring: this.entries.get(cameraId)?.ring ?? [],
      told: [],
      askedAtMs: startedMs,
      nextReadMs: 0,
      reading: null,
    };
    const reading = this.read(cameraId).then((ring) => {
      entry.ring = append(ring, entry.told);
      const readMs = performance.now();
      entry.nextReadMs = readMs + Math.max(freshMs, (readMs - startedMs) * readShare);
      entry.reading = null;
      return entry.ring;
    });
    entry.reading = reading;
    this.entries.set(cameraId, entry);
    reading.catch(() => this.entries.delete(cameraId));
    return reading;
  }

  private note(event: CameraEvent): void {
    // once nobody asks any more, only this goes on
    this.forgetIdle();
    const entry = this.entries.get(event.cameraId);
    if (!entry || event.type !== 'segment') return;
    const segment = parseSegmentPath(event.path);
    if (!segment) return;
    const told = { ...segment, sizeBytes: event.sizeBytes };
    entry.told.push(told);
    const newest = entry.ring.at(-1);
    // a list with a hole in it would count the segments wrong
    if (newest && segment.seq > newest.seq + 1) entry.nextReadMs = 0;
    else entry.ring = append(entry.ring, [told]);
  }

  private forgetIdle(): void {
    for (const [cameraId, { askedAtMs }] of this.entries)
      if (askedAtMs < performance.now() - idleMs) this.entries.delete(cameraId);
  }
}

/** What came after the newest. */
function append(ring: readonly RingSegment[], told: readonly RingSegment[]): readonly RingSegment[] {
  const newestSeq = ring.at(-1)?.seq ?? -1;
  return [...ring, ...told.filter(({ seq }) => seq > newestSeq)];
}
