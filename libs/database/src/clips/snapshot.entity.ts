import { Column, CreateDateColumn, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../accounts/user.entity.js';

/** One picture of a camera. */
@Entity('snapshots')
export class Snapshot {
  @PrimaryColumn('uuid')
  id!: string;

  @ManyToOne(() => User, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'owner_id' })
  owner!: User;

  /** null: the camera was removed. */
  @Column('uuid', { name: 'camera_id', nullable: true })
  cameraId!: string | null;

  @Column('text', { name: 'camera_name' })
  cameraName!: string;

  /** When the camera made the picture. */
  @Column('timestamptz', { name: 'taken_at' })
  takenAt!: Date;

  @Column('int')
  width!: number;

  @Column('int')
  height!: number;

  @Column('int', { name: 'size_bytes' })
  sizeBytes!: number;

  /** Where it is stored follows from it. */
  @Column('uuid', { name: 'file_id' })
  fileId!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
