import { z } from 'zod';
import { singleLine, titleSchema } from '../video/video-schema.js';
import { visibilities } from '../video/video-states.js';
import {
  chunkMaxBytes,
  chunkSeqMax,
  chunksPerRequest,
  inviteDaysMax,
  participantNameMaxLength,
  takeMaxMs,
} from './recording-limits.js';
import { takeContainers, takeEndReasons } from './recording-states.js';

export const roomIdSchema = z.uuid().describe('The id of a room');
export const recordingIdSchema = z.uuid().describe('The id of a recording');
export const takeIdSchema = z.uuid().describe('The id of a take; the browser that records it chooses it');

export const createRoomSchema = z
  .object({
    title: titleSchema,
    visibility: z.enum(visibilities).optional().describe('Of the films; default: public'),
  })
  .strict()
  .meta({ id: 'CreateRoom' });

export const createInviteSchema = z
  .object({
    days: z.int().min(1).max(inviteDaysMax).optional().describe('How long it is good for; default: 7'),
  })
  .strict()
  .meta({ id: 'CreateInvite' });

export const joinRoomSchema = z
  .object({
    name: singleLine.min(1).max(participantNameMaxLength).describe('How the others see you'),
    invite: z.string().max(100).optional().describe('From the link that the owner shares; owners need none'),
  })
  .strict()
  .meta({ id: 'JoinRoom' });

/** What a participant's page tells of itself, for the others to see. */
export const deviceStates = ['on', 'muted', 'off', 'refused', 'missing', 'lost'] as const;
export const participantStateSchema = z
  .object({
    camera: z.enum(deviceStates),
    microphone: z.enum(deviceStates),
    screen: z.boolean(),
    capture: z.enum(['idle', 'recording', 'paused', 'failed']),
    storageLow: z.boolean(),
    waitingChunks: z.int().min(0).max(10_000_000).describe('Recorded, and not yet verified by the server'),
    waitingBytes: z.int().min(0),
  })
  .strict()
  .meta({ id: 'ParticipantState' });

export const startTakeSchema = z
  .object({
    takeId: takeIdSchema,
    container: z.enum(takeContainers),
    mimeType: singleLine.min(1).max(200),
    startedAt: z.iso.datetime().describe("When its time is 0, by the server's clock"),
  })
  .strict()
  .meta({ id: 'StartTake' });

export const sealTakeSchema = z
  .object({
    chunkCount: z
      .int()
      .min(0)
      .max(chunkSeqMax + 1)
      .describe('How many chunks it has, the first one included'),
    durationMs: z.int().min(0).max(takeMaxMs),
    endReason: z.enum(takeEndReasons),
  })
  .strict()
  .meta({ id: 'SealTake' });

export const recordingChunkSchema = z
  .object({
    seq: z.int().min(0).max(chunkSeqMax).describe('Counted from 0. Of an mp4 take, 0 is the init segment'),
    sizeBytes: z.int().min(1).max(chunkMaxBytes),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
    md5: z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'),
    startMs: z.int().min(0).max(takeMaxMs).describe("On the take's own clock"),
    endMs: z.int().min(0).max(takeMaxMs),
  })
  .strict()
  .refine((chunk) => chunk.endMs >= chunk.startMs, 'endMs must not lie before startMs')
  .meta({ id: 'RecordingChunk' });

export const chunksRequestSchema = z
  .object({ chunks: z.array(recordingChunkSchema).min(1).max(chunksPerRequest) })
  .strict()
  .meta({ id: 'RecordingChunks' });

export const heartbeatSchema = z
  .object({
    takes: z
      .array(
        z
          .object({
            takeId: takeIdSchema,
            chunkCount: z
              .int()
              .min(0)
              .max(chunkSeqMax + 1),
          })
          .strict(),
      )
      .max(500)
      .describe('How many chunks each take has so far, also those that wait in the browser'),
    state: participantStateSchema.optional(),
  })
  .strict()
  .meta({ id: 'RecordingHeartbeat' });

export type CreateRoom = z.infer<typeof createRoomSchema>;
export type CreateInvite = z.infer<typeof createInviteSchema>;
export type JoinRoom = z.infer<typeof joinRoomSchema>;
export type ParticipantState = z.infer<typeof participantStateSchema>;
export type StartTake = z.infer<typeof startTakeSchema>;
export type SealTake = z.infer<typeof sealTakeSchema>;
export type RecordingChunk = z.infer<typeof recordingChunkSchema>;
export type ChunksRequest = z.infer<typeof chunksRequestSchema>;
export type Heartbeat = z.infer<typeof heartbeatSchema>;
