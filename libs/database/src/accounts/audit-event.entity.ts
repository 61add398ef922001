import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What somebody with an account did. It outlives the account and the thing: names and ids, no references. */
@Entity('audit_events')
export class AuditEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  at!: Date;

  /** null when nobody was signed in, as with a wrong password. */
  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Column('text', { name: 'actor_name' })
  actorName!: string;

  /** The operation, as OpenAPI names it: "Videos_delete". */
  @Column('text')
  action!: string;

  @Column('text', { name: 'subject_id', nullable: true })
  subjectId!: string | null;

  /** What was asked for; never a secret. */
  @Column('jsonb')
  detail!: Record<string, unknown>;

  /** The network address it came from. */
  @Column('text')
  address!: string;
}
