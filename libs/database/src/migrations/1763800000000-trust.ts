import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Trust1763800000000 implements MigrationInterface {
  readonly name = 'Trust1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users
        ADD COLUMN disabled_at timestamptz,
        -- null: what the settings say
        ADD COLUMN quota_bytes bigint CHECK (quota_bytes >= 0),
        ADD COLUMN quota_videos int CHECK (quota_videos >= 0);

      ALTER TABLE sessions
        ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN user_agent text NOT NULL DEFAULT '',
        ADD COLUMN address text NOT NULL DEFAULT '';
      CREATE INDEX sessions_by_user ON sessions (user_id);

      CREATE TABLE account_invites (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        secret_hash text NOT NULL UNIQUE,
        role text NOT NULL,
        note text NOT NULL,
        created_by uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        used_by uuid REFERENCES users(id) ON DELETE SET NULL
      );

      -- stays when the account and the thing are gone: no foreign keys
      CREATE TABLE audit_events (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz(3) NOT NULL DEFAULT now(),
        actor_id uuid,
        actor_name text NOT NULL,
        action text NOT NULL,
        subject_id text,
        detail jsonb NOT NULL DEFAULT '{}',
        address text NOT NULL
      );
      CREATE INDEX audit_events_by_actor ON audit_events (actor_id, id DESC);

      -- room that uploads on their way have been promised; one that its backend no longer renews is void
      CREATE TABLE upload_reservations (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        bytes bigint NOT NULL,
        renewed_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX upload_reservations_by_owner ON upload_reservations (owner_id);

      ALTER TABLE videos ADD COLUMN source_removed_at timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE videos DROP COLUMN source_removed_at;
      DROP TABLE upload_reservations;
      DROP TABLE audit_events;
      DROP TABLE account_invites;
      DROP INDEX sessions_by_user;
      ALTER TABLE sessions DROP COLUMN last_seen_at, DROP COLUMN user_agent, DROP COLUMN address;
      ALTER TABLE users DROP COLUMN disabled_at, DROP COLUMN quota_bytes, DROP COLUMN quota_videos;
    `);
  }
}
