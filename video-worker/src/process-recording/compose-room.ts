import { stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LoadedParticipant, LoadedRecording } from '@sluice/database';
import { findGaps, lastKnownMs, spanName } from '@sluice/vod';
import { decodedPerSec, encodingLimits, type PixelLoad } from '../encode/encoding-limits.js';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import { probeOwnClock } from '../source/probe-film.js';
import { probeSource } from '../source/probe-source.js';
import type { HeldSource, SourceFile } from '../source/source-cache.js';
import { gridFps, joinCommand, soundCommand, spanCommand, type Cell } from './grid-args.js';
import { canvas } from './grid-layout.js';
import { planSpans, type Span } from './plan-spans.js';
import type { FilmFile } from './publish-film.js';
import type { RecordingContext } from './recording-context.js';

export interface RoomMember {
  participant: Pick<LoadedParticipant, 'takes'>;
  film: SourceFile;
}

/** Behind what somebody waits for; nobody waits for this. */
const niceness = 9;

/**
 * Makes the film of all together, in the work folder, span by span. What is encoded is stored at once: another worker
 * that goes on with the recording finds it.
 */
export async function composeRoom(
  recording: LoadedRecording,
  members: readonly RoomMember[],
  context: RecordingContext,
): Promise<FilmFile> {
  const { workDir, sources, signal } = context;
  const held: HeldSource[] = [];
  const hold = async (file: SourceFile): Promise<string> => {
    const source = await sources.hold(file, signal);
    held.push(source);
    return source.path;
  };
  try {
    const cells: Cell[] = [];
    for (const member of members) cells.push(await readCell(member, await hold(member.film), context));
    const lengthSec = lengthOf(recording, members) / 1000;
    const spans = planSpans(Math.max(1, Math.ceil(lengthSec * gridFps)));
    const stored = await encodeSpans(recording, cells, spans, context);
    const soundPath = await mixSound(cells, lengthSec, context);
    // names without a folder: whatever the platform's folders are called, the list needs no quotes
    const spanPaths: string[] = [];
    for (const [at, file] of stored.entries()) {
      spanPaths.push(resolve(await hold(file)));
      await symlink(spanPaths[at]!, join(workDir, `span-${at}.mp4`));
    }
    const lines = spans.map(
      ({ frameCount }, at) => `file span-${at}.mp4\nduration ${(frameCount / gridFps).toFixed(6)}\n`,
    );
    await writeFile(join(workDir, 'spans.txt'), lines.join(''));
    const path = join(workDir, 'room-film');
    await runFfmpeg(joinCommand('spans.txt', soundPath, path), {
      ...context,
      ...encodingLimits(lengthSec),
      label: 'join',
      alsoReads: spanPaths,
    });
    return { path, extension: 'mp4', gaps: [] };
  } finally {
    for (const source of held) source.release();
  }
}

/** To the recording's end; what somebody's clock puts behind it is shown as well, as in their own film. */
const lengthOf = ({ durationMs }: LoadedRecording, members: readonly RoomMember[]): number =>
  Math.max(1, durationMs, ...members.flatMap(({ participant }) => participant.takes.map(lastKnownMs)));

/** Of those who came late the first picture is only held in their own film. */
async function readCell(
  { participant }: RoomMember,
  path: string,
  { settings, signal }: RecordingContext,
): Promise<Cell> {
  const { video, audio } = await probeOwnClock(await probeSource(settings.FFPROBE_PATH, path, signal), path);
  const [absent] = findGaps(participant.takes, 0);
  const seenFromSec = absent?.reason === 'absent' && absent.fromSec === 0 ? absent.toSec : 0;
  return { path, video, audio: audio.find(({ codec }) => codec !== null) ?? null, seenFromSec };
}

/** The stored spans in their order; those that an earlier try has made are taken as they are. */
async function encodeSpans(
  { id, roomId }: LoadedRecording,
  cells: readonly Cell[],
  spans: readonly Span[],
  context: RecordingContext,
): Promise<SourceFile[]> {
  const { store, claim, workDir, signal, report } = context;
  const place = { roomId, recordingId: id };
  const made = new Map((await store.listProcessed(place)).map((file) => [file.name, file]));
  const stored: SourceFile[] = [];
  for (const [at, span] of spans.entries()) {
    const name = spanName(claim.revision, span.index);
    const known = made.get(name);
    if (known) stored.push({ ...known, sha256: null });
    else {
      const path = join(workDir, name);
      const durationSec = span.frameCount / gridFps;
      await runFfmpeg(spanCommand(cells, span, path), {
        ...context,
        label: name,
        niceness,
        ...encodingLimits(durationSec, loadOf(cells)),
        onProgress: ({ frames }) => report('composing', (at + frames / span.frameCount) / spans.length),
      });
      stored.push(await keepSpan(place, name, path, context));
    }
    signal.throwIfAborted();
    report('composing', (at + 1) / spans.length);
  }
  return stored;
}

const loadOf = (cells: readonly Cell[]): PixelLoad => ({
  decodedPerSec: cells.reduce((sum, { video }) => sum + (video ? decodedPerSec(video) : 0), 0),
  encodedPerSec: canvas.width * canvas.height * gridFps,
});

async function keepSpan(
  place: { roomId: string; recordingId: string },
  name: string,
  filePath: string,
  { store }: RecordingContext,
): Promise<SourceFile> {
  const { size: sizeBytes } = await stat(filePath);
  return { path: await store.keepProcessed(place, name, filePath), sizeBytes, sha256: null };
}

async function mixSound(
  cells: readonly Cell[],
  lengthSec: number,
  context: RecordingContext,
): Promise<string | null> {
  const path = join(context.workDir, 'room-sound');
  const command = soundCommand(cells, lengthSec, path);
  if (!command) return null;
  await runFfmpeg(command, {
    ...context,
    ...encodingLimits(lengthSec * cells.length),
    label: 'sound',
    niceness,
  });
  return path;
}
