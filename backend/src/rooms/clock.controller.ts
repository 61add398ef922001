import { clockSchema, type ClockView } from '@sluice/vod';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';

@ApiTags('recordings')
@Controller('api/clock')
export class ClockController {
  @ApiOperation({ summary: 'The server’s clock, by which recordings are put together.' })
  @Get()
  @Access('anyone')
  @Answers(200, clockSchema, 'Now')
  @Fails()
  now(): ClockView {
    return { serverTime: new Date().toISOString() };
  }
}
