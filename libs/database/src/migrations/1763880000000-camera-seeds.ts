import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CameraSeeds1763880000000 implements MigrationInterface {
  readonly name = 'CameraSeeds1763880000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- sources of the environment that a camera was made of: changed or removed in the pages, they come back no more
      CREATE TABLE camera_seeds (
        source_hash text PRIMARY KEY,
        seeded_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE camera_seeds');
  }
}
