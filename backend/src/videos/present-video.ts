import type { Clip, Video } from '@sluice/database';
import {
  catalogue,
  isWorthAnotherTry,
  isErrorCode,
  multivariantPlaylistName,
  storyboardFileName,
  variantBandwidth,
  type ChunkCount,
  type ClipView,
  type RenditionView,
  type VideoView,
} from '@sluice/vod';
import type { RenditionNumbers } from './rendition-numbers.js';

export interface PresentedParts {
  renditions: RenditionNumbers[];
  /** Of the running attempt; null when that isn't planned. */
  chunks: ChunkCount | null;
  clip: Clip | null;
  queuePosition: number | null;
  /** Where the addresses of its media begin. */
  mediaRoot: string;
  posterUrl: string | null;
  thumbnailUrl: string | null;
}

/** The Video that the API and the realtime events show. Pure. */
export function presentVideo(video: Video, parts: PresentedParts): VideoView {
  const playable = video.playableAt !== null;
  return {
    id: video.id,
    title: video.title,
    description: video.description,
    visibility: video.visibility,
    owner: { id: video.owner.id, name: video.owner.name },
    status: video.status,
    stage: video.stage,
    progress: video.progress,
    etaSec: video.etaSec,
    speed: video.speed,
    queuePosition: parts.queuePosition,
    chunks: parts.chunks,
    playable,
    playableSec: playable ? playableSeconds(video, parts.renditions) : null,
    hlsUrl: playable ? `${parts.mediaRoot}/videos/${video.id}/${multivariantPlaylistName}` : null,
    posterUrl: parts.posterUrl,
    thumbnailUrl: parts.thumbnailUrl,
    storyboardUrl: video.storyboard ? `${parts.mediaRoot}/videos/${video.id}/${storyboardFileName}` : null,
    durationSec: video.durationSec,
    width: video.width,
    height: video.height,
    fps: video.fps,
    renditions: presentRenditions(parts.renditions),
    warnings: video.warnings,
    error: presentError(video),
    source: {
      kind: video.sourceKind,
      fileName: video.sourceFileName,
      sizeBytes: video.sourceSizeBytes,
      container: video.sourceContainer,
      videoCodec: video.sourceVideoCodec,
      audioCodec: video.sourceAudioCodec,
      sha256: video.sourceSha256,
      isKept: video.sourcePath !== '' && video.sourceRemovedAt === null,
    },
    clip: parts.clip && presentClip(parts.clip, video),
    createdAt: video.createdAt.toISOString(),
    playableAt: video.playableAt?.toISOString() ?? null,
    readyAt: video.readyAt?.toISOString() ?? null,
    attempt: video.attempt,
  };
}

function presentClip(clip: Clip, video: Video): ClipView {
  return {
    cameraId: clip.cameraId,
    cameraName: clip.cameraName,
    state: clip.cutAt ? 'cut' : clip.stoppedAt ? 'cutting' : 'recording',
    startUtc: clip.startAt.toISOString(),
    endUtc: clip.endAt?.toISOString() ?? null,
    gaps: clip.gaps,
    stopReason: clip.stopReason,
    isPreview: video.playableAt !== null && video.publishedAttempt === null,
  };
}

/** A player waits for the sound, but for no rendition that lags behind another. */
function playableSeconds(video: Video, renditions: RenditionNumbers[]): number | null {
  if (video.publishedAttempt !== null || video.sourceKind === 'clip') return video.durationSec;
  const seconds = (kind: 'video' | 'audio'): number[] =>
    renditions.filter((rendition) => rendition.kind === kind).map(({ availableSec }) => availableSec);
  const furthest = [seconds('video'), seconds('audio')].filter((list) => list.length > 0);
  return furthest.length > 0 ? Math.min(...furthest.map((list) => Math.max(...list))) : null;
}

/** As in the multivariant playlist: a picture's numbers include the sound beside it. */
function presentRenditions(renditions: RenditionNumbers[]): RenditionView[] {
  const sound = renditions.find(({ kind }) => kind === 'audio');
  const pictures = renditions
    .filter(({ kind }) => kind === 'video')
    .toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0));
  return (pictures.length > 0 ? pictures : renditions).map((rendition) => {
    const beside = rendition.kind === 'video' ? (sound ?? null) : null;
    const { name, width, height, availableSec } = rendition;
    return { name, width, height, ...variantBandwidth(rendition, beside), availableSec };
  });
}

function presentError({ status, errorCode, errorDetail }: Video): VideoView['error'] {
  if (status !== 'failed' || errorCode === null) return null;
  const code = isErrorCode(errorCode) ? errorCode : 'internal_error';
  const { title, fix } = catalogue[code];
  return { code, title, detail: errorDetail ?? title, fix, retryable: isWorthAnotherTry(code) };
}
