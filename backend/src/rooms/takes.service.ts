import { RecordingTransitions, Take, type Participant } from '@sluice/database';
import {
  clockErrorMaxMs,
  lateTakeMaxMs,
  SluiceError,
  takesMax,
  type SealTake,
  type StartTake,
  type TakeView,
} from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { loadTakes } from './load-room-rows.js';
import { presentTake } from './present-room.js';
import { Recordings } from './recordings.service.js';

/** No page begins before it is told to; a clock that is wrong by more than this is no clock. */
const earliestMs = 24 * 3600_000;

/** Takes are announced before their chunks and sealed after them; both may be said again. */
@Injectable()
export class Takes {
  constructor(
    private readonly database: DataSource,
    private readonly transitions: RecordingTransitions,
    private readonly recordings: Recordings,
  ) {}

  /** Also long after the stop: a browser may come back with what it had spooled. */
  async announce(recordingId: string, participant: Participant, take: StartTake): Promise<TakeView> {
    const recording = await this.recordings.requireRecording(recordingId, { participant, user: null });
    if (recording.chunksRemovedAt) throw new SluiceError('recording_closed');
    const startedAt = new Date(take.startedAt);
    const offMs = startedAt.getTime() - recording.startedAt.getTime();
    const endedMs = recording.stopReason === 'stopped' ? recording.stoppedAt!.getTime() : Date.now();
    const latestMs = Math.min(endedMs + lateTakeMaxMs, Date.now() + clockErrorMaxMs);
    if (offMs < -earliestMs || startedAt.getTime() > latestMs)
      throw new SluiceError('validation_failed', 'startedAt: must be a time of this recording');
    const known = await this.find(take.takeId);
    if (!known) await this.insert(recordingId, participant, take, startedAt);
    else if (known.participantId !== participant.id) throw new SluiceError('take_not_found');
    else if (
      known.recordingId !== recordingId ||
      known.container !== take.container ||
      known.startedAt.getTime() !== startedAt.getTime()
    )
      throw new SluiceError('take_conflict');
    await this.transitions.activate(recordingId);
    return this.present(recordingId, take.takeId);
  }

  async seal(takeId: string, participant: Participant, sealed: SealTake): Promise<TakeView> {
    const take = await this.requireTake(takeId, participant);
    if (take.chunkCount !== null && take.chunkCount !== sealed.chunkCount)
      throw new SluiceError('take_conflict', `It was sealed with ${take.chunkCount} chunks.`);
    const [{ beyond }] = (await this.database.query(
      'SELECT EXISTS (SELECT 1 FROM recording_chunks WHERE take_id = $1 AND seq >= $2) AS beyond',
      [takeId, sealed.chunkCount],
    )) as [{ beyond: boolean }];
    if (beyond) throw new SluiceError('chunk_out_of_range', 'It has chunks with higher numbers already.');
    await this.database.query(
      `UPDATE takes SET chunk_count = $2, duration_ms = $3, end_reason = $4,
         recorded_chunks = GREATEST(recorded_chunks, $2) WHERE id = $1 AND chunk_count IS NULL`,
      [takeId, sealed.chunkCount, sealed.durationMs, sealed.endReason],
    );
    await this.recordings.processIfWhole(take.recordingId);
    return this.present(take.recordingId, takeId);
  }

  /** Throws `take_not_found`, also for the takes of others. */
  async requireTake(takeId: string, participant: Participant): Promise<Take> {
    const take = await this.find(takeId);
    if (!take || take.participantId !== participant.id) throw new SluiceError('take_not_found');
    return take;
  }

  private find(id: string): Promise<Take | null> {
    return this.database.getRepository(Take).findOneBy({ id });
  }

  private async insert(
    recordingId: string,
    { id: participantId }: Participant,
    take: StartTake,
    startedAt: Date,
  ): Promise<void> {
    await this.database.transaction(async (manager) => {
      // two takes that are announced at once get one number each
      await manager.query('SELECT 1 FROM recordings WHERE id = $1 FOR UPDATE', [recordingId]);
      const [{ count }] = (await manager.query(
        'SELECT count(*)::int AS count FROM takes WHERE recording_id = $1 AND participant_id = $2',
        [recordingId, participantId],
      )) as [{ count: number }];
      if (count >= takesMax)
        throw new SluiceError('take_conflict', `A recording has ${takesMax} takes at most.`);
      await manager.query(
        `INSERT INTO takes (id, recording_id, participant_id, number, container, mime_type, started_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
        [take.takeId, recordingId, participantId, count + 1, take.container, take.mimeType, startedAt],
      );
    });
  }

  private async present(recordingId: string, takeId: string): Promise<TakeView> {
    const takes = (await loadTakes(this.database, [recordingId])).get(recordingId) ?? [];
    return presentTake(takes.find(({ id }) => id === takeId)!);
  }
}
