import type { ChunkKind, ChunkOutput } from '@sluice/vod';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Encoding } from './encoding.entity.js';

/** One job's share of an attempt, and what it has brought so far. Only chunk-transitions.ts writes it. */
@Entity('chunks')
export class ChunkRow {
  @PrimaryColumn('uuid', { name: 'video_id' })
  videoId!: string;

  @PrimaryColumn('int')
  attempt!: number;

  @ManyToOne(() => Encoding, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'video_id', referencedColumnName: 'videoId' },
    { name: 'attempt', referencedColumnName: 'attempt' },
  ])
  encoding?: Encoding;

  @PrimaryColumn('int')
  index!: number;

  @Column('text')
  kind!: ChunkKind;

  @Column('int', { name: 'first_segment' })
  firstSegment!: number;

  @Column('int', { name: 'start_frame' })
  startFrame!: number;

  @Column('int', { name: 'frame_count', nullable: true })
  frameCount!: number | null;

  @Column('double precision', { name: 'start_sec' })
  startSec!: number;

  @Column('double precision', { name: 'duration_sec' })
  durationSec!: number;

  @Column('text', { default: 'waiting' })
  state!: 'waiting' | 'done';

  /** How often a worker has taken it; the fencing token of what a worker writes for it. */
  @Column('int', { default: 0 })
  claims!: number;

  /** Claims that ended badly or without a word, since somebody last asked for a retry. */
  @Column('int', { default: 0 })
  tries!: number;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('timestamptz', { name: 'not_before', nullable: true })
  notBefore!: Date | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  /** Who took it last. */
  @Column('text', { nullable: true })
  worker!: string | null;

  @Column('real', { default: 0 })
  progress!: number;

  @Column('jsonb')
  output!: ChunkOutput;

  /** Something of it can be played. */
  @Column('boolean', { name: 'has_segments', default: false })
  hasSegments!: boolean;

  @Column('boolean', { name: 'left_out', default: false })
  leftOut!: boolean;

  /** Why the last claim ended badly. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt!: Date | null;
}
