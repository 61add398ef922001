import { Video } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import {
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
  videoPrefix,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { ClipPreview, playsFromHeld } from '../clips/clip-preview.service.js';
import { GrowingVideos } from '../videos/growing-videos.service.js';
import { MediaTickets, ticketTtlSec } from '../videos/media-tickets.service.js';
import { AddressCache } from './address-cache.js';
import { loadPublished, presentGrowing, type Presentation } from './presentation.js';

/** Long enough to watch any film in one sitting, with pauses. */
const segmentUrlTtlSec = 24 * 3600;

/** Playlists made from rows, by the builders that also write the published files. */
@Injectable()
export class PlaybackService {
  /** Signing the segments of a long film takes a second of CPU; the addresses hold for hours more. */
  private readonly addresses = new AddressCache(ticketTtlSec / 4);

  constructor(
    private readonly database: DataSource,
    private readonly tickets: MediaTickets,
    private readonly growing: GrowingVideos,
    private readonly previews: ClipPreview,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
  ) {}

  /**
   * A private video is for whoever brings a ticket for it, and nobody else: who they are doesn't count here, so that an
   * address which works can be passed on for some hours only. Throws `video_not_found`, `playback_link_expired`.
   */
  async loadVisible(videoId: string, ticket: string | null): Promise<Video> {
    const video = await this.database.getRepository(Video).findOneBy({ id: videoId });
    if (!video) throw new SluiceError('video_not_found');
    if (video.visibility === 'private') this.tickets.check(videoId, ticket);
    return video;
  }

  async multivariantPlaylist(videoId: string, ticket: string | null): Promise<string> {
    const video = await this.loadVisible(videoId, ticket);
    if (playsFromHeld(video)) return this.previews.multivariantPlaylist(videoId);
    const { renditions, targetDurationSec } = await this.loadPresentation(video);
    return buildMultivariantPlaylist(renditions, targetDurationSec);
  }

  /** WebVTT whose cues point to the sheets, wherever they are fetched from. */
  async storyboard(videoId: string, ticket: string | null): Promise<string> {
    const video = await this.loadVisible(videoId, ticket);
    const { publishedAttempt: attempt, storyboard } = video;
    if (attempt === null || !storyboard) throw new SluiceError('media_not_found');
    const names = Array.from({ length: sheetCount(storyboard) }, (_, sheet) => storyboardSheetName(sheet));
    const urls = await this.addressesOf(video, `a${attempt}/`, names, './');
    return buildStoryboardVtt(storyboard, (name) => urls.get(name) ?? name);
  }

  /** `file` is playlist.m3u8 or iframes.m3u8. */
  async mediaPlaylist(
    videoId: string,
    renditionName: string,
    file: string,
    ticket: string | null,
  ): Promise<string> {
    const video = await this.loadVisible(videoId, ticket);
    const { attempt, renditions, ...playlist } = await this.loadPresentation(video);
    const rendition = renditions.find(({ name }) => name === renditionName);
    const iFrames = file === iFramePlaylistName;
    if (!rendition || (iFrames && rendition.kind !== 'video')) throw new SluiceError('media_not_found');
    const files = [initFileName, ...rendition.segments.map(fileNameOf)];
    const urls = await this.addressesOf(video, `a${attempt}/${renditionName}/`, files, '../');
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

  /** Straight to the store, or relative to the address of the text that names the files. */
  private addressesOf(
    { id, visibility }: Video,
    folder: string,
    files: readonly string[],
    upwards: string,
  ): Promise<ReadonlyMap<string, string>> {
    const isPrivate = visibility === 'private';
    const ttlSec = isPrivate ? ticketTtlSec : segmentUrlTtlSec;
    const addressOf = async (file: string): Promise<[string, string]> => {
      const direct = await this.storage.urlFor(`${videoPrefix(id)}${folder}${file}`, ttlSec, { isPrivate });
      return [file, direct ?? `${upwards}${folder}${file}`];
    };
    return this.addresses.find(
      `${isPrivate ? 'private ' : ''}${id}/${folder}`,
      files,
      async (missing) => new Map(await Promise.all(missing.map(addressOf))),
    );
  }
}
