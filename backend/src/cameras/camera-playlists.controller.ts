import { join } from 'node:path';
import {
  buildCameraPlaylist,
  cameraIdSchema,
  coverRange,
  dvrQuerySchema,
  liveWindow,
  parseSegmentPath,
  segmentPath,
  SluiceError,
  type DvrQuery,
  type RingSegment,
} from '@sluice/vod';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { noFootage } from '../clips/no-footage.js';
import { NotLimited } from '../http/not-limited.decorator.js';
import { Access } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { sendPlaylist, sendSegment } from '../playback/send-live.js';
import { CameraRings } from './camera-rings.service.js';
import { Cameras } from './cameras.service.js';

const liveWindowSec = 20;
/** Two hours: a player reads the whole list each second. What lies further back is asked for by its range. */
const dvrSegmentsMax = 7200;

@ApiTags('cameras')
@Controller('api/cameras/:id')
@NotLimited('players ask each second')
export class CameraPlaylistsController {
  constructor(
    private readonly cameras: Cameras,
    private readonly rings: CameraRings,
  ) {}

  @ApiOperation({ summary: 'The last seconds of a camera, live.' })
  @Get('live.m3u8')
  @Access('account')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails('validation_failed', 'unauthenticated', 'camera_not_found', 'not_playable_yet')
  async live(@Param('id', { schema: cameraIdSchema }) id: string, @Res() response: Response): Promise<void> {
    await this.cameras.load(id);
    sendOpen(response, liveWindow(await this.rings.list(id), liveWindowSec));
  }

  @ApiOperation({
    summary:
      'The buffer of a camera, live, its last two hours at most; with from and to that range of it, closed.',
  })
  @Get('dvr.m3u8')
  @Access('account')
  @ApiProduces('application/vnd.apple.mpegurl')
  @Answers(200, z.string(), 'The playlist')
  @Fails('validation_failed', 'unauthenticated', 'camera_not_found', 'not_playable_yet', 'no_footage')
  async dvr(
    @Param('id', { schema: cameraIdSchema }) id: string,
    @Query({ schema: dvrQuerySchema }) { from, to }: DvrQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.cameras.load(id);
    const ring = await this.rings.list(id);
    if (from === undefined && to === undefined) return sendOpen(response, ring.slice(-dvrSegmentsMax));
    const range = { fromMs: from ? Date.parse(from) : 0, toMs: to ? Date.parse(to) : Date.now() };
    const { segments } = coverRange(ring, range);
    if (segments.length === 0) throw noFootage(ring);
    if (segments.length > dvrSegmentsMax)
      throw new SluiceError(
        'validation_failed',
        'The range is too long for a playlist: ask for two hours at most.',
      );
    sendPlaylist(response, buildCameraPlaylist({ segments, isClosed: true, uriOf }));
  }

  @Get('segments/*path')
  @Access('account')
  @ApiExcludeEndpoint()
  async segment(
    @Param('id', { schema: cameraIdSchema }) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const path = request.path.slice(request.path.indexOf('/segments/') + '/segments/'.length);
    if (!parseSegmentPath(path)) throw new SluiceError('media_not_found');
    await sendSegment(response, join(this.rings.folderOf(id), path));
  }
}

/** Relative to the playlist. */
const uriOf = (segment: RingSegment): string => `segments/${segmentPath(segment)}`;

function sendOpen(response: Response, segments: readonly RingSegment[]): void {
  if (segments.length === 0) throw new SluiceError('not_playable_yet');
  sendPlaylist(response, buildCameraPlaylist({ segments, isClosed: false, uriOf }));
}
