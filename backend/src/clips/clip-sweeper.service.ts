import {
  Clip,
  ClipTransitions,
  clipsLock,
  cutTriesMax,
  findCrashedCuts,
  findLettingGo,
  findOverdueClips,
} from '@sluice/database';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { ClipSender } from '../queue/clip-sender.service.js';
import { SoleRunner } from '../reconciler/sole-runner.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { ClipEnding } from './clip-ending.service.js';
import { ClipFootage } from './clip-footage.service.js';
import { Hearing } from './hearing.js';

const tickMs = 2000;
const breakMs = 3 * tickMs;
/** Whoever plays a clip from what it holds goes on doing so when its film is ready. */
const keepReadySec = 3600;

/** Moves clips on, from rows alone: whatever a browser, a recorder or this process has forgotten. */
@Injectable()
export class ClipSweeper {
  private readonly hearing = new Hearing(Date.now(), breakMs);

  constructor(
    private readonly database: DataSource,
    private readonly transitions: ClipTransitions,
    private readonly ending: ClipEnding,
    private readonly footage: ClipFootage,
    private readonly sender: ClipSender,
    private readonly sole: SoleRunner,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  @Interval(tickMs)
  sweep(): Promise<void> {
    return this.sole.run(clipsLock, async () => {
      this.hearing.note(Date.now());
      await this.tryOut('end clips', () => this.endOverdue());
      await this.tryOut('end cuts', () => this.failCrashed());
      await this.tryOut('send cuts', () => this.sender.sendWaiting());
      await this.tryOut('let go of segments', () => this.release());
    });
  }

  /** What fails for one clip, or at one thing, must not keep the others. */
  private async tryOut(what: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => this.logger.warn({ err: error, what }, 'sweeping clips failed'));
  }

  private async endOverdue(): Promise<void> {
    const { CLIP_VANISHED_SECONDS, CLIP_MAX_SECONDS: maxSec } = this.settings;
    const vanishedSec = this.hearing.hasLasted(CLIP_VANISHED_SECONDS) ? CLIP_VANISHED_SECONDS : null;
    for (const { clipId, reason, endAt } of await findOverdueClips(this.database, { vanishedSec, maxSec })) {
      const clip = await this.database.getRepository(Clip).findOneBy({ videoId: clipId });
      const endMs = Math.max(endAt.getTime(), (clip?.startAt.getTime() ?? 0) + 1);
      if (clip) await this.tryOut('end a clip', () => this.ending.end(clip, endMs, reason));
    }
  }

  private async failCrashed(): Promise<void> {
    for (const clip of await findCrashedCuts(this.database)) {
      const detail = `The recorder stopped ${cutTriesMax} times while it cut this clip.`;
      if (await this.transitions.failCut(clip, { code: 'processing_crashed', detail }))
        this.logger.error({ videoId: clip.clipId }, 'clip failed: its recorder died each time');
    }
  }

  /** Of clips whose film has been ready for long. Of deleted ones the storage sweep does it. */
  private async release(): Promise<void> {
    const held = await this.footage.list();
    if (held.length === 0) return;
    for (const clipId of await findLettingGo(this.database, held, keepReadySec)) {
      await this.transitions.letGo(clipId);
      await this.footage.release(clipId);
      this.logger.info({ videoId: clipId }, 'clip lets go of the segments it held');
    }
  }
}
