import { dirname } from 'node:path';
import {
  attemptPrefix,
  parseVideoKey,
  publishedFiles,
  type RenditionMedia,
  type Storyboard,
} from '@sluice/vod';
import type { Client } from 'pg';
import type { Facts } from './facts.js';
import type { FileEntry } from './manifest.js';

/** Answers what a published attempt consists of, below uploads/; null when no row says it. */
type LoadPublished = (hlsKey: string) => Promise<ReadonlySet<string> | null>;

/**
 * Of files that the last backup has and the platform has no longer, those that rows of now name: nobody deleted them.
 * Beside what is published may have lain what no row knows; fsck deletes that when it is asked to.
 */
export async function findLost(
  gone: readonly FileEntry[],
  { videos, places }: Facts,
  loadPublished: LoadPublished,
): Promise<FileEntry[]> {
  const named = new Set([...videos.map(({ sourcePath }) => sourcePath), ...places]);
  const published = new Map<string, string>();
  for (const { hlsKey } of videos) if (hlsKey) published.set(`media/${dirname(hlsKey)}/`, hlsKey);
  const loaded = new Map<string, ReadonlySet<string> | null>();
  const lost: FileEntry[] = [];
  for (const entry of gone) {
    const around = placesOf(entry.path);
    const hlsKey = around.map((place) => published.get(place)).find((key) => key !== undefined);
    if (hlsKey && !loaded.has(hlsKey)) loaded.set(hlsKey, await loadPublished(hlsKey));
    const isPublished = hlsKey !== undefined && (loaded.get(hlsKey)?.has(entry.path) ?? true);
    if (isPublished || around.some((place) => named.has(place))) lost.push(entry);
  }
  return lost;
}

/** The file, and every folder that it lies in, with the slash at its end. */
function placesOf(path: string): string[] {
  const parts = path.split('/');
  return [path, ...parts.slice(1).map((_part, at) => `${parts.slice(0, at + 1).join('/')}/`)];
}

export async function loadPublished(client: Client, hlsKey: string): Promise<ReadonlySet<string> | null> {
  const key = parseVideoKey(hlsKey);
  if (!key) return null;
  const of = [key.videoId, key.attempt];
  const { rows: renditions } = await client.query<Pick<RenditionMedia, 'name' | 'kind' | 'segments'>>(
    'SELECT name, kind, segments FROM renditions WHERE video_id = $1 AND attempt = $2',
    of,
  );
  const { rows: videos } = await client.query<{ storyboard: Storyboard | null }>(
    'SELECT storyboard FROM videos WHERE id = $1 AND published_attempt = $2',
    of,
  );
  if (renditions.length === 0) return null;
  const prefix = `media/${attemptPrefix(key.videoId, key.attempt)}`;
  const files = publishedFiles(renditions, videos[0]?.storyboard ?? null);
  return new Set(files.map(({ name }) => prefix + name));
}
