import {
  cameraIdSchema,
  cameraListSchema,
  cameraSchema,
  cameraTestSchema,
  createCameraSchema,
  testCameraSchema,
  updateCameraSchema,
  type CameraList,
  type CameraTest,
  type CameraView,
  type CreateCamera,
  type TestCameraData,
  type UpdateCamera,
  type UserView,
} from '@sluice/vod';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clips } from '../clips/clips.service.js';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { Cameras } from './cameras.service.js';
import { RecorderJobs } from './recorder-jobs.service.js';

@ApiTags('cameras')
@Controller('api/cameras')
export class CamerasController {
  constructor(
    private readonly cameras: Cameras,
    private readonly clips: Clips,
    private readonly recorders: RecorderJobs,
  ) {}

  @ApiOperation({ summary: 'All cameras, with what their recorders say.' })
  @Get()
  @Access('account')
  @Answers(200, cameraListSchema, 'The cameras, oldest first')
  @Fails('unauthenticated')
  list(): Promise<CameraList> {
    return this.cameras.list();
  }

  @ApiOperation({ summary: 'Add a camera. Recorders take it up at once.' })
  @Post()
  @Access('admin')
  @Answers(201, cameraSchema, 'The camera')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'forbidden',
    'cross_site_request',
    'camera_name_taken',
  )
  create(
    @CurrentUser() user: UserView,
    @Body({ schema: createCameraSchema }) body: CreateCamera,
  ): Promise<CameraView> {
    return this.cameras.create(user, body);
  }

  @ApiOperation({ summary: 'Look at a source for a few seconds, without keeping anything.' })
  @Post('test')
  @HttpCode(200)
  @Access('admin')
  @Answers(200, cameraTestSchema, 'What it sends')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'forbidden',
    'cross_site_request',
    'camera_unreachable',
    'recorder_down',
  )
  test(@Body({ schema: testCameraSchema }) { source }: TestCameraData): Promise<CameraTest> {
    return this.recorders.testCamera(source);
  }

  @ApiOperation({ summary: 'One camera.' })
  @Get(':id')
  @Access('account')
  @Answers(200, cameraSchema, 'The camera')
  @Fails('validation_failed', 'unauthenticated', 'camera_not_found')
  load(@Param('id', { schema: cameraIdSchema }) id: string): Promise<CameraView> {
    return this.cameras.view(id);
  }

  @ApiOperation({ summary: 'Change a camera; a new source begins a new run, the buffer stays.' })
  @Patch(':id')
  @Access('admin')
  @Answers(200, cameraSchema, 'The camera')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'forbidden',
    'cross_site_request',
    'camera_not_found',
    'camera_name_taken',
  )
  update(
    @CurrentUser() user: UserView,
    @Param('id', { schema: cameraIdSchema }) id: string,
    @Body({ schema: updateCameraSchema }) body: UpdateCamera,
  ): Promise<CameraView> {
    return this.cameras.update(user, id, body);
  }

  @ApiOperation({
    summary: 'Remove a camera with its buffer. Clips and snapshots stay; clips being recorded end.',
  })
  @Delete(':id')
  @HttpCode(204)
  @Access('admin')
  @Answers(204, null, 'It is removed')
  @Fails('validation_failed', 'unauthenticated', 'forbidden', 'cross_site_request', 'camera_not_found')
  async remove(
    @CurrentUser() user: UserView,
    @Param('id', { schema: cameraIdSchema }) id: string,
  ): Promise<void> {
    await this.cameras.load(id);
    await this.clips.stopAllOf(id);
    await this.cameras.remove(user, id);
  }
}
