import type { Participant } from '@sluice/database';
import {
  chunksRequestSchema,
  confirmedChunksSchema,
  sealTakeSchema,
  signedChunksSchema,
  takeIdSchema,
  takeSchema,
  type ChunksRequest,
  type ConfirmedChunks,
  type SealTake,
  type SignedChunks,
  type TakeView,
} from '@sluice/vod';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NotAudited } from '../audit/not-audited.decorator.js';
import { Access, CurrentParticipant } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { RecordingChunks } from './recording-chunks.service.js';
import { Takes } from './takes.service.js';

@ApiTags('recordings')
@Controller('api/takes/:takeId')
export class TakesController {
  constructor(
    private readonly takes: Takes,
    private readonly chunks: RecordingChunks,
  ) {}

  @ApiOperation({ summary: 'Say how many chunks a take has. The same again is answered the same.' })
  @Post('seal')
  @NotAudited('part of recording, said by the page itself')
  @HttpCode(200)
  @Access('participant')
  @Answers(200, takeSchema, 'The take')
  @Fails(
    'validation_failed',
    'bad_json',
    'take_not_found',
    'take_conflict',
    'chunk_out_of_range',
    'participant_unknown',
  )
  seal(
    @CurrentParticipant() participant: Participant,
    @Param('takeId', { schema: takeIdSchema }) takeId: string,
    @Body({ schema: sealTakeSchema }) body: SealTake,
  ): Promise<TakeView> {
    return this.takes.seal(takeId, participant, body);
  }

  @ApiOperation({ summary: 'Addresses to PUT chunks to, each good for exactly this chunk.' })
  @Post('chunks/sign')
  @NotAudited('part of recording, said by the page itself')
  @HttpCode(200)
  @Access('participant')
  @Answers(200, signedChunksSchema, 'What is to be done for each')
  @Fails(
    'validation_failed',
    'bad_json',
    'body_too_large',
    'take_not_found',
    'chunk_out_of_range',
    'chunk_in_future',
    'recording_closed',
    'participant_unknown',
  )
  sign(
    @CurrentParticipant() participant: Participant,
    @Param('takeId', { schema: takeIdSchema }) takeId: string,
    @Body({ schema: chunksRequestSchema }) body: ChunksRequest,
  ): Promise<SignedChunks> {
    return this.chunks.sign(takeId, participant, body);
  }

  @ApiOperation({ summary: 'Have chunks verified that were uploaded. The answer says what is missing.' })
  @Post('chunks/confirm')
  @NotAudited('part of recording, said by the page itself')
  @HttpCode(200)
  @Access('participant')
  @Answers(200, confirmedChunksSchema, 'What became of each')
  @Fails(
    'validation_failed',
    'bad_json',
    'body_too_large',
    'take_not_found',
    'recording_closed',
    'participant_unknown',
    'storage_unavailable',
  )
  confirm(
    @CurrentParticipant() participant: Participant,
    @Param('takeId', { schema: takeIdSchema }) takeId: string,
    @Body({ schema: chunksRequestSchema }) body: ChunksRequest,
  ): Promise<ConfirmedChunks> {
    return this.chunks.confirm(takeId, participant, body);
  }
}
