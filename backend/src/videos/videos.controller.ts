import {
  listVideosQuerySchema,
  updateVideoSchema,
  videoIdSchema,
  videoPageSchema,
  videoSchema,
  type ListVideosQuery,
  type UpdateVideo,
  type UserView,
  type VideoPage,
  type VideoView,
} from '@sluice/vod';
import { SourceStore } from '@sluice/storage';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { sendOriginal } from './send-original.js';
import { VideosService } from './videos.service.js';

@ApiTags('videos')
@Controller('api/videos')
export class VideosController {
  constructor(
    private readonly videos: VideosService,
    private readonly sources: SourceStore,
  ) {}

  @ApiOperation({
    summary:
      'The gallery, newest first: public videos that can be played, and all of your own. Administrators see all.',
  })
  @Get()
  @Access('anyone')
  @Answers(200, videoPageSchema, 'A page')
  @Fails('validation_failed', 'bad_cursor', 'unauthenticated')
  list(
    @CurrentUser() user: UserView | null,
    @Query({ schema: listVideosQuerySchema }) query: ListVideosQuery,
  ): Promise<VideoPage> {
    return this.videos.list(user, query);
  }

  @ApiOperation({ summary: 'One video.' })
  @Get(':id')
  @Access('anyone')
  @Answers(200, videoSchema, 'The video')
  @Fails('validation_failed', 'video_not_found', 'unauthenticated')
  load(
    @CurrentUser() user: UserView | null,
    @Param('id', { schema: videoIdSchema }) id: string,
  ): Promise<VideoView> {
    return this.videos.load(id, user);
  }

  @ApiOperation({
    summary:
      'The file as it was sent, to be saved. The owner and administrators. With S3 it is fetched there (302).',
  })
  @Get(':id/original')
  @Access('account')
  @ApiProduces('application/octet-stream')
  @Answers(200, z.string().meta({ format: 'binary' }), 'The file, as an attachment')
  @Fails(
    'validation_failed',
    'video_not_found',
    'unauthenticated',
    'forbidden',
    'original_removed',
    'media_not_found',
    'range_not_satisfiable',
  )
  async original(
    @CurrentUser() user: UserView,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await sendOriginal(response, await this.videos.loadEditable(id, user), this.sources);
  }

  @ApiOperation({ summary: 'Change title, description or visibility. The owner and administrators.' })
  @Patch(':id')
  @Access('account')
  @Answers(200, videoSchema, 'The video as it is now')
  @Fails(
    'validation_failed',
    'bad_json',
    'video_not_found',
    'unauthenticated',
    'forbidden',
    'cross_site_request',
  )
  update(
    @CurrentUser() user: UserView,
    @Param('id', { schema: videoIdSchema }) id: string,
    @Body({ schema: updateVideoSchema }) change: UpdateVideo,
  ): Promise<VideoView> {
    return this.videos.update(id, user, change);
  }

  @ApiOperation({
    summary:
      'Delete a video with everything that belongs to it, in whatever state it is. The owner and administrators.',
  })
  @Delete(':id')
  @HttpCode(204)
  @Access('account')
  @Answers(204, null, 'Deleted')
  @Fails('validation_failed', 'video_not_found', 'unauthenticated', 'forbidden', 'cross_site_request')
  delete(@CurrentUser() user: UserView, @Param('id', { schema: videoIdSchema }) id: string): Promise<void> {
    return this.videos.delete(id, user);
  }

  @ApiOperation({ summary: 'Process a failed or stuck video again. The owner and administrators.' })
  @Post(':id/retry')
  @HttpCode(202)
  @Access('account')
  @Answers(202, videoSchema, 'The video, in processing')
  @Fails(
    'validation_failed',
    'video_not_found',
    'unauthenticated',
    'forbidden',
    'nothing_to_retry',
    'original_removed',
    'retry_cannot_help',
    'cross_site_request',
  )
  retry(
    @CurrentUser() user: UserView,
    @Param('id', { schema: videoIdSchema }) id: string,
  ): Promise<VideoView> {
    return this.videos.retry(id, user);
  }
}
