import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Room that an upload on its way has been promised, so that uploads at the same time cannot exceed a quota together. */
@Entity('upload_reservations')
export class UploadReservation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId!: string;

  @Column('bigint', { transformer: { to: (value: number) => value, from: Number } })
  bytes!: number;

  /** Void some time after this: its backend has died. */
  @Column('timestamptz', { name: 'renewed_at', default: () => 'now()' })
  renewedAt!: Date;
}
