import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A piece of a take. Announced when an address for it was signed; it counts from `verifiedAt` on. */
@Entity('recording_chunks')
export class RecordingChunkRow {
  @PrimaryColumn('uuid', { name: 'take_id' })
  takeId!: string;

  @PrimaryColumn('int')
  seq!: number;

  @Column('text')
  sha256!: string;

  @Column('text')
  md5!: string;

  @Column('bigint', {
    name: 'size_bytes',
    transformer: { to: (value: number) => value, from: (value: string) => Number(value) },
  })
  sizeBytes!: number;

  /** On the take's own clock. */
  @Column('int', { name: 'start_ms' })
  startMs!: number;

  @Column('int', { name: 'end_ms' })
  endMs!: number;

  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;
}
