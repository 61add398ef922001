import type { ClipGap, ClipStopReason } from '@sluice/vod';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What makes a video a clip: where in which camera's past it lies. Its life beside the video's: it is recorded while
 * the video is uploading and stopped_at is null, then cut, and from cut_at on an ordinary video in processing.
 */
@Entity('clips')
export class Clip {
  @PrimaryColumn('uuid', { name: 'video_id' })
  videoId!: string;

  /** null: the camera was removed. */
  @Column('uuid', { name: 'camera_id', nullable: true })
  cameraId!: string | null;

  @Column('text', { name: 'camera_name' })
  cameraName!: string;

  @Column('timestamptz', { name: 'start_at' })
  startAt!: Date;

  /** While it is recorded, null. */
  @Column('timestamptz', { name: 'end_at', nullable: true })
  endAt!: Date | null;

  /** Nothing that lies later is held for it. */
  @Column('timestamptz', { name: 'hold_until' })
  holdUntil!: Date;

  @Column('jsonb', { default: () => `'[]'` })
  gaps!: ClipGap[];

  /** When its page was last heard of, on PostgreSQL's clock; and what that showed. */
  @Column('timestamptz', { name: 'heard_at', default: () => 'now()' })
  heardAt!: Date;

  @Column('timestamptz', { name: 'seen_until' })
  seenUntil!: Date;

  @Column('timestamptz', { name: 'stopped_at', nullable: true })
  stoppedAt!: Date | null;

  @Column('text', { name: 'stop_reason', nullable: true })
  stopReason!: ClipStopReason | null;

  @Column('timestamptz', { name: 'cut_at', nullable: true })
  cutAt!: Date | null;

  /** The number of the newest try at cutting; the fencing token of what a recorder writes. */
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
}
