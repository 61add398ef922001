import { Rendition, sourceIsSpent, Video, VideoTransitions } from '@sluice/database';
import { comparePublished, type ObjectStorage } from '@sluice/storage';
import { publishedFiles } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

/** The rest is removed a minute later. */
const videosAtOnce = 1000;
/** Looking at a film takes a listing of the store. */
const damagedPauseMs = 3600_000;

/** Removes originals that ORIGINAL_KEEP_HOURS says are no longer kept: of videos that are ready, and whole. */
@Injectable()
export class OriginalRetention {
  /** When those that were not whole are looked at again; until then they stand in nobody's way. */
  private readonly damaged = new Map<string, number>();

  constructor(
    private readonly database: DataSource,
    private readonly transitions: VideoTransitions,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
  ) {}

  async removeSpent(): Promise<void> {
    const keepHours = this.settings.ORIGINAL_KEEP_HOURS;
    if (keepHours === undefined) return;
    const rows: { id: string }[] = await this.database.query(
      `SELECT id FROM videos WHERE ${sourceIsSpent('$1')} AND id <> ALL($3) ORDER BY ready_at LIMIT $2`,
      [keepHours, videosAtOnce, this.damagedLately()],
    );
    for (const { id } of rows) {
      if (!(await this.isWhole(id))) this.leaveDamaged(id);
      else if (await this.transitions.removeSource(id, keepHours))
        this.logger.info({ videoId: id, keepHours }, 'original removed: it has been ready for long enough');
    }
  }

  private damagedLately(): string[] {
    for (const [id, againAtMs] of this.damaged) if (againAtMs <= Date.now()) this.damaged.delete(id);
    return [...this.damaged.keys()];
  }

  private leaveDamaged(videoId: string): void {
    this.damaged.set(videoId, Date.now() + damagedPauseMs);
    this.logger.error({ videoId }, 'published files are missing: its original is kept; run fsck');
  }

  /** The original is what a damaged film is made anew from. */
  private async isWhole(videoId: string): Promise<boolean> {
    const video = await this.database.getRepository(Video).findOneBy({ id: videoId });
    const attempt = video?.publishedAttempt;
    if (!video || !attempt) return false;
    const renditions = await this.database.getRepository(Rendition).findBy({ videoId, attempt });
    const expected = publishedFiles(renditions, video.storyboard);
    const { broken } = await comparePublished(this.storage, { videoId, attempt }, expected);
    return renditions.length > 0 && broken.length === 0;
  }
}
