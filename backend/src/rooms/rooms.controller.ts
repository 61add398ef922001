import {
  createInviteSchema,
  createRoomSchema,
  inviteSchema,
  joinedSchema,
  joinRoomSchema,
  participantStateSchema,
  recordingSchema,
  roomIdSchema,
  roomListSchema,
  roomSchema,
  roomSnapshotSchema,
  SluiceError,
  type CreateInvite,
  type CreateRoom,
  type InviteView,
  type JoinedView,
  type JoinRoom,
  type ParticipantState,
  type RecordingView,
  type RoomList,
  type RoomSnapshot,
  type RoomView,
  type UserView,
} from '@sluice/vod';
import type { Participant } from '@sluice/database';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NotAudited } from '../audit/not-audited.decorator.js';
import { Access, CurrentParticipant, CurrentRoomCaller, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { Participants } from './participants.service.js';
import { Recordings } from './recordings.service.js';
import { requireInRoom, type RoomCaller } from './room-access.js';
import { RoomReader } from './room-reader.service.js';
import { Rooms } from './rooms.service.js';

@ApiTags('rooms')
@Controller('api/rooms')
export class RoomsController {
  constructor(
    private readonly rooms: Rooms,
    private readonly reader: RoomReader,
    private readonly participants: Participants,
    private readonly recordings: Recordings,
  ) {}

  @ApiOperation({ summary: 'Make a room to record in.' })
  @Post()
  @Access('account')
  @Answers(201, roomSchema, 'The room')
  @Fails('validation_failed', 'bad_json', 'unauthenticated', 'cross_site_request')
  create(
    @CurrentUser() user: UserView,
    @Body({ schema: createRoomSchema }) body: CreateRoom,
  ): Promise<RoomView> {
    return this.rooms.create(user, body);
  }

  @ApiOperation({ summary: 'Your rooms, newest first.' })
  @Get()
  @Access('account')
  @Answers(200, roomListSchema, 'The rooms')
  @Fails('unauthenticated')
  list(@CurrentUser() user: UserView): Promise<RoomList> {
    return this.rooms.list(user);
  }

  @ApiOperation({
    summary:
      'Delete a room with what was recorded in it. Films that were made of it stay. The owner and administrators.',
  })
  @Delete(':roomId')
  @HttpCode(204)
  @Access('account')
  @Answers(204, null, 'Deleted')
  @Fails('validation_failed', 'room_not_found', 'host_only', 'unauthenticated', 'cross_site_request')
  delete(
    @CurrentUser() user: UserView,
    @Param('roomId', { schema: roomIdSchema }) roomId: string,
  ): Promise<void> {
    return this.rooms.delete(user, roomId);
  }

  @ApiOperation({ summary: 'A new link for guests; the one before is void. The owner and administrators.' })
  @Post(':roomId/invites')
  @Access('account')
  @Answers(201, inviteSchema, 'The link, told this once')
  @Fails(
    'validation_failed',
    'bad_json',
    'room_not_found',
    'host_only',
    'unauthenticated',
    'cross_site_request',
  )
  invite(
    @CurrentUser() user: UserView,
    @Param('roomId', { schema: roomIdSchema }) roomId: string,
    @Body({ schema: createInviteSchema }) { days }: CreateInvite,
  ): Promise<InviteView> {
    return this.rooms.invite(user, roomId, days);
  }

  @ApiOperation({ summary: 'Join a room: by invitation, or as its owner.' })
  @Post(':roomId/participants')
  @Access('anyone')
  @Answers(201, joinedSchema, 'Who you are in the room')
  @Fails(
    'validation_failed',
    'bad_json',
    'room_not_found',
    'invite_invalid',
    'room_full',
    'cross_site_request',
  )
  join(
    @CurrentUser() user: UserView | null,
    @Param('roomId', { schema: roomIdSchema }) roomId: string,
    @Body({ schema: joinRoomSchema }) body: JoinRoom,
  ): Promise<JoinedView> {
    return this.participants.join(roomId, user, body);
  }

  @ApiOperation({ summary: 'Everything of a room, for those who are in it and its owner.' })
  @Get(':roomId')
  @Access('room')
  @Answers(200, roomSnapshotSchema, 'The room as it is now')
  @Fails('validation_failed', 'room_not_found', 'unauthenticated', 'participant_unknown')
  async load(
    @CurrentRoomCaller() caller: RoomCaller,
    @Param('roomId', { schema: roomIdSchema }) roomId: string,
  ): Promise<RoomSnapshot> {
    requireInRoom(caller, await this.reader.find(roomId));
    const snapshot = await this.reader.snapshot(roomId);
    if (!snapshot) throw new SluiceError('room_not_found');
    return snapshot;
  }

  @ApiOperation({ summary: 'Tell the others what your devices do (participant_state).' })
  @Put(':roomId/state')
  @NotAudited('said again and again by the page itself')
  @HttpCode(204)
  @Access('participant')
  @Answers(204, null, 'Told')
  @Fails('validation_failed', 'bad_json', 'room_not_found', 'participant_unknown')
  async tellState(
    @CurrentParticipant() participant: Participant,
    @Param('roomId', { schema: roomIdSchema }) roomId: string,
    @Body({ schema: participantStateSchema }) state: ParticipantState,
  ): Promise<void> {
    if (participant.roomId !== roomId) throw new SluiceError('room_not_found');
    await this.participants.touch(participant.id, state);
  }

  @ApiOperation({ summary: 'Begin a recording (recording_started), or learn which one runs. The host.' })
  @Post(':roomId/recordings')
  @Access('participant')
  @Answers(201, recordingSchema, 'The recording')
  @Fails('validation_failed', 'room_not_found', 'host_only', 'participant_unknown', 'quota_exceeded')
  async record(
    @CurrentParticipant() participant: Participant,
    @Param('roomId', { schema: roomIdSchema }) roomId: string,
  ): Promise<RecordingView> {
    if (participant.roomId !== roomId) throw new SluiceError('room_not_found');
    return this.recordings.start(participant);
  }
}
