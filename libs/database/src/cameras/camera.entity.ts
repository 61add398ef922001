import type { LiveTranscode } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** A camera that a recorder keeps the latest past of. */
@Entity('cameras')
export class Camera {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  /** May hold credentials: whoever shows it goes through maskSource. */
  @Column('text')
  source!: string;

  @Column('boolean', { default: true })
  enabled!: boolean;

  /** null: BUFFER_SECONDS holds. */
  @Column('int', { name: 'buffer_seconds', nullable: true })
  bufferSeconds!: number | null;

  /** null: RING_MAX_BYTES holds. A bigint, which PostgreSQL's driver gives as text. */
  @Column('bigint', { name: 'max_bytes', nullable: true })
  maxBytes!: string | null;

  /** null: RING_MIN_FREE_BYTES holds. */
  @Column('bigint', { name: 'min_free_bytes', nullable: true })
  minFreeBytes!: string | null;

  /** null: LIVE_TRANSCODE holds. */
  @Column('text', { nullable: true })
  transcode!: LiveTranscode | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
