import type { ParticipantState } from '@sluice/vod';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Somebody in a room, with an account or without. Who has the token is the participant. */
@Entity('participants')
export class Participant {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'room_id' })
  roomId!: string;

  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null;

  @Column('text')
  name!: string;

  @Column('boolean', { name: 'is_host' })
  isHost!: boolean;

  @Column('text', { name: 'token_hash' })
  tokenHash!: string;

  @Column('jsonb', { nullable: true })
  state!: ParticipantState | null;

  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt!: Date;

  @CreateDateColumn({ name: 'joined_at', type: 'timestamptz' })
  joinedAt!: Date;
}
