import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A worker that says it is alive, and what it runs ffmpeg with. Health reads it. */
@Entity('workers')
export class WorkerPresence {
  @PrimaryColumn('text')
  id!: string;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;

  @Column('text', { name: 'ffmpeg_version' })
  ffmpegVersion!: string;

  @Column('text')
  sandbox!: string;

  @Column('int')
  concurrency!: number;
}
