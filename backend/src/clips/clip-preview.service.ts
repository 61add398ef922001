import { join } from 'node:path';
import { Clip, type Video } from '@sluice/database';
import type { Footage } from '@sluice/storage';
import {
  buildPreviewMaster,
  buildPreviewPlaylist,
  parseSegmentPath,
  segmentPath,
  SluiceError,
} from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ClipFootage } from './clip-footage.service.js';

/** Plays clips from the segments that they hold, until they are encoded. */
@Injectable()
export class ClipPreview {
  constructor(
    private readonly database: DataSource,
    private readonly footage: ClipFootage,
  ) {}

  /** Throws `not_playable_yet` while the clip is recorded. */
  async multivariantPlaylist(videoId: string): Promise<string> {
    const { cover } = await this.load(videoId);
    return buildPreviewMaster(cover.segments, 'preview/playlist.m3u8');
  }

  async mediaPlaylist(videoId: string): Promise<string> {
    const { cover, plan } = await this.load(videoId);
    return buildPreviewPlaylist(cover.segments, plan, segmentPath);
  }

  /**
   * A segment of the clip, and how much of it belongs to it; `path` is below preview/. Throws `media_not_found`, also for
   * what else the clip holds: whoever may see the clip may see nothing beyond.
   */
  async findSegment(videoId: string, path: string): Promise<{ path: string; bytes: number }> {
    if (!parseSegmentPath(path)) throw new SluiceError('media_not_found');
    const { cover, plan } = await this.load(videoId);
    const segment = cover.segments.find((candidate) => segmentPath(candidate) === path);
    if (!segment) throw new SluiceError('media_not_found');
    const isLast = segment === cover.segments.at(-1);
    return {
      path: join(this.footage.folderOf(videoId), path),
      bytes: isLast ? plan.lastSegmentBytes : segment.sizeBytes,
    };
  }

  private async load(videoId: string): Promise<Footage> {
    const clip = await this.database.getRepository(Clip).findOneBy({ videoId });
    if (!clip?.endAt) throw new SluiceError('not_playable_yet');
    const found = await this.footage.find(videoId, {
      fromMs: clip.startAt.getTime(),
      toMs: clip.endAt.getTime(),
    });
    if (!found) throw new SluiceError('not_playable_yet');
    return found;
  }
}

/** Until its film is ready, a clip plays from what it holds. */
export const playsFromHeld = ({ sourceKind, publishedAttempt }: Video): boolean =>
  sourceKind === 'clip' && publishedAttempt === null;
