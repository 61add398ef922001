import { fileNameOf } from '../playlist/media-playlist.js';
import type { RenditionMedia, SegmentMedia } from '../playlist/rendition-media.js';
import { sheetCount, type Storyboard } from '../storyboard/storyboard.js';
import {
  iFramePlaylistName,
  initFileName,
  mediaPlaylistName,
  multivariantPlaylistName,
  posterFileName,
  storyboardFileName,
  storyboardSheetName,
  thumbnailFileName,
} from './keys.js';

export type PublishedKind = 'init' | 'segment' | 'playlist' | 'picture' | 'text';

/** A file that lies below the prefix of a published attempt. */
export interface PublishedFile {
  /** Below the prefix: "720p/seg_00000.m4s". */
  name: string;
  kind: PublishedKind;
  /** null where no row knows it. */
  sizeBytes: number | null;
  md5Hex: string | null;
}

type PublishedRendition = Pick<RenditionMedia, 'name' | 'kind' | 'segments'>;

/** Everything that a published attempt consists of, as its rows say it. */
export function publishedFiles(
  renditions: readonly PublishedRendition[],
  storyboard: Storyboard | null,
): PublishedFile[] {
  const file = (name: string, kind: PublishedKind, segment?: SegmentMedia): PublishedFile => ({
    name,
    kind,
    sizeBytes: segment?.sizeBytes ?? null,
    md5Hex: segment?.md5Hex ?? null,
  });
  const ofRendition = ({ name, kind, segments }: PublishedRendition): PublishedFile[] => [
    file(`${name}/${initFileName}`, 'init'),
    ...segments.map((segment, at) => file(`${name}/${fileNameOf(segment, at)}`, 'segment', segment)),
    file(`${name}/${mediaPlaylistName}`, 'playlist'),
    ...(kind === 'video' ? [file(`${name}/${iFramePlaylistName}`, 'playlist')] : []),
  ];
  const sheets = storyboard
    ? Array.from({ length: sheetCount(storyboard) }, (_, at) => file(storyboardSheetName(at), 'picture'))
    : [];
  return [
    ...renditions.flatMap(ofRendition),
    file(multivariantPlaylistName, 'playlist'),
    file(posterFileName, 'picture'),
    file(thumbnailFileName, 'picture'),
    ...sheets,
    ...(storyboard ? [file(storyboardFileName, 'text')] : []),
  ];
}
