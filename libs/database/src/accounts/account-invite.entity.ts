import type { Role } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { User } from './user.entity.js';

/** A link with which somebody makes an account of their own, once. Only its secret's keyed hash is stored. */
@Entity('account_invites')
export class AccountInvite {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text', { name: 'secret_hash', unique: true })
  secretHash!: string;

  @Column('text')
  role!: Role;

  /** Whom it is for, in the words of whoever made it. */
  @Column('text')
  note!: string;

  @ManyToOne(() => User, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'created_by' })
  createdBy!: User;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;

  @ManyToOne(() => User, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'used_by' })
  usedBy!: User | null;
}
