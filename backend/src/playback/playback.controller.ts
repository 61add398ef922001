import type { ObjectStorage } from '@sluice/storage';
import { contentTypeOf, parseVideoKey, SluiceError, videoIdSchema, storyboardFileName } from '@sluice/vod';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Access } from '../http/access.decorator.js';
import { ClipPreview } from '../clips/clip-preview.service.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { PlaybackService } from './playback.service.js';
import { sendPlaylist, sendSegment } from './send-live.js';
import { sendMedia } from './send-media.js';
import { ticketOf } from './take-ticket.js';

const renditionNameSchema = z.string().regex(/^(\d{1,5}p|audio)$/, 'is not the name of a rendition');

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
  @Fails('validation_failed', 'video_not_found', 'playback_link_expired', 'not_playable_yet')
  async multivariant(
    @Req() request: Request,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    sendPlaylist(response, await this.playback.multivariantPlaylist(id, ticketOf(request)));
  }

  @ApiOperation({ summary: 'A clip as it plays before it is encoded: the segments of its camera.' })
  @Get('videos/:id/preview/playlist.m3u8')
  @Access('anyone')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails('validation_failed', 'video_not_found', 'playback_link_expired', 'not_playable_yet')
  async preview(
    @Req() request: Request,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.playback.loadVisible(id, ticketOf(request));
    sendPlaylist(response, await this.previews.mediaPlaylist(id));
  }

  @Get('videos/:id/preview/*path')
  @Access('anyone')
  @ApiExcludeEndpoint()
  async previewSegment(
    @Req() request: Request,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.playback.loadVisible(id, ticketOf(request));
    const path = request.path.slice(request.path.indexOf('/preview/') + '/preview/'.length);
    const segment = await this.previews.findSegment(id, path);
    await sendSegment(response, segment.path, segment.bytes);
  }

  @ApiOperation({ summary: "A rendition's segments." })
  @Get('videos/:id/:rendition/playlist.m3u8')
  @Access('anyone')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails(
    'validation_failed',
    'video_not_found',
    'playback_link_expired',
    'not_playable_yet',
    'media_not_found',
  )
  media(
    @Req() request: Request,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Param('rendition', { schema: renditionNameSchema }) rendition: string,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendMediaPlaylist(response, id, rendition, 'playlist.m3u8', ticketOf(request));
  }

  @ApiOperation({ summary: "A rendition's key frames, for scrubbing." })
  @Get('videos/:id/:rendition/iframes.m3u8')
  @Access('anyone')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails(
    'validation_failed',
    'video_not_found',
    'playback_link_expired',
    'not_playable_yet',
    'media_not_found',
  )
  iFrames(
    @Req() request: Request,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Param('rendition', { schema: renditionNameSchema }) rendition: string,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendMediaPlaylist(response, id, rendition, 'iframes.m3u8', ticketOf(request));
  }

  @ApiOperation({ summary: 'The storyboard: a small picture every few seconds, for scrubbing.' })
  @Get('videos/:id/storyboard.vtt')
  @Access('anyone')
  @ApiProduces('text/vtt')
  @Answers(200, z.string(), 'WebVTT whose cues name a place on a sheet')
  @Fails('validation_failed', 'video_not_found', 'playback_link_expired', 'media_not_found')
  async storyboard(
    @Req() request: Request,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    sendText(response, storyboardFileName, await this.playback.storyboard(id, ticketOf(request)));
  }

  /** Segments, posters, storyboards: written once, never changed. */
  @Get('*key')
  @Access('anyone')
  @ApiExcludeEndpoint()
  async object(@Req() request: Request, @Res() response: Response): Promise<void> {
    const key = request.path.replace(/^\/media\//, '');
    const parsed = parseVideoKey(key);
    if (!parsed) throw new SluiceError('media_not_found');
    const { visibility } = await this.playback.loadVisible(parsed.videoId, ticketOf(request));
    const { storage, settings } = this;
    await sendMedia(response, key, {
      storage,
      visibility,
      accelPrefix: settings.MEDIA_ACCEL_PREFIX,
    });
  }

  private async sendMediaPlaylist(
    response: Response,
    id: string,
    rendition: string,
    file: string,
    ticket: string | null,
  ): Promise<void> {
    sendPlaylist(response, await this.playback.mediaPlaylist(id, rendition, file, ticket));
  }
}

/** Asked for anew each time: a signed address in it runs out, and a video may be processed again. */
function sendText(response: Response, name: string, text: string): void {
  response.setHeader('Content-Type', contentTypeOf(name));
  response.setHeader('Cache-Control', 'no-cache');
  response.send(Buffer.from(text));
}
