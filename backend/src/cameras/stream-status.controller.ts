import {
  bufferStatusQuerySchema,
  bufferStatusSchema,
  streamStatusSchema,
  type BufferStatus,
  type StreamStatus,
} from '@sluice/vod';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { Cameras } from './cameras.service.js';

/** For monitoring, at the addresses and in the words that it knows. */
@ApiTags('monitoring')
@Controller()
export class StreamStatusController {
  constructor(private readonly cameras: Cameras) {}

  @ApiOperation({
    summary: "What a camera's buffer holds; read from the disk, so it is right while no recorder runs.",
  })
  @Get('video/buffer/status')
  @Access('account')
  @Answers(200, bufferStatusSchema, 'The buffer')
  @Fails('validation_failed', 'unauthenticated', 'camera_not_found')
  buffer(@Query({ schema: bufferStatusQuerySchema }) { camera }: { camera?: string }): Promise<BufferStatus> {
    return this.cameras.bufferStatus(camera);
  }

  @ApiOperation({ summary: 'Whether every camera is recorded, and since when not.' })
  @Get('api/debug/background-stream-status')
  @Access('account')
  @Answers(200, streamStatusSchema, 'All streams')
  @Fails('unauthenticated')
  streams(): Promise<StreamStatus> {
    return this.cameras.streamStatus();
  }
}
