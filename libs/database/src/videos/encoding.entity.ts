import type { AttemptPlan } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Video } from './video.entity.js';

/** An attempt that has been planned. */
@Entity('encodings')
export class Encoding {
  @PrimaryColumn('uuid', { name: 'video_id' })
  videoId!: string;

  @ManyToOne(() => Video, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'video_id' })
  video?: Video;

  @PrimaryColumn('int')
  attempt!: number;

  @Column('jsonb')
  plan!: AttemptPlan;

  /** When its first chunk was taken; null while it waits for a worker. */
  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  /** How much was done when it was last started: the speed is measured from there. */
  @Column('double precision', { name: 'done_before_sec', default: 0 })
  doneBeforeSec!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
