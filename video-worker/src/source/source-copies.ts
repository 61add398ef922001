import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';

/** A source that stays where it is until it is released. */
export interface HeldSource {
  path: string;
  release: () => void;
}

/** Holders and downloads touch their files every minute; what was not touched for so long is nobody's. */
const deadAfterMs = 15 * 60_000;
/** What was not wanted for a day may be a deleted video's. */
const idleAfterMs = 24 * 3600_000;

interface Entry {
  name: string;
  path: string;
  sizeBytes: number;
  usedMs: number;
  isHeld: boolean;
}

/**
 * A folder of whole copies that several processes may use at once. A copy has its name once it is complete:
 *
 *     <name>                the copy; modified when somebody last used it
 *     <name>.<uuid>.held    a hard link, made by a holder: whoever removes the copy doesn't take the file from it
 *     <name>.<uuid>.tmp     a copy that is still arriving
 */
export class SourceCopies {
  readonly #held = new Set<string>();

  constructor(
    private readonly dir: string,
    private readonly maxBytes: number,
    private readonly log: Logger,
  ) {}

  /** null when there is no such copy. */
  async hold(name: string, sizeBytes: number): Promise<HeldSource | null> {
    const path = this.#path(`${name}.${randomUUID()}.held`);
    try {
      await link(this.#path(name), path);
    } catch (error) {
      if (isNotThere(error)) return null;
      throw error;
    }
    this.#held.add(path);
    const release = (): void => this.#release(path);
    if ((await stat(path)).size === sizeBytes) {
      await touch(path);
      return { path, release };
    }
    release();
    await rm(this.#path(name), { force: true });
    return null;
  }

  /** Where a new copy may arrive. */
  async makeTemporaryPath(name: string): Promise<string> {
    await mkdir(this.dir, { recursive: true });
    return this.#path(`${name}.${randomUUID()}.tmp`);
  }

  add(name: string, temporaryPath: string): Promise<void> {
    return rename(temporaryPath, this.#path(name));
  }

  /** Removes the copies that were not used for longest until so many bytes fit in. Those that are held stay in any case. */
  async makeRoom(bytes: number): Promise<void> {
    const copies = (await this.#entries()).filter(({ name }) => !isPassing(name));
    let usedBytes = copies.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const copy of copies.toSorted((a, b) => a.usedMs - b.usedMs)) {
      if (usedBytes + bytes <= this.maxBytes) return;
      if (copy.isHeld) continue;
      await rm(copy.path, { force: true });
      usedBytes -= copy.sizeBytes;
      this.log.info(
        { copy: copy.name, sizeBytes: copy.sizeBytes },
        'removed a copy of a source to make room',
      );
    }
  }

  /** Shows other processes what is still held here, and removes what nobody uses: their dead files, idle copies. */
  async tidy(): Promise<void> {
    for (const path of this.#held) await touch(path);
    for (const { name, path, usedMs, isHeld } of await this.#entries()) {
      const unusedMs = Date.now() - usedMs;
      const dead = isPassing(name) ? unusedMs > deadAfterMs : unusedMs > idleAfterMs && !isHeld;
      if (!dead) continue;
      await rm(path, { force: true });
      this.log.info({ file: name }, 'removed: nobody uses this copy of a source');
    }
  }

  /** For the end of the process. */
  async releaseAll(): Promise<void> {
    for (const path of this.#held) await rm(path, { force: true });
    this.#held.clear();
  }

  #release(path: string): void {
    if (!this.#held.delete(path)) return;
    rm(path, { force: true }).catch((error: unknown) => this.log.warn({ err: error }, 'a source stays held'));
  }

  async #entries(): Promise<Entry[]> {
    const names = await readdir(this.dir).catch((error: unknown) => {
      if (isNotThere(error)) return [];
      throw error;
    });
    const entries = await Promise.all(names.map((name) => this.#find(name)));
    return entries.filter((entry) => entry !== null);
  }

  /** null when it was removed since its name was read. */
  async #find(name: string): Promise<Entry | null> {
    const path = this.#path(name);
    const stats = await stat(path).catch(() => null);
    return stats && { name, path, sizeBytes: stats.size, usedMs: stats.mtimeMs, isHeld: stats.nlink > 1 };
  }

  #path(name: string): string {
    return join(this.dir, name);
  }
}

const isPassing = (name: string): boolean => name.includes('.');

const isNotThere = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}
