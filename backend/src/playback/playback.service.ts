import { Rendition, Video } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import {
  attemptPrefix,
  buildIFramePlaylist,
  buildMediaPlaylist,
  buildMultivariantPlaylist,
  iFramePlaylistName,
  initFileName,
  segmentFileName,
  SluiceError,
  targetDuration,
  type UserView,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { mayView } from '../videos/video-access.js';

/** Long enough to watch any film in one sitting, with pauses. */
const segmentUrlTtlSec = 24 * 3600;

/** Playlists made from rows, by the builders that also write the published files. */
@Injectable()
export class PlaybackService {
  constructor(
    private readonly database: DataSource,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
  ) {}

  /** Throws `video_not_found` for what isn't there or isn't for this person. */
  async loadVisible(videoId: string, user: UserView | null): Promise<Video> {
    const video = await this.database
      .getRepository(Video)
      .findOne({ where: { id: videoId }, relations: { owner: true } });
    if (!video || !mayView(user, video)) throw new SluiceError('video_not_found');
    return video;
  }

  async multivariantPlaylist(videoId: string, user: UserView | null): Promise<string> {
    const { renditions } = await this.loadPublished(videoId, user);
    return buildMultivariantPlaylist(renditions);
  }

  /** `file` is playlist.m3u8 or iframes.m3u8. */
  async mediaPlaylist(
    videoId: string,
    renditionName: string,
    file: string,
    user: UserView | null,
  ): Promise<string> {
    const { attempt, renditions } = await this.loadPublished(videoId, user);
    const rendition = renditions.find(({ name }) => name === renditionName);
    const iFrames = file === iFramePlaylistName;
    if (!rendition || (iFrames && rendition.kind !== 'video')) throw new SluiceError('media_not_found');
    const urls = await this.segmentUrls(videoId, attempt, rendition);
    const build = iFrames ? buildIFramePlaylist : buildMediaPlaylist;
    return build({
      segments: rendition.segments,
      targetDurationSec: targetDuration(renditions),
      type: 'VOD',
      uriOf: (name) => urls.get(name) ?? name,
    });
  }

  private async loadPublished(
    videoId: string,
    user: UserView | null,
  ): Promise<{ attempt: number; renditions: Rendition[] }> {
    const { publishedAttempt: attempt } = await this.loadVisible(videoId, user);
    if (attempt === null) throw new SluiceError('not_playable_yet');
    return { attempt, renditions: await this.database.getRepository(Rendition).findBy({ videoId, attempt }) };
  }

  /** Relative to the playlist's own address, or straight to the store. */
  private async segmentUrls(
    videoId: string,
    attempt: number,
    { name, segments }: Rendition,
  ): Promise<Map<string, string>> {
    const files = [initFileName, ...segments.map((_, index) => segmentFileName(index))];
    const urls = files.map(async (file): Promise<[string, string]> => {
      const direct = await this.storage.urlFor(
        `${attemptPrefix(videoId, attempt)}${name}/${file}`,
        segmentUrlTtlSec,
      );
      return [file, direct ?? `../a${attempt}/${name}/${file}`];
    });
    return new Map(await Promise.all(urls));
  }
}
