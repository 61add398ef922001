import { platformVersion } from '@sluice/service';
import { aliveSchema, readinessSchema, type Readiness } from '@sluice/vod';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Access } from '../http/access.decorator.js';
import { Answers } from '../openapi/responses.decorator.js';
import { HealthService } from './health.service.js';

const version = platformVersion();

@ApiTags('health')
@Controller('api/health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @ApiOperation({ summary: 'The process is alive; says nothing about the rest.' })
  @Get()
  @Access('anyone')
  @Answers(200, aliveSchema, 'Alive')
  alive(): { status: 'alive'; version: string } {
    return { status: 'alive', version };
  }

  @ApiOperation({
    summary: "Everything that an upload needs to become a video is there; 503 says what isn't.",
  })
  @Get('ready')
  @Access('anyone')
  @Answers(200, readinessSchema, 'Ready')
  @Answers(503, readinessSchema, 'Not ready; the checks say why')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await this.health.check();
    response.status(readiness.status === 'ready' ? 200 : 503).setHeader('Cache-Control', 'no-store');
    return readiness;
  }
}
