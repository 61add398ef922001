import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Chunks1763640000000 implements MigrationInterface {
  readonly name = 'Chunks1763640000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE videos ADD COLUMN source_sha256 text;

      -- An attempt's plan, made once; every job of the attempt reads it here.
      CREATE TABLE encodings (
        video_id uuid NOT NULL REFERENCES videos(id) ON DELETE CASCADE,
        attempt int NOT NULL,
        plan jsonb NOT NULL,
        started_at timestamptz,
        done_before_sec double precision NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (video_id, attempt)
      );
      CREATE TABLE chunks (
        video_id uuid NOT NULL,
        attempt int NOT NULL,
        index int NOT NULL,
        kind text NOT NULL CHECK (kind IN ('picture', 'audio', 'pass_through')),
        first_segment int NOT NULL,
        start_frame int NOT NULL,
        frame_count int,
        start_sec double precision NOT NULL,
        duration_sec double precision NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done')),
        claims int NOT NULL DEFAULT 0,
        tries int NOT NULL DEFAULT 0,
        lease_until timestamptz,
        not_before timestamptz,
        sent_at timestamptz,
        worker text,
        progress real NOT NULL DEFAULT 0,
        output jsonb NOT NULL,
        has_segments boolean NOT NULL DEFAULT false,
        left_out boolean NOT NULL DEFAULT false,
        last_error text,
        started_at timestamptz,
        done_at timestamptz,
        PRIMARY KEY (video_id, attempt, index),
        FOREIGN KEY (video_id, attempt) REFERENCES encodings(video_id, attempt) ON DELETE CASCADE
      );
      CREATE INDEX chunks_work_to_do ON chunks (index, video_id) WHERE state = 'waiting';

      -- A video that was in the middle of its encoding starts over, in chunks.
      UPDATE videos SET stage = NULL, progress = 0, lease_until = NULL, sent_at = NULL
      WHERE status = 'processing' AND stage IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE chunks, encodings;
      ALTER TABLE videos DROP COLUMN source_sha256;
    `);
  }
}
