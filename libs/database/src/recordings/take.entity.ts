import type { TakeContainer, TakeEndReason } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One unbroken run of one participant's encoder. */
@Entity('takes')
export class Take {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'recording_id' })
  recordingId!: string;

  @Column('uuid', { name: 'participant_id' })
  participantId!: string;

  /** Counted from 1 for each participant of the recording. */
  @Column('int')
  number!: number;

  @Column('text')
  container!: TakeContainer;

  @Column('text', { name: 'mime_type' })
  mimeType!: string;

  /** When its own time is 0, by the server's clock. */
  @Column({ name: 'started_at', type: 'timestamptz', precision: 3 })
  startedAt!: Date;

  @Column('int', { name: 'duration_ms', nullable: true })
  durationMs!: number | null;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: TakeEndReason | null;

  /** null until its browser has said how many chunks there are. */
  @Column('int', { name: 'chunk_count', nullable: true })
  chunkCount!: number | null;

  /** As many as its browser has told of. */
  @Column('int', { name: 'recorded_chunks', default: 0 })
  recordedChunks!: number;

  @Column('int', { name: 'verified_chunks', default: 0 })
  verifiedChunks!: number;

  /** One behind the last chunk that is verified. */
  @Column('int', { name: 'arrived_up_to', default: 0 })
  arrivedUpTo!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
