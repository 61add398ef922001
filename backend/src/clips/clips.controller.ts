import {
  cameraIdSchema,
  clipIdSchema,
  clipMomentSchema,
  pastClipSchema,
  startClipSchema,
  stopClipSchema,
  videoSchema,
  type ClipMoment,
  type PastClip,
  type StartClip,
  type StopClip,
  type UserView,
  type VideoView,
} from '@sluice/vod';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NotAudited } from '../audit/not-audited.decorator.js';
import { NotLimited } from '../http/not-limited.decorator.js';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { Clips } from './clips.service.js';

@ApiTags('clips')
@Controller('api')
export class ClipsController {
  constructor(private readonly clips: Clips) {}

  @ApiOperation({ summary: 'Begin to record a clip, with what lay before the click if that is asked for.' })
  @Post('cameras/:id/clips/start')
  @Access('account')
  @Answers(201, videoSchema, 'The clip, a video in uploading')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'cross_site_request',
    'camera_not_found',
    'no_footage',
    'clip_conflict',
    'clip_too_long',
    'disk_full',
    'quota_exceeded',
  )
  start(
    @CurrentUser() user: UserView,
    @Param('id', { schema: cameraIdSchema }) id: string,
    @Body({ schema: startClipSchema }) body: StartClip,
  ): Promise<VideoView> {
    return this.clips.start(user, id, body);
  }

  @ApiOperation({ summary: 'A clip of a range of the past; it can be played at once.' })
  @Post('cameras/:id/clips')
  @Access('account')
  @Answers(201, videoSchema, 'The clip')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'cross_site_request',
    'camera_not_found',
    'no_footage',
    'clip_conflict',
    'clip_too_long',
    'clip_too_short',
    'disk_full',
    'quota_exceeded',
  )
  cutPast(
    @CurrentUser() user: UserView,
    @Param('id', { schema: cameraIdSchema }) id: string,
    @Body({ schema: pastClipSchema }) body: PastClip,
  ): Promise<VideoView> {
    return this.clips.cutPast(user, id, body);
  }

  @ApiOperation({
    summary: 'Say that the page which records a clip is there. Without it the clip is stopped.',
  })
  @NotLimited('without it the clip ends')
  @Post('clips/:id/heartbeat')
  @NotAudited('said again and again by the page itself')
  @HttpCode(204)
  @Access('account')
  @Answers(204, null, 'Heard')
  @Fails('validation_failed', 'bad_json', 'unauthenticated', 'cross_site_request', 'clip_not_found')
  heartbeat(
    @CurrentUser() user: UserView,
    @Param('id', { schema: clipIdSchema }) id: string,
    @Body({ schema: clipMomentSchema }) body: ClipMoment,
  ): Promise<void> {
    return this.clips.heartbeat(user, id, body);
  }

  @ApiOperation({ summary: 'Stop a clip; the answer can be played. Stopping it again changes nothing.' })
  @Post('clips/:id/stop')
  @HttpCode(200)
  @Access('account')
  @Answers(200, videoSchema, 'The clip')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'cross_site_request',
    'clip_not_found',
    'clip_too_short',
  )
  stop(
    @CurrentUser() user: UserView,
    @Param('id', { schema: clipIdSchema }) id: string,
    @Body({ schema: stopClipSchema }) body: StopClip,
  ): Promise<VideoView> {
    return this.clips.stop(user, id, body);
  }
}
