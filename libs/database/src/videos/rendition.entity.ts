import type { RenditionMedia, SegmentMedia } from '@sluice/vod';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Video } from './video.entity.js';

/** A rung as encoded for a video, with the measured segments that its playlists are built from. */
@Entity('renditions')
export class Rendition implements RenditionMedia {
  @PrimaryColumn('uuid', { name: 'video_id' })
  videoId!: string;

  @ManyToOne(() => Video, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'video_id' })
  video?: Video;

  @PrimaryColumn('int')
  attempt!: number;

  @PrimaryColumn('text')
  name!: string;

  @Column('text')
  kind!: 'video' | 'audio';

  @Column('int', { nullable: true })
  width!: number | null;

  @Column('int', { nullable: true })
  height!: number | null;

  @Column('double precision', { nullable: true })
  fps!: number | null;

  @Column('text')
  codecs!: string;

  @Column('int', { name: 'bandwidth_bps' })
  bandwidthBps!: number;

  @Column('int', { name: 'average_bandwidth_bps' })
  averageBandwidthBps!: number;

  @Column('text', { nullable: true })
  language!: string | null;

  @Column('jsonb')
  segments!: SegmentMedia[];
}
