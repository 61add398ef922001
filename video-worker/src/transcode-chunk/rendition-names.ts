import type { ChunkClaim } from '@sluice/database';
import { audioRenditionName } from '@sluice/vod';

/** The renditions that a chunk brings segments of. */
export function renditionNames({ kind, plan }: Pick<ChunkClaim, 'kind' | 'plan'>): string[] {
  if (kind === 'audio') return [audioRenditionName];
  if (kind === 'pass_through') return plan.passThrough ? [plan.passThrough.name] : [];
  return plan.picture?.renditions.map(({ name }) => name) ?? [];
}
