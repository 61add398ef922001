import { randomUUID } from 'node:crypto';
import { Recording, RecordingTransitions, Room, VideoTransitions, type Participant } from '@sluice/database';
import {
  SluiceError,
  startDelayMs,
  type Heartbeat,
  type ParticipantState,
  type RecordingStatus,
  type RecordingView,
} from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, In } from 'typeorm';
import { UsageService } from '../accounts/usage.service.js';
import { VideoSender } from '../queue/video-sender.service.js';
import { Participants } from './participants.service.js';
import { RecordingSender } from './recording-sender.service.js';
import { requireInRoom, type RoomCaller } from './room-access.js';
import { RoomReader } from './room-reader.service.js';

/** A page that only uploads what it has left brings nothing back to life. */
const records = (state: ParticipantState | undefined): boolean =>
  state?.capture === 'recording' || state?.capture === 'paused';

/** What people do to a recording. Sockets and HTTP both come here. */
@Injectable()
export class Recordings {
  constructor(
    private readonly database: DataSource,
    private readonly transitions: RecordingTransitions,
    private readonly videoTransitions: VideoTransitions,
    private readonly videoSender: VideoSender,
    private readonly reader: RoomReader,
    private readonly participants: Participants,
    private readonly sender: RecordingSender,
    private readonly usage: UsageService,
    private readonly logger: PinoLogger,
  ) {}

  /** Begins one in the participant's room; when one runs already it is that one. Only the host begins. */
  async start(participant: Participant): Promise<RecordingView> {
    const { roomId } = participant;
    if (!participant.isHost) throw new SluiceError('host_only', 'Only the host begins a recording.');
    await this.refuseWhenFull(roomId);
    const id = randomUUID();
    const recordingId = await this.transitions.create({ id, roomId, delayMs: startDelayMs });
    if (recordingId === id) this.logger.info({ recordingId, roomId }, 'recording begun');
    return this.reader.loadRecording(recordingId);
  }

  /** What is recorded is the owner's. A recording that runs is never ended for a number. */
  private async refuseWhenFull(roomId: string): Promise<void> {
    const isRunning = await this.database
      .getRepository(Recording)
      .existsBy({ roomId, status: In(['created', 'active']) });
    if (isRunning) return;
    const room = await this.database
      .getRepository(Room)
      .findOneOrFail({ where: { id: roomId }, relations: { owner: true } });
    await this.usage.refuseWhenFull(room.owner);
  }

  async load(recordingId: string, caller: RoomCaller): Promise<RecordingView> {
    await this.requireRecording(recordingId, caller);
    return this.reader.loadRecording(recordingId);
  }

  /** Answered with the state as it is when there is nothing to stop. Anybody in the room may. */
  async stop(recordingId: string, participant: Participant): Promise<RecordingView> {
    await this.requireRecording(recordingId, { participant, user: null });
    if (await this.transitions.stop(recordingId)) {
      this.logger.info({ recordingId, participantId: participant.id }, 'recording stopped');
      await this.processIfWhole(recordingId);
    }
    return this.reader.loadRecording(recordingId);
  }

  async heartbeat(
    recordingId: string,
    participant: Participant,
    { takes, state }: Heartbeat,
  ): Promise<{ serverTime: string; status: RecordingStatus }> {
    const { status: before } = await this.requireRecording(recordingId, { participant, user: null });
    await this.participants.touch(participant.id, state);
    const resumed = before === 'uploading' && records(state) && (await this.transitions.resume(recordingId));
    if (resumed) this.logger.info({ recordingId }, 'recording goes on: who had vanished is back');
    const status = resumed ? 'active' : before;
    if (!state || records(state))
      await this.database.query(
        `UPDATE recordings SET last_seen_at = now() WHERE id = $1 AND status IN ('created', 'active')`,
        [recordingId],
      );
    await this.database.query(
      `UPDATE takes t SET recorded_chunks = GREATEST(t.recorded_chunks, told.chunks)
       FROM unnest($3::uuid[], $4::int[]) AS told (id, chunks)
       WHERE t.id = told.id AND t.recording_id = $1 AND t.participant_id = $2`,
      [
        recordingId,
        participant.id,
        takes.map(({ takeId }) => takeId),
        takes.map(({ chunkCount }) => chunkCount),
      ],
    );
    return { serverTime: new Date().toISOString(), status };
  }

  /** Goes on with one that failed, and with the films that did. */
  async retry(recordingId: string, caller: RoomCaller): Promise<RecordingView> {
    await this.requireRecording(recordingId, caller);
    if (!(await this.transitions.retry(recordingId))) throw new SluiceError('nothing_to_retry');
    this.logger.info({ recordingId }, 'retry of a recording asked for');
    const failed: { id: string }[] = await this.database.query(
      `SELECT v.id FROM recording_films f JOIN videos v ON v.id = f.video_id
       WHERE f.recording_id = $1 AND v.status = 'failed'`,
      [recordingId],
    );
    for (const { id } of failed)
      if (await this.videoTransitions.retry(id)) await this.videoSender.sendFor(id);
    await this.sender.sendWaiting(recordingId);
    return this.reader.loadRecording(recordingId);
  }

  /** After whatever may have been the last that was missing. */
  async processIfWhole(recordingId: string): Promise<void> {
    if (!(await this.transitions.process(recordingId, { anyway: false }))) return;
    this.logger.info({ recordingId }, 'recording is whole');
    await this.sender.sendWaiting(recordingId);
  }

  /** Throws `recording_not_found` for what this caller may not know of. */
  async requireRecording(recordingId: string, caller: RoomCaller): Promise<Recording> {
    const recording = await this.reader.findRecording(recordingId);
    if (!recording) throw new SluiceError('recording_not_found');
    if (caller.participant?.roomId === recording.roomId) return recording;
    try {
      requireInRoom(caller, await this.reader.find(recording.roomId));
    } catch {
      throw new SluiceError('recording_not_found');
    }
    return recording;
  }
}
