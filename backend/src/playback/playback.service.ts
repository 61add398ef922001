import { Video } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import {
  attemptPrefix,
  buildIFramePlaylist,
  buildMediaPlaylist,
  buildMultivariantPlaylist,
  buildStoryboardVtt,
  fileNameOf,
  iFramePlaylistName,
  initFileName,
  sheetCount,
  SluiceError,
  storyboardSheetName,
  type RenditionMedia,
  type UserView,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { ClipPreview, playsFromHeld } from '../clips/clip-preview.service.js';
import { GrowingVideos } from '../videos/growing-videos.service.js';
import { mayView } from '../videos/video-access.js';
import { AddressCache } from './address-cache.js';
import { loadPublished, presentGrowing, type Presentation } from './presentation.js';

/** Long enough to watch any film in one sitting, with pauses. */
const segmentUrlTtlSec = 24 * 3600;

/** Playlists made from rows, by the builders that also write the published files. */
@Injectable()
export class PlaybackService {
  /** Signing the segments of a long film takes a second of CPU; the addresses hold for hours. */
  private readonly addresses = new AddressCache(segmentUrlTtlSec / 4);

  constructor(
    private readonly database: DataSource,
    private readonly growing: GrowingVideos,
    private readonly previews: ClipPreview,
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
    const video = await this.loadVisible(videoId, user);
    if (playsFromHeld(video)) return this.previews.multivariantPlaylist(videoId);
    const { renditions, targetDurationSec } = await this.loadPresentation(video);
    return buildMultivariantPlaylist(renditions, targetDurationSec);
  }

  /** WebVTT whose cues point to the sheets, wherever they are fetched from. */
  async storyboard(videoId: string, user: UserView | null): Promise<string> {
    const { publishedAttempt: attempt, storyboard } = await this.loadVisible(videoId, user);
    if (attempt === null || !storyboard) throw new SluiceError('media_not_found');
    const names = Array.from({ length: sheetCount(storyboard) }, (_, sheet) => storyboardSheetName(sheet));
    const urls = await this.addresses.find(`${videoId}/a${attempt}`, names, (missing) =>
      this.urls(videoId, attempt, '', missing, './'),
    );
    return buildStoryboardVtt(storyboard, (name) => urls.get(name) ?? name);
  }

  /** `file` is playlist.m3u8 or iframes.m3u8. */
  async mediaPlaylist(
    videoId: string,
    renditionName: string,
    file: string,
    user: UserView | null,
  ): Promise<string> {
    const { attempt, renditions, ...playlist } = await this.loadPresentation(
      await this.loadVisible(videoId, user),
    );
    const rendition = renditions.find(({ name }) => name === renditionName);
    const iFrames = file === iFramePlaylistName;
    if (!rendition || (iFrames && rendition.kind !== 'video')) throw new SluiceError('media_not_found');
    const urls = await this.segmentUrls(videoId, attempt, rendition);
    const build = iFrames ? buildIFramePlaylist : buildMediaPlaylist;
    return build({ ...playlist, segments: rendition.segments, uriOf: (name) => urls.get(name) ?? name });
  }

  /** The published film, or as much of it as there is while it is encoded. */
  private async loadPresentation(video: Video): Promise<Presentation> {
    const { id: videoId } = video;
    if (video.publishedAttempt !== null) return loadPublished(this.database, videoId, video.publishedAttempt);
    const media = (await this.growing.load([video])).get(videoId);
    if (!media || media.renditions.length === 0) throw new SluiceError('not_playable_yet');
    return presentGrowing(video.attempt, media);
  }

  private segmentUrls(
    videoId: string,
    attempt: number,
    { name, segments }: RenditionMedia,
  ): Promise<ReadonlyMap<string, string>> {
    const files = [initFileName, ...segments.map(fileNameOf)];
    return this.addresses.find(`${videoId}/a${attempt}/${name}`, files, (missing) =>
      this.urls(videoId, attempt, `${name}/`, missing, '../'),
    );
  }

  /** Straight to the store, or relative to the address of the text that names the files. */
  private async urls(
    videoId: string,
    attempt: number,
    folder: string,
    files: readonly string[],
    upwards: string,
  ): Promise<Map<string, string>> {
    const entries = files.map(async (file): Promise<[string, string]> => {
      const direct = await this.storage.urlFor(
        attemptPrefix(videoId, attempt) + folder + file,
        segmentUrlTtlSec,
      );
      return [file, direct ?? `${upwards}a${attempt}/${folder}${file}`];
    });
    return new Map(await Promise.all(entries));
  }
}
