import type { ObjectStorage } from '@sluice/storage';
import {
  cameraIdSchema,
  listSnapshotsQuerySchema,
  snapshotIdSchema,
  snapshotKeys,
  snapshotListSchema,
  snapshotSchema,
  takeSnapshotSchema,
  type ListSnapshotsQuery,
  type SnapshotList,
  type SnapshotView,
  type TakeSnapshot,
  type UserView,
} from '@sluice/vod';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { sendMedia } from '../playback/send-media.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { Snapshots } from './snapshots.service.js';

const pictureNameSchema = z.enum(['picture.jpg', 'thumbnail.jpg']);

@ApiTags('snapshots')
@Controller()
export class SnapshotsController {
  constructor(
    private readonly snapshots: Snapshots,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  @ApiOperation({
    summary: 'Keep one picture of a camera, in full size: of now, or of a moment in its buffer.',
  })
  @Post('api/cameras/:id/snapshots')
  @Access('account')
  @Answers(201, snapshotSchema, 'The snapshot')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'cross_site_request',
    'camera_not_found',
    'no_footage',
    'clip_conflict',
    'disk_full',
    'recorder_down',
  )
  take(
    @CurrentUser() user: UserView,
    @Param('id', { schema: cameraIdSchema }) id: string,
    @Body({ schema: takeSnapshotSchema }) body: TakeSnapshot,
  ): Promise<SnapshotView> {
    return this.snapshots.take(user, id, body);
  }

  @ApiOperation({ summary: 'Snapshots, newest first.' })
  @Get('api/snapshots')
  @Access('account')
  @Answers(200, snapshotListSchema, 'The snapshots')
  @Fails('validation_failed', 'unauthenticated')
  list(@Query({ schema: listSnapshotsQuerySchema }) query: ListSnapshotsQuery): Promise<SnapshotList> {
    return this.snapshots.list(query);
  }

  @ApiOperation({ summary: 'Delete a snapshot.' })
  @Delete('api/snapshots/:id')
  @HttpCode(204)
  @Access('account')
  @Answers(204, null, 'It is gone')
  @Fails('validation_failed', 'unauthenticated', 'forbidden', 'cross_site_request', 'snapshot_not_found')
  delete(
    @CurrentUser() user: UserView,
    @Param('id', { schema: snapshotIdSchema }) id: string,
  ): Promise<void> {
    return this.snapshots.delete(user, id);
  }

  @ApiOperation({ summary: 'The picture itself.' })
  @Get('media/snapshots/:id/:name')
  @Access('account')
  @ApiProduces('image/jpeg')
  @Answers(200, z.string(), 'A JPEG')
  @Fails('validation_failed', 'unauthenticated', 'snapshot_not_found', 'media_not_found')
  async picture(
    @Param('id', { schema: snapshotIdSchema }) id: string,
    @Param('name', { schema: pictureNameSchema }) name: z.infer<typeof pictureNameSchema>,
    @Res() response: Response,
  ): Promise<void> {
    const { fileId } = await this.snapshots.load(id);
    const { pictureKey, thumbnailKey } = snapshotKeys(fileId);
    await sendMedia(response, name === 'picture.jpg' ? pictureKey : thumbnailKey, {
      storage: this.storage,
      accelPrefix: this.settings.MEDIA_ACCEL_PREFIX,
      visibility: 'private',
    });
  }
}
