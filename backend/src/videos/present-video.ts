import type { Rendition, Video } from '@sluice/database';
import {
  catalogue,
  isErrorCode,
  multivariantPlaylistName,
  storyboardFileName,
  variantBandwidth,
  type RenditionView,
  type VideoView,
} from '@sluice/vod';

/** A rendition's numbers without its segments, which a list of videos doesn't need. */
export type RenditionNumbers = Omit<Rendition, 'segments' | 'video'>;

export interface PresentedParts {
  renditions: RenditionNumbers[];
  queuePosition: number | null;
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
    playable,
    hlsUrl: playable ? `/media/videos/${video.id}/${multivariantPlaylistName}` : null,
    posterUrl: parts.posterUrl,
    thumbnailUrl: parts.thumbnailUrl,
    storyboardUrl: video.storyboard ? `/media/videos/${video.id}/${storyboardFileName}` : null,
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
    },
    createdAt: video.createdAt.toISOString(),
    playableAt: video.playableAt?.toISOString() ?? null,
    readyAt: video.readyAt?.toISOString() ?? null,
    attempt: video.attempt,
  };
}

/** As in the multivariant playlist: a picture's numbers include the sound beside it. */
function presentRenditions(renditions: RenditionNumbers[]): RenditionView[] {
  const sound = renditions.find(({ kind }) => kind === 'audio');
  const pictures = renditions
    .filter(({ kind }) => kind === 'video')
    .toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0));
  return (pictures.length > 0 ? pictures : renditions).map((rendition) => {
    const beside = rendition.kind === 'video' ? (sound ?? null) : null;
    const { name, width, height } = rendition;
    return { name, width, height, ...variantBandwidth(rendition, beside) };
  });
}

function presentError({ status, errorCode, errorDetail }: Video): VideoView['error'] {
  if (status !== 'failed' || errorCode === null) return null;
  const code = isErrorCode(errorCode) ? errorCode : 'internal_error';
  const { title, fix, fault } = catalogue[code];
  return { code, title, detail: errorDetail ?? title, fix, retryable: fault !== 'uploader' };
}
