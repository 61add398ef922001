import { Rendition, VideoTransitions, type Video } from '@sluice/database';
import { comparePublished } from '@sluice/storage';
import {
  attemptPrefix,
  contentTypeOf,
  immutableCacheControl,
  publishedFiles,
  publishedPlaylists,
  targetDuration,
  type RenditionMedia,
} from '@sluice/vod';
import { checkSource } from './check-source.js';
import type { Finding, FsckContext } from './finding.js';
import { findUnreadable } from './find-unreadable.js';
import { isOld } from './orphan-age.js';

/** So many files are named; the others are counted. */
const namedMax = 3;

/** What a video has published, against its rows. A video in processing may have something published, too. */
export async function checkPublished(video: Video, context: FsckContext): Promise<Finding[]> {
  const { id: videoId, publishedAttempt: attempt } = video;
  if (attempt === null) return [];
  const renditions = await context.database.getRepository(Rendition).findBy({ videoId, attempt });
  if (renditions.length === 0)
    return [damaged(video, 'rows_missing', 'is ready, but has no renditions', context)];
  const files = publishedFiles(renditions, video.storyboard);
  const { broken, intact, unexpected } = await comparePublished(context.storage, { videoId, attempt }, files);
  const playlists = new Map(
    publishedPlaylists(renditions, await targetDurationOf(video, renditions, context)),
  );
  const prefix = attemptPrefix(videoId, attempt);
  const unreadable = context.quick ? [] : await findUnreadable(intact, { prefix, playlists, ...context });
  broken.push(...unreadable.filter(({ isSilent }) => !isSilent));
  const silent = unreadable.filter(({ isSilent }) => isSilent).map(({ what }) => what);

  const media = broken.filter(({ file }) => file.kind !== 'playlist').map(({ what }) => what);
  const lists = broken.filter(({ file }) => file.kind === 'playlist').map(({ file }) => file.name);
  const leftovers = unexpected.filter(isOld).map(({ key }) => leftover(key, context));
  const findings = [...leftovers];
  if (media.length > 0) {
    const what = `of what it has published, ${media.length} of ${files.length} files are missing or damaged: ${inShort(media)}`;
    findings.push(damaged(video, 'published_damaged', what, context));
  }
  if (silent.length > 0) {
    const what = `of what it has published, ${silent.length} of ${files.length} files cannot be read: ${inShort(silent)}`;
    findings.push(damaged(video, 'unreadable', what, context));
  }
  if (lists.length > 0) findings.push(rewritable(video, lists, playlists, context));
  return findings;
}

/** With the target duration that its playlists had while they grew. */
async function targetDurationOf(
  { id, publishedAttempt }: Video,
  renditions: readonly RenditionMedia[],
  { database }: FsckContext,
): Promise<number> {
  const [encoding] = (await database.query(
    `SELECT (plan ->> 'targetDurationSec')::int AS sec FROM encodings WHERE video_id = $1 AND attempt = $2`,
    [id, publishedAttempt],
  )) as { sec: number }[];
  return encoding?.sec ?? targetDuration(renditions);
}

/** What only another encoding can mend, from a source that is whole. */
function damaged(video: Video, code: string, what: string, context: FsckContext): Finding {
  if (video.sourceRemovedAt)
    return {
      id: video.id,
      code,
      what,
      fix: 'original_removed: there is nothing to make it of anew; restore the files from the backup',
    };
  const repair = async (): Promise<string> => {
    // also where only names and sizes are compared: what is made of it replaces what is left
    const [source] = await checkSource(video, { ...context, quick: false });
    if (source) throw new Error(`${source.what}: ${source.fix}`);
    const isMoved = await new VideoTransitions(context.database).remake(video.id, video.publishedAttempt!);
    if (!isMoved) throw new Error(`it is ${video.status}, or somebody has just moved it: look again later`);
    return 'it is processed again, and plays what is left meanwhile';
  };
  return { id: video.id, code, what, fix: '--repair processes it again', repair };
}

/** Playlists follow from rows alone. */
function rewritable(
  video: Video,
  names: readonly string[],
  playlists: ReadonlyMap<string, string>,
  { storage }: FsckContext,
): Finding {
  const repair = async (): Promise<string> => {
    for (const name of names) {
      const key = attemptPrefix(video.id, video.publishedAttempt!) + name;
      const options = { contentType: contentTypeOf(key), cacheControl: immutableCacheControl };
      await storage.put(key, playlists.get(name)!, options);
    }
    return 'written anew';
  };
  const what = `published playlists are missing or not what its rows say: ${inShort(names)}`;
  return { id: video.id, code: 'playlists_damaged', what, fix: '--repair writes them anew', repair };
}

/** Of claims that ended badly: nothing points to it. */
function leftover(key: string, { storage }: FsckContext): Finding {
  const deleteOrphan = async (): Promise<boolean> => {
    await storage.delete(key);
    return true;
  };
  const what = 'lies beside a published video, and no row knows it';
  return { id: key, code: 'orphan', what, fix: '--delete-orphans deletes it', deleteOrphan };
}

function inShort(names: readonly string[]): string {
  const rest = names.length - namedMax;
  return names.slice(0, namedMax).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
