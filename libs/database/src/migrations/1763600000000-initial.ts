import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Initial1763600000000 implements MigrationInterface {
  readonly name = 'Initial1763600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        email text NOT NULL UNIQUE,
        name text NOT NULL,
        password_hash text,
        role text NOT NULL CHECK (role IN ('admin', 'member')),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE sessions (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        user_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        secret_hash text NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE TABLE api_tokens (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        user_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        name text NOT NULL,
        secret_hash text NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        expires_at timestamptz
      );
      CREATE TABLE videos (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL REFERENCES users(id) ON DELETE RESTRICT,
        title text NOT NULL,
        description text NOT NULL,
        visibility text NOT NULL CHECK (visibility IN ('public', 'unlisted', 'private')),
        status text NOT NULL CHECK (status IN ('uploading', 'processing', 'ready', 'failed')),
        stage text CHECK (stage IN ('probing', 'encoding', 'verifying', 'publishing')),
        progress real NOT NULL DEFAULT 0,
        eta_sec real,
        speed real,
        attempt int NOT NULL DEFAULT 0,
        tries int NOT NULL DEFAULT 0,
        lease_until timestamptz,
        not_before timestamptz,
        sent_at timestamptz,
        playable_at timestamptz,
        ready_at timestamptz,
        published_attempt int,
        url_hls text,
        thumbnail text,
        poster text,
        storyboard jsonb,
        duration_sec double precision,
        width int,
        height int,
        fps double precision,
        warnings jsonb NOT NULL DEFAULT '[]',
        error_code text,
        error_detail text,
        source_kind text NOT NULL CHECK (source_kind IN ('upload', 'recording', 'clip')),
        source_path text NOT NULL,
        source_file_name text NOT NULL,
        source_size_bytes bigint NOT NULL,
        source_container text,
        source_video_codec text,
        source_audio_codec text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK (status <> 'ready' OR published_attempt IS NOT NULL),
        CHECK (status <> 'failed' OR error_code IS NOT NULL)
      );
      CREATE INDEX videos_newest ON videos (created_at DESC, id DESC);
      CREATE INDEX videos_by_owner ON videos (owner_id, created_at DESC);
      CREATE INDEX videos_work_to_do ON videos (created_at) WHERE status = 'processing';
      CREATE TABLE renditions (
        video_id uuid NOT NULL REFERENCES videos(id) ON DELETE CASCADE,
        attempt int NOT NULL,
        name text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('video', 'audio')),
        width int,
        height int,
        fps double precision,
        codecs text NOT NULL,
        bandwidth_bps int NOT NULL,
        average_bandwidth_bps int NOT NULL,
        language text,
        segments jsonb NOT NULL,
        PRIMARY KEY (video_id, attempt, name)
      );
      CREATE TABLE storage_sweeps (
        id bigserial PRIMARY KEY,
        prefix text NOT NULL,
        source_path text,
        due_at timestamptz NOT NULL,
        rounds int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE workers (
        id text PRIMARY KEY,
        seen_at timestamptz NOT NULL,
        ffmpeg_version text NOT NULL,
        sandbox text NOT NULL,
        concurrency int NOT NULL
      );

      -- Every change of a video, whoever makes it, is told to the backends that listen, with who could see it before:
      -- of a deleted row nobody can ask that any more.
      CREATE FUNCTION notify_video_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('video_changed', json_build_object(
          'videoId', COALESCE(NEW.id, OLD.id),
          'ownerId', COALESCE(NEW.owner_id, OLD.owner_id),
          'wasListed', COALESCE(OLD.visibility = 'public' AND OLD.playable_at IS NOT NULL, false)
        )::text);
        RETURN NULL;
      END $$;
      CREATE TRIGGER video_made_or_gone AFTER INSERT OR DELETE ON videos
        FOR EACH ROW EXECUTE FUNCTION notify_video_changed();
      -- that a job was sent once more is nothing that anybody sees
      CREATE TRIGGER video_changed AFTER UPDATE ON videos FOR EACH ROW
        WHEN ((to_jsonb(OLD) - 'sent_at') IS DISTINCT FROM (to_jsonb(NEW) - 'sent_at'))
        EXECUTE FUNCTION notify_video_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE workers, storage_sweeps, renditions, videos, api_tokens, sessions, users;
      DROP FUNCTION notify_video_changed();
    `);
  }
}
