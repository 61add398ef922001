import type { ObjectStorage } from '@sluice/storage';
import {
  contentTypeOf,
  parseVideoKey,
  SluiceError,
  videoIdSchema,
  type UserView,
  storyboardFileName,
} from '@sluice/vod';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { ClipPreview } from '../clips/clip-preview.service.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { PlaybackService } from './playback.service.js';
import { sendPlaylist, sendSegment } from './send-live.js';
import { sendMedia } from './send-media.js';

const renditionNameSchema = z.string().regex(/^(\d{1,5}p|audio)$/, 'is not the name of a rendition');
const pictureUrlTtlSec = 12 * 3600;

@ApiTags('playback')
@Controller('media')
export class PlaybackController {
  constructor(
    private readonly playback: PlaybackService,
    private readonly previews: ClipPreview,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  @ApiOperation({ summary: 'The multivariant playlist: what a player opens.' })
  @Get('videos/:id/master.m3u8')
  @Access('anyone')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails('validation_failed', 'video_not_found', 'not_playable_yet')
  async multivariant(
    @CurrentUser() user: UserView | null,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    sendPlaylist(response, await this.playback.multivariantPlaylist(id, user));
  }

  @ApiOperation({ summary: 'A clip as it plays before it is encoded: the segments of its camera.' })
  @Get('videos/:id/preview/playlist.m3u8')
  @Access('anyone')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails('validation_failed', 'video_not_found', 'not_playable_yet')
  async preview(
    @CurrentUser() user: UserView | null,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.playback.loadVisible(id, user);
    sendPlaylist(response, await this.previews.mediaPlaylist(id));
  }

  @Get('videos/:id/preview/*path')
  @Access('anyone')
  @ApiExcludeEndpoint()
  async previewSegment(
    @CurrentUser() user: UserView | null,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.playback.loadVisible(id, user);
    const path = request.path.slice(request.path.indexOf('/preview/') + '/preview/'.length);
    const segment = await this.previews.findSegment(id, path);
    await sendSegment(response, segment.path, segment.bytes);
  }

  @ApiOperation({ summary: "A rendition's segments." })
  @Get('videos/:id/:rendition/playlist.m3u8')
  @Access('anyone')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails('validation_failed', 'video_not_found', 'not_playable_yet', 'media_not_found')
  media(
    @CurrentUser() user: UserView | null,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Param('rendition', { schema: renditionNameSchema }) rendition: string,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendMediaPlaylist(response, id, rendition, 'playlist.m3u8', user);
  }

  @ApiOperation({ summary: "A rendition's key frames, for scrubbing." })
  @Get('videos/:id/:rendition/iframes.m3u8')
  @Access('anyone')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails('validation_failed', 'video_not_found', 'not_playable_yet', 'media_not_found')
  iFrames(
    @CurrentUser() user: UserView | null,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Param('rendition', { schema: renditionNameSchema }) rendition: string,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendMediaPlaylist(response, id, rendition, 'iframes.m3u8', user);
  }

  @ApiOperation({ summary: 'The storyboard: a small picture every few seconds, for scrubbing.' })
  @Get('videos/:id/storyboard.vtt')
  @Access('anyone')
  @ApiProduces('text/vtt')
  @Answers(200, z.string(), 'WebVTT whose cues name a place on a sheet')
  @Fails('validation_failed', 'video_not_found', 'media_not_found')
  async storyboard(
    @CurrentUser() user: UserView | null,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    sendText(response, storyboardFileName, await this.playback.storyboard(id, user));
  }

  /** Segments, posters, storyboards: written once, never changed. */
  @Get('*key')
  @Access('anyone')
  @ApiExcludeEndpoint()
  async object(
    @CurrentUser() user: UserView | null,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const key = request.path.replace(/^\/media\//, '');
    const parsed = parseVideoKey(key);
    if (!parsed) throw new SluiceError('media_not_found');
    const { visibility } = await this.playback.loadVisible(parsed.videoId, user);
    const { storage, settings } = this;
    await sendMedia(response, key, {
      storage,
      visibility,
      accelPrefix: settings.MEDIA_ACCEL_PREFIX,
      urlTtlSec: pictureUrlTtlSec,
    });
  }

  private async sendMediaPlaylist(
    response: Response,
    id: string,
    rendition: string,
    file: string,
    user: UserView | null,
  ): Promise<void> {
    sendPlaylist(response, await this.playback.mediaPlaylist(id, rendition, file, user));
  }
}

/** Asked for anew each time: a signed address in it runs out, and a video may be processed again. */
function sendText(response: Response, name: string, text: string): void {
  response.setHeader('Content-Type', contentTypeOf(name));
  response.setHeader('Cache-Control', 'no-cache');
  response.send(Buffer.from(text));
}
