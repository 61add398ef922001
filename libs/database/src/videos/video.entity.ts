import type { Storyboard, VideoStage, VideoStatus, VideoWarning, Visibility } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../accounts/user.entity.js';

/** A bigint column that stays a number: sizes are far below 2^53. */
const asNumber = { to: (value: number) => value, from: (value: string) => Number(value) };

/** What users see. Only video-transitions.ts changes status, stage, attempt and lease. */
@Entity('videos')
export class Video {
  @PrimaryColumn('uuid')
  id!: string;

  @ManyToOne(() => User, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'owner_id' })
  owner!: User;

  @Column('text')
  title!: string;

  @Column('text')
  description!: string;

  @Column('text')
  visibility!: Visibility;

  @Column('text')
  status!: VideoStatus;

  @Column('text', { nullable: true })
  stage!: VideoStage | null;

  @Column('real', { default: 0 })
  progress!: number;

  @Column('real', { name: 'eta_sec', nullable: true })
  etaSec!: number | null;

  /** Encoding speed as a multiple of real time. */
  @Column('real', { nullable: true })
  speed!: number | null;

  /** The number of the newest try at processing; the fencing token of everything a worker writes. */
  @Column('int', { default: 0 })
  attempt!: number;

  /** Tries since somebody last asked for processing; a hand-back on shutdown doesn't count. */
  @Column('int', { default: 0 })
  tries!: number;

  /** On PostgreSQL's own clock. A row in processing without a living lease is work to do. */
  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  /** Not before this: the pause after a failure of the platform. */
  @Column('timestamptz', { name: 'not_before', nullable: true })
  notBefore!: Date | null;

  /** When a job for the next attempt was last sent; null when Redis surely has none. */
  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { name: 'playable_at', nullable: true })
  playableAt!: Date | null;

  @Column('timestamptz', { name: 'ready_at', nullable: true })
  readyAt!: Date | null;

  @Column('int', { name: 'published_attempt', nullable: true })
  publishedAttempt!: number | null;

  /** Storage keys, never URLs. */
  @Column('text', { name: 'url_hls', nullable: true })
  hlsKey!: string | null;

  @Column('text', { name: 'thumbnail', nullable: true })
  thumbnailKey!: string | null;

  @Column('text', { name: 'poster', nullable: true })
  posterKey!: string | null;

  /** How the published storyboard is laid out; null when there is none. */
  @Column('jsonb', { nullable: true })
  storyboard!: Storyboard | null;

  @Column('double precision', { name: 'duration_sec', nullable: true })
  durationSec!: number | null;

  /** Display size of the source, after rotation. */
  @Column('int', { nullable: true })
  width!: number | null;

  @Column('int', { nullable: true })
  height!: number | null;

  @Column('double precision', { nullable: true })
  fps!: number | null;

  @Column('jsonb', { default: () => `'[]'` })
  warnings!: VideoWarning[];

  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;

  @Column('text', { name: 'error_detail', nullable: true })
  errorDetail!: string | null;

  @Column('text', { name: 'source_kind' })
  sourceKind!: 'upload' | 'recording' | 'clip';

  /** Below the uploads folder, or a key of the bucket: SourceStore knows. */
  @Column('text', { name: 'source_path' })
  sourcePath!: string;

  @Column('text', { name: 'source_file_name' })
  sourceFileName!: string;

  @Column('bigint', { name: 'source_size_bytes', transformer: asNumber })
  sourceSizeBytes!: number;

  /** Of the source as it arrived, in hex; null for what came before hashes were kept. */
  @Column('text', { name: 'source_sha256', nullable: true })
  sourceSha256!: string | null;

  /** When ORIGINAL_KEEP_HOURS was over and the source was removed: the video can be played, but not processed anew. */
  @Column('timestamptz', { name: 'source_removed_at', nullable: true })
  sourceRemovedAt!: Date | null;

  @Column('text', { name: 'source_container', nullable: true })
  sourceContainer!: string | null;

  @Column('text', { name: 'source_video_codec', nullable: true })
  sourceVideoCodec!: string | null;

  @Column('text', { name: 'source_audio_codec', nullable: true })
  sourceAudioCodec!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
