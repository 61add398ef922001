import type { Visibility } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../accounts/user.entity.js';

/** A place where people record together. */
@Entity('rooms')
export class Room {
  @PrimaryColumn('uuid')
  id!: string;

  @ManyToOne(() => User, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'owner_id' })
  owner!: User;

  @Column('text')
  title!: string;

  /** Of the films. */
  @Column('text')
  visibility!: Visibility;

  @Column('text', { name: 'invite_hash', nullable: true })
  inviteHash!: string | null;

  @Column('timestamptz', { name: 'invite_expires_at', nullable: true })
  inviteExpiresAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
