import { ClipTransitions, type Clip } from '@sluice/database';
import { inUtc, type ClipStopReason } from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { ClipSender } from '../queue/clip-sender.service.js';
import { ClipFootage, footageSec } from './clip-footage.service.js';

/** Ends a clip: holds what is still missing, plans it to the picture, makes it playable and sends it to be cut. */
@Injectable()
export class ClipEnding {
  constructor(
    private readonly transitions: ClipTransitions,
    private readonly footage: ClipFootage,
    private readonly sender: ClipSender,
    private readonly logger: PinoLogger,
  ) {}

  /** A clip that somebody else has ended meanwhile stays as it is. */
  async end(clip: Clip, endMs: number, reason: ClipStopReason): Promise<void> {
    const { videoId: clipId, cameraId } = clip;
    const range = { fromMs: clip.startAt.getTime(), toMs: endMs };
    if (cameraId) {
      await this.footage.waitFor(cameraId, endMs);
      // a full disk takes no link more: what is held already is a clip all the same
      await this.footage
        .hold(clipId, cameraId, range)
        .catch((error: unknown) =>
          this.logger.warn({ err: error, videoId: clipId }, 'the rest was not held'),
        );
    }
    const found = await this.footage.find(clipId, range);
    if (!found) {
      const detail = 'The camera delivered no picture while the clip was recorded.';
      await this.transitions.giveUp(clipId, { code: 'no_footage', detail, reason });
      this.logger.warn({ videoId: clipId, cameraId, reason }, 'clip ended without a picture');
      return;
    }
    const gaps = found.cover.gaps.map(inUtc);
    const end = {
      startAt: clip.startAt,
      endAt: new Date(endMs),
      gaps,
      durationSec: footageSec(found),
      reason,
    };
    if (!(await this.transitions.stop(clipId, end))) return;
    this.logger.info(
      { videoId: clipId, cameraId, reason, frames: found.plan.frames, gaps: gaps.length },
      'clip ended',
    );
    await this.sender.sendFor(clipId);
  }
}
