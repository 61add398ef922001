import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Video } from '@sluice/database';
import { mediaRoot, SluiceError } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

const hourSec = 3600;
/** Long enough for a film with pauses; whoever passes the address on gives it away for no longer. */
const hours = 5;
/** What is addressed straight at the store lives as long as a ticket does at most. */
export const ticketTtlSec = (hours + 1) * hourSec;

/** Lets whoever has the address play one private video, for some hours: docs/adr/0011-trust.md. */
@Injectable()
export class MediaTickets {
  private readonly key: Buffer;

  constructor(@Inject(BACKEND_SETTINGS) { SESSION_SECRET }: Pick<BackendSettings, 'SESSION_SECRET'>) {
    this.key = createHmac('sha256', SESSION_SECRET).update('media tickets').digest();
  }

  /** Where a video's media begin, for somebody who may see it. The same for everybody during an hour, for caches. */
  rootOf({ id, visibility }: Pick<Video, 'id' | 'visibility'>): string {
    return mediaRoot(visibility === 'private' ? this.issue(id) : null);
  }

  issue(videoId: string, nowMs = Date.now()): string {
    const expirySec = (Math.floor(nowMs / 1000 / hourSec) + 1 + hours) * hourSec;
    return `${expirySec}.${this.mac(videoId, expirySec)}`;
  }

  /** Throws `video_not_found` without a ticket of this video, and `playback_link_expired` with one that has run out. */
  check(videoId: string, ticket: string | null, nowMs = Date.now()): void {
    const [expirySec = NaN, mac = ''] = (ticket ?? '').split(/\.(.*)/s, 2);
    const expected = Buffer.from(this.mac(videoId, Number(expirySec)));
    const given = Buffer.from(mac);
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new SluiceError('video_not_found');
    if (Number(expirySec) * 1000 <= nowMs) throw new SluiceError('playback_link_expired');
  }

  private mac(videoId: string, expirySec: number): string {
    return createHmac('sha256', this.key).update(`${videoId} ${expirySec}`).digest('base64url');
  }
}
