import type { RecordingGap } from '@sluice/vod';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A film of a recording: a participant's, or (null) of all together. It is an ordinary video. */
@Entity('recording_films')
export class RecordingFilm {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'recording_id' })
  recordingId!: string;

  @Column('uuid', { name: 'participant_id', nullable: true })
  participantId!: string | null;

  /** null once the video was deleted. */
  @Column('uuid', { name: 'video_id', nullable: true })
  videoId!: string | null;

  @Column('int')
  revision!: number;

  @Column('jsonb')
  gaps!: RecordingGap[];
}
