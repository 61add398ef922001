import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Clips1763760000000 implements MigrationInterface {
  readonly name = 'Clips1763760000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE clips (
        video_id uuid PRIMARY KEY REFERENCES videos(id) ON DELETE CASCADE,
        camera_id uuid REFERENCES cameras(id) ON DELETE SET NULL,
        camera_name text NOT NULL,
        start_at timestamptz NOT NULL,
        end_at timestamptz CHECK (end_at > start_at),
        -- nothing later than this is held for it
        hold_until timestamptz NOT NULL,
        gaps jsonb NOT NULL DEFAULT '[]',
        heard_at timestamptz NOT NULL DEFAULT now(),
        seen_until timestamptz NOT NULL,
        stopped_at timestamptz,
        stop_reason text,
        cut_at timestamptz,
        attempt int NOT NULL DEFAULT 0,
        tries int NOT NULL DEFAULT 0,
        lease_until timestamptz,
        not_before timestamptz,
        sent_at timestamptz
      );
      CREATE INDEX clips_recording ON clips (camera_id) WHERE stopped_at IS NULL;
      CREATE INDEX clips_to_cut ON clips (stopped_at) WHERE stopped_at IS NOT NULL AND cut_at IS NULL;

      CREATE TABLE snapshots (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL REFERENCES users(id) ON DELETE RESTRICT,
        camera_id uuid REFERENCES cameras(id) ON DELETE SET NULL,
        camera_name text NOT NULL,
        taken_at timestamptz NOT NULL,
        width int NOT NULL,
        height int NOT NULL,
        size_bytes int NOT NULL,
        file_id uuid NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE INDEX snapshots_by_camera ON snapshots (camera_id, taken_at DESC);

      -- recorders hold what a clip needs from its beginning until it is stopped
      CREATE FUNCTION notify_clip_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('clip_changed', COALESCE(NEW.video_id, OLD.video_id)::text);
        RETURN NULL;
      END $$;
      CREATE TRIGGER clip_changed AFTER INSERT OR DELETE OR UPDATE OF camera_id, stopped_at ON clips
        FOR EACH ROW EXECUTE FUNCTION notify_clip_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE snapshots;
      DROP TABLE clips;
      DROP FUNCTION notify_clip_changed();
    `);
  }
}
