import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CameraLimits1763840000000 implements MigrationInterface {
  readonly name = 'CameraLimits1763840000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- null: what the environment says for all
      ALTER TABLE cameras ADD COLUMN min_free_bytes bigint CHECK (min_free_bytes >= 0);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cameras DROP COLUMN min_free_bytes');
  }
}
