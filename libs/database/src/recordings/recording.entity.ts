import type { RecordingStage, RecordingStatus, StopReason } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** What a room has recorded between Record and Stop. Only recording-transitions.ts changes status, stage, attempt and lease. */
@Entity('recordings')
export class Recording {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'room_id' })
  roomId!: string;

  @Column('int')
  number!: number;

  @Column('text')
  status!: RecordingStatus;

  @Column('text', { nullable: true })
  stage!: RecordingStage | null;

  @Column('real', { default: 0 })
  progress!: number;

  /** The films' 0, by the server's clock. */
  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'stopped_at', nullable: true })
  stoppedAt!: Date | null;

  @Column('text', { name: 'stop_reason', nullable: true })
  stopReason!: StopReason | null;

  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt!: Date;

  @Column('timestamptz', { name: 'last_chunk_at', nullable: true })
  lastChunkAt!: Date | null;

  /** How often films were made of it. */
  @Column('int', { default: 0 })
  revision!: number;

  @Column('timestamptz', { name: 'assembled_at', nullable: true })
  assembledAt!: Date | null;

  @Column('boolean', { name: 'is_partial', default: false })
  isPartial!: boolean;

  /** The fencing token of everything a worker makes of it. */
  @Column('int', { default: 0 })
  attempt!: number;

  @Column('int', { default: 0 })
  tries!: number;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('timestamptz', { name: 'not_before', nullable: true })
  notBefore!: Date | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;

  @Column('text', { name: 'error_detail', nullable: true })
  errorDetail!: string | null;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  @Column('timestamptz', { name: 'chunks_removed_at', nullable: true })
  chunksRemovedAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
