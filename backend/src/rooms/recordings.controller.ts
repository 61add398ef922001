import type { Participant } from '@sluice/database';
import {
  clockSchema,
  heartbeatSchema,
  recordingIdSchema,
  recordingSchema,
  startTakeSchema,
  takeSchema,
  type ClockView,
  type Heartbeat,
  type RecordingView,
  type StartTake,
  type TakeView,
} from '@sluice/vod';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NotAudited } from '../audit/not-audited.decorator.js';
import { Access, CurrentParticipant, CurrentRoomCaller } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { Recordings } from './recordings.service.js';
import type { RoomCaller } from './room-access.js';
import { Takes } from './takes.service.js';

@ApiTags('recordings')
@Controller('api/recordings/:recordingId')
export class RecordingsController {
  constructor(
    private readonly recordings: Recordings,
    private readonly takes: Takes,
  ) {}

  @ApiOperation({ summary: 'A recording as it is now (request_processing_status).' })
  @Get()
  @Access('room')
  @Answers(200, recordingSchema, 'The recording')
  @Fails('validation_failed', 'recording_not_found', 'unauthenticated', 'participant_unknown')
  load(
    @CurrentRoomCaller() caller: RoomCaller,
    @Param('recordingId', { schema: recordingIdSchema }) recordingId: string,
  ): Promise<RecordingView> {
    return this.recordings.load(recordingId, caller);
  }

  @ApiOperation({ summary: 'Say that the recording goes on (recording_heartbeat).' })
  @Post('heartbeat')
  @NotAudited('said again and again by the page itself')
  @HttpCode(200)
  @Access('participant')
  @Answers(200, clockSchema, 'The server’s clock')
  @Fails('validation_failed', 'bad_json', 'recording_not_found', 'participant_unknown')
  async heartbeat(
    @CurrentParticipant() participant: Participant,
    @Param('recordingId', { schema: recordingIdSchema }) recordingId: string,
    @Body({ schema: heartbeatSchema }) body: Heartbeat,
  ): Promise<ClockView> {
    const { serverTime } = await this.recordings.heartbeat(recordingId, participant, body);
    return { serverTime };
  }

  @ApiOperation({
    summary:
      'Stop it for everybody (recording_stopped); answered with the state as it is when there is nothing to stop.',
  })
  @Post('stop')
  @HttpCode(200)
  @Access('participant')
  @Answers(200, recordingSchema, 'The recording')
  @Fails('validation_failed', 'recording_not_found', 'participant_unknown')
  stop(
    @CurrentParticipant() participant: Participant,
    @Param('recordingId', { schema: recordingIdSchema }) recordingId: string,
  ): Promise<RecordingView> {
    return this.recordings.stop(recordingId, participant);
  }

  @ApiOperation({ summary: 'Process a recording that failed once more.' })
  @Post('retry')
  @HttpCode(202)
  @Access('room')
  @Answers(202, recordingSchema, 'The recording, in processing')
  @Fails(
    'validation_failed',
    'recording_not_found',
    'nothing_to_retry',
    'unauthenticated',
    'participant_unknown',
    'cross_site_request',
  )
  retry(
    @CurrentRoomCaller() caller: RoomCaller,
    @Param('recordingId', { schema: recordingIdSchema }) recordingId: string,
  ): Promise<RecordingView> {
    return this.recordings.retry(recordingId, caller);
  }

  @ApiOperation({ summary: 'Announce a take, before its first chunk. The same again is answered the same.' })
  @Post('takes')
  @NotAudited('part of recording, said by the page itself')
  @Access('participant')
  @Answers(201, takeSchema, 'The take')
  @Fails(
    'validation_failed',
    'bad_json',
    'recording_not_found',
    'recording_closed',
    'take_not_found',
    'take_conflict',
    'participant_unknown',
  )
  announce(
    @CurrentParticipant() participant: Participant,
    @Param('recordingId', { schema: recordingIdSchema }) recordingId: string,
    @Body({ schema: startTakeSchema }) body: StartTake,
  ): Promise<TakeView> {
    return this.takes.announce(recordingId, participant, body);
  }
}
