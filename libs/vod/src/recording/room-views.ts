import { z } from 'zod';
import { videoErrorSchema } from '../video/video-schema.js';
import { videoStatuses, visibilities } from '../video/video-states.js';
import {
  recordingStages,
  recordingStatuses,
  stopReasons,
  takeContainers,
  takeEndReasons,
} from './recording-states.js';
import { participantStateSchema } from './room-requests.js';

const chunkRangeSchema = z.tuple([z.int(), z.int()]).describe('A run of chunk numbers, both ends included');

export const roomSchema = z
  .object({
    id: z.uuid(),
    title: z.string(),
    visibility: z.enum(visibilities),
    owner: z.object({ id: z.uuid(), name: z.string() }),
    createdAt: z.iso.datetime(),
    inviteExpiresAt: z.iso
      .datetime()
      .nullable()
      .describe('null when there is no invitation that is still good'),
    recordings: z.int().describe('How many have been made in it'),
  })
  .meta({ id: 'Room' });
export const roomListSchema = z.object({ items: z.array(roomSchema) }).meta({ id: 'RoomList' });

/** The secrets in these two are told once and stored as hashes. */
export const inviteSchema = z
  .object({ url: z.string().describe('The link to share'), invite: z.string(), expiresAt: z.iso.datetime() })
  .meta({ id: 'Invite' });
export const joinedSchema = z
  .object({
    participant: z.object({ id: z.uuid(), name: z.string(), isHost: z.boolean() }),
    token: z
      .string()
      .describe('Send it as the header Participant-Token with everything this participant does'),
  })
  .meta({ id: 'JoinedRoom' });

export const participantSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    isHost: z.boolean().describe('Whether it is the owner of the room or an administrator'),
    isOnline: z.boolean(),
    lastSeenAt: z.iso.datetime(),
    state: participantStateSchema.nullable().describe('null until their page has told it'),
  })
  .meta({ id: 'Participant' });

export const takeSchema = z
  .object({
    id: z.uuid(),
    number: z.int(),
    container: z.enum(takeContainers),
    startedAt: z.iso.datetime(),
    endReason: z.enum(takeEndReasons).nullable(),
    chunkCount: z.int().nullable().describe('null until the browser has said how many there are'),
    recordedChunks: z.int().describe('As many as the browser has told of so far'),
    verifiedChunks: z.int(),
    missing: z.array(chunkRangeSchema).max(50),
  })
  .meta({ id: 'Take' });

export const gapReasons = ['missing_chunks', 'paused', 'absent', 'interrupted'] as const;
/** A stretch of the film in which the last picture is held and nothing is heard. */
export const gapSchema = z
  .object({ fromSec: z.number(), toSec: z.number(), reason: z.enum(gapReasons) })
  .meta({ id: 'RecordingGap' });

export const recordingFilmSchema = z
  .object({
    participantId: z.uuid().nullable().describe('null: the film of the whole room, everybody side by side'),
    videoId: z.uuid(),
    isRoomFilm: z.boolean().describe('The one to show first: of all together, or of the only one'),
    status: z.enum(videoStatuses),
    playable: z.boolean(),
    progress: z.number().min(0).max(1),
    gaps: z.array(gapSchema),
  })
  .meta({ id: 'RecordingFilm' });

export const recordingSchema = z
  .object({
    id: z.uuid(),
    roomId: z.uuid(),
    number: z.int().describe('Counted from 1 in its room'),
    status: z.enum(recordingStatuses),
    stage: z.enum(recordingStages).nullable(),
    progress: z.number().min(0).max(1),
    startedAt: z.iso.datetime().describe('The 0 of the films, by the server’s clock'),
    stoppedAt: z.iso.datetime().nullable(),
    stopReason: z.enum(stopReasons).nullable(),
    revision: z.int().describe('How often its films were made; more than 1 after chunks that came late'),
    attempt: z.int(),
    isPartial: z.boolean().describe('Whether something is missing that was recorded'),
    error: videoErrorSchema.nullable(),
    nextTryAt: z.iso.datetime().nullable(),
    recordedChunks: z.int(),
    verifiedChunks: z.int(),
    participants: z.array(
      z.object({ participantId: z.uuid(), name: z.string(), takes: z.array(takeSchema) }),
    ),
    films: z.array(recordingFilmSchema),
  })
  .meta({ id: 'Recording' });

/** Everything that a page of the room shows; sent on every (re)connect and after every change. */
export const roomSnapshotSchema = z
  .object({
    room: roomSchema,
    serverTime: z.iso.datetime(),
    participants: z.array(participantSchema),
    recordings: z.array(recordingSchema).describe('The newest first, 20 at most'),
  })
  .meta({ id: 'RoomSnapshot' });

export const signedChunkSchema = z
  .object({
    seq: z.int(),
    state: z
      .enum(['upload', 'verified', 'conflict'])
      .describe('conflict: this number has another content already'),
    url: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SignedChunk' });
export const signedChunksSchema = z
  .object({ chunks: z.array(signedChunkSchema) })
  .meta({ id: 'SignedChunks' });

export const confirmedChunkSchema = z
  .object({
    seq: z.int(),
    state: z
      .enum(['verified', 'missing', 'damaged', 'conflict'])
      .describe('missing: not in storage; damaged: there with another size or hash, and taken away'),
  })
  .meta({ id: 'ConfirmedChunk' });
export const confirmedChunksSchema = z
  .object({
    chunks: z.array(confirmedChunkSchema),
    missing: z
      .array(chunkRangeSchema)
      .describe('What of the take the server does not have, up to its last known chunk'),
  })
  .meta({ id: 'ConfirmedChunks' });

export const clockSchema = z.object({ serverTime: z.iso.datetime() }).meta({ id: 'Clock' });

export type RoomView = z.infer<typeof roomSchema>;
export type RoomList = z.infer<typeof roomListSchema>;
export type InviteView = z.infer<typeof inviteSchema>;
export type JoinedView = z.infer<typeof joinedSchema>;
export type ParticipantView = z.infer<typeof participantSchema>;
export type TakeView = z.infer<typeof takeSchema>;
export type RecordingGap = z.infer<typeof gapSchema>;
export type RecordingFilmView = z.infer<typeof recordingFilmSchema>;
export type RecordingView = z.infer<typeof recordingSchema>;
export type RoomSnapshot = z.infer<typeof roomSnapshotSchema>;
export type SignedChunk = z.infer<typeof signedChunkSchema>;
export type SignedChunks = z.infer<typeof signedChunksSchema>;
export type ConfirmedChunks = z.infer<typeof confirmedChunksSchema>;
export type ClockView = z.infer<typeof clockSchema>;
