import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Rooms1763680000000 implements MigrationInterface {
  readonly name = 'Rooms1763680000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rooms (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL REFERENCES users(id) ON DELETE RESTRICT,
        title text NOT NULL,
        visibility text NOT NULL,
        invite_hash text,
        invite_expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX rooms_by_owner ON rooms (owner_id, created_at DESC);

      CREATE TABLE participants (
        id uuid PRIMARY KEY,
        room_id uuid NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
        user_id uuid,
        name text NOT NULL,
        is_host boolean NOT NULL,
        token_hash text NOT NULL UNIQUE,
        state jsonb,
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        joined_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX participants_by_room ON participants (room_id, joined_at);

      CREATE TABLE recordings (
        id uuid PRIMARY KEY,
        room_id uuid NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
        number int NOT NULL,
        status text NOT NULL CHECK (status IN ('created', 'active', 'uploading', 'processing', 'completed', 'failed')),
        stage text,
        progress real NOT NULL DEFAULT 0,
        started_at timestamptz NOT NULL,
        stopped_at timestamptz,
        stop_reason text,
        -- when anybody was last heard of, and when a chunk last arrived: the sweep decides by them
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        last_chunk_at timestamptz,
        revision int NOT NULL DEFAULT 0,
        -- what has arrived since is not in the films
        assembled_at timestamptz,
        is_partial boolean NOT NULL DEFAULT false,
        attempt int NOT NULL DEFAULT 0,
        tries int NOT NULL DEFAULT 0,
        lease_until timestamptz,
        not_before timestamptz,
        sent_at timestamptz,
        error_code text,
        error_detail text,
        completed_at timestamptz,
        chunks_removed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (room_id, number)
      );
      -- a room records once at a time, whoever presses Record at the same moment
      CREATE UNIQUE INDEX recordings_one_running ON recordings (room_id) WHERE status IN ('created', 'active');
      CREATE INDEX recordings_open ON recordings (status) WHERE status NOT IN ('completed', 'failed');

      CREATE TABLE takes (
        id uuid PRIMARY KEY,
        recording_id uuid NOT NULL REFERENCES recordings(id) ON DELETE CASCADE,
        participant_id uuid NOT NULL REFERENCES participants(id) ON DELETE CASCADE,
        number int NOT NULL,
        container text NOT NULL CHECK (container IN ('mp4', 'webm')),
        mime_type text NOT NULL,
        started_at timestamptz(3) NOT NULL,
        duration_ms int,
        end_reason text,
        chunk_count int,
        recorded_chunks int NOT NULL DEFAULT 0,
        -- counted when chunks are verified: rooms are looked at far more often than that
        verified_chunks int NOT NULL DEFAULT 0,
        arrived_up_to int NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (recording_id, participant_id, number)
      );
      CREATE INDEX takes_by_participant ON takes (participant_id);
      CREATE TABLE recording_chunks (
        take_id uuid NOT NULL REFERENCES takes(id) ON DELETE CASCADE,
        seq int NOT NULL,
        sha256 text NOT NULL,
        md5 text NOT NULL,
        size_bytes bigint NOT NULL,
        start_ms int NOT NULL,
        end_ms int NOT NULL,
        verified_at timestamptz,
        PRIMARY KEY (take_id, seq)
      );
      CREATE TABLE recording_films (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        recording_id uuid NOT NULL REFERENCES recordings(id) ON DELETE CASCADE,
        -- null: everybody together
        participant_id uuid REFERENCES participants(id) ON DELETE CASCADE,
        video_id uuid REFERENCES videos(id) ON DELETE SET NULL,
        revision int NOT NULL,
        gaps jsonb NOT NULL,
        UNIQUE NULLS NOT DISTINCT (recording_id, participant_id)
      );
      CREATE INDEX recording_films_by_video ON recording_films (video_id);
      CREATE INDEX recording_films_by_participant ON recording_films (participant_id);

      CREATE FUNCTION notify_room_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('room_changed', COALESCE(NEW.room_id, OLD.room_id)::text);
        RETURN NULL;
      END $$;
      CREATE TRIGGER recording_made_or_gone AFTER INSERT OR DELETE ON recordings
        FOR EACH ROW EXECUTE FUNCTION notify_room_changed();
      CREATE TRIGGER recording_changed AFTER UPDATE ON recordings FOR EACH ROW
        WHEN ((to_jsonb(OLD) - '{sent_at,lease_until,last_seen_at}'::text[])
          IS DISTINCT FROM (to_jsonb(NEW) - '{sent_at,lease_until,last_seen_at}'::text[]))
        EXECUTE FUNCTION notify_room_changed();
      CREATE TRIGGER participant_joined_or_gone AFTER INSERT OR DELETE ON participants
        FOR EACH ROW EXECUTE FUNCTION notify_room_changed();
      CREATE TRIGGER participant_changed AFTER UPDATE ON participants FOR EACH ROW
        WHEN ((OLD.state, OLD.name) IS DISTINCT FROM (NEW.state, NEW.name))
        EXECUTE FUNCTION notify_room_changed();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE recording_films, recording_chunks, takes, recordings, participants, rooms;
      DROP FUNCTION notify_room_changed();
    `);
  }
}
