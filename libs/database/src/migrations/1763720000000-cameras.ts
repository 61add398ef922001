import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Cameras1763720000000 implements MigrationInterface {
  readonly name = 'Cameras1763720000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cameras (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE,
        source text NOT NULL,
        enabled boolean NOT NULL DEFAULT true,
        -- null: what the environment says for all
        buffer_seconds int CHECK (buffer_seconds > 0),
        max_bytes bigint CHECK (max_bytes > 0),
        transcode text CHECK (transcode IN ('auto', 'never', 'always')),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE FUNCTION notify_camera_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('camera_changed', COALESCE(NEW.id, OLD.id)::text);
        RETURN NULL;
      END $$;
      CREATE TRIGGER camera_changed AFTER INSERT OR UPDATE OR DELETE ON cameras
        FOR EACH ROW EXECUTE FUNCTION notify_camera_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE cameras;
      DROP FUNCTION notify_camera_changed();
    `);
  }
}
