import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * Storage that nothing points to any more, to be deleted. Written in the same transaction that drops the last
 * pointer, so that a crash between the two forgets nothing.
 */
@Entity('storage_sweeps')
export class StorageSweep {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' })
  id!: string;

  @Column('text')
  prefix!: string;

  /** The source to delete with it, where SourceStore has it. */
  @Column('text', { name: 'source_path', nullable: true })
  sourcePath!: string | null;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  /** A worker that has lost its claim may still write for a moment: a deleted video is swept twice. */
  @Column('int', { default: 1 })
  rounds!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
