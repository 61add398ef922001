import type { Video } from '@sluice/database';
import type { AttemptPlan } from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { grow, isGrowing, type GrowingMedia } from './growing-media.js';
import { loadNewChunks, loadPlans } from './load-chunks.js';

/** A page of the gallery, at its longest. */
const entriesMax = 100;
const keepIdleMs = 60_000;
/** Changes within a millisecond of each other have the same time of change. */
const freshMs = 1000;

interface Entry {
  attempt: number;
  changedMs: number;
  loadedMs: number;
  media: Promise<GrowingMedia | null>;
}

/**
 * What can be watched of videos that are still being encoded. Every player of a growing film asks for its playlists
 * every few seconds, and its row is told to every open page: so it is read once for each change of the row, and then
 * only what is new. A chunk that is done never changes again in its attempt.
 */
@Injectable()
export class GrowingVideos {
  /** In the order in which they were last loaded. */
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly database: DataSource) {}

  /** For those of the videos that can be watched before they are ready; the others are left out. */
  async load(videos: readonly Video[]): Promise<Map<string, GrowingMedia>> {
    const growing = videos.filter(isGrowing);
    this.refresh(growing.filter((video) => !this.isFresh(video)));
    const loading = growing.map(({ id }) => this.entries.get(id)!.media);
    this.forget();
    const loaded = await Promise.all(loading);
    return new Map(
      growing.flatMap(({ id }, at): [string, GrowingMedia][] => (loaded[at] ? [[id, loaded[at]]] : [])),
    );
  }

  private isFresh({ id, attempt, updatedAt }: Video): boolean {
    const entry = this.entries.get(id);
    return (
      entry?.attempt === attempt &&
      entry.changedMs === updatedAt.getTime() &&
      Date.now() - entry.loadedMs < freshMs
    );
  }

  /** Goes on from what is known, also from what somebody else is just loading. */
  private refresh(videos: readonly Video[]): void {
    if (videos.length === 0) return;
    const before = videos.map(({ id, attempt }) => {
      const entry = this.entries.get(id);
      return entry?.attempt === attempt ? entry.media.catch(() => null) : null;
    });
    const loading = this.loadSince(videos, before);
    for (const { id, attempt, updatedAt } of videos) {
      const media = loading.then((loaded) => loaded.get(id) ?? null);
      const entry = { attempt, changedMs: updatedAt.getTime(), loadedMs: Date.now(), media };
      this.entries.delete(id);
      this.entries.set(id, entry);
      media.catch(() => this.entries.get(id) === entry && this.entries.delete(id));
    }
  }

  private async loadSince(
    videos: readonly Video[],
    before: readonly (Promise<GrowingMedia | null> | null)[],
  ): Promise<Map<string, GrowingMedia>> {
    const known = await Promise.all(before);
    const unplanned = videos.filter((_, at) => !known[at]);
    const plans =
      unplanned.length > 0 ? await loadPlans(this.database, unplanned) : new Map<string, AttemptPlan>();
    const starts = videos.flatMap(({ id, attempt }, at) => {
      const plan = known[at]?.plan ?? plans.get(id);
      return plan ? [{ id, attempt, plan, settled: known[at]?.settled ?? [] }] : [];
    });
    const chunks = await loadNewChunks(this.database, starts);
    return new Map(starts.map((start) => [start.id, grow(start, chunks.get(start.id) ?? [])]));
  }

  /** Films that nobody has asked for in a while, and the oldest when they are many: an hour of film is 200 kB. */
  private forget(): void {
    const idle = Date.now() - keepIdleMs;
    for (const [id, { loadedMs }] of this.entries) {
      if (this.entries.size <= entriesMax && loadedMs > idle) break;
      this.entries.delete(id);
    }
  }
}
