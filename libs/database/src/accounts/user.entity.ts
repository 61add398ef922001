import type { Role } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** Lower case. */
  @Column('text', { unique: true })
  email!: string;

  @Column('text')
  name!: string;

  /** argon2id, in its own text form; null for accounts that only scripts use. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @Column('text')
  role!: Role;

  /** Since when nothing lets this person in; what they own stays. */
  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  /** null: what USER_QUOTA_BYTES and USER_QUOTA_VIDEOS say. */
  @Column('bigint', {
    name: 'quota_bytes',
    nullable: true,
    transformer: {
      to: (value: number | null) => value,
      from: (value: string | null) => (value === null ? null : Number(value)),
    },
  })
  quotaBytes!: number | null;

  @Column('int', { name: 'quota_videos', nullable: true })
  quotaVideos!: number | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
