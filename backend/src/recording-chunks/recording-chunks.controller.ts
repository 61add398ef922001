import { Controller, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { NotAudited } from '../audit/not-audited.decorator.js';
import { NotLimited } from '../http/not-limited.decorator.js';
import { Access } from '../http/access.decorator.js';
import { ReceiveChunk } from './receive-chunk.service.js';

@Controller('api/recording-chunks')
@NotLimited('footage that cannot be made again; each address is signed')
export class RecordingChunksController {
  constructor(private readonly chunks: ReceiveChunk) {}

  /**
   * With local storage the backend plays the bucket's part: its answers are S3's, as far as browsers look at them. The
   * signature is the right to send; pages of other sites are refused all the same, since none was ever given one.
   * Described nowhere, like a bucket's own API: nobody makes these addresses but the backend.
   */
  @Put('*key')
  @NotAudited('every two seconds, by the page itself')
  @Access('anyone')
  @ApiExcludeEndpoint()
  async put(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { md5Hex } = await this.chunks.receive(request, response);
    response.setHeader('ETag', `"${md5Hex}"`).setHeader('Cache-Control', 'no-store').status(200).end();
  }
}
