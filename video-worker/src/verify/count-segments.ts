import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaPlaylistName, segmentFileName, SluiceError } from '@sluice/vod';

/** How many segments are whole in every rendition, from `first` without a gap. ffmpeg names a segment when it is. */
export async function countFinished(
  workDir: string,
  names: readonly string[],
  first: number,
): Promise<number> {
  const isThere = async (index: number): Promise<boolean> => {
    const found = await Promise.all(
      names.map((name) => stat(join(workDir, name, segmentFileName(index))).catch(() => null)),
    );
    return found.every((file) => file !== null);
  };
  let count = 0;
  while (await isThere(first + count)) count++;
  return count;
}

/**
 * How many segments ffmpeg says it wrote to a rendition. Its playlist must be whole, and name them in their order.
 * Throws SluiceError `output_invalid`.
 */
export async function countListed(workDir: string, name: string, first: number): Promise<number> {
  const invalid = (detail: string): SluiceError => new SluiceError('output_invalid', `${name}: ${detail}.`);
  const text = await readFile(join(workDir, name, mediaPlaylistName), 'utf8').catch(() => '');
  const lines = text.trim().split('\n');
  if (lines[0] !== '#EXTM3U' || lines.at(-1) !== '#EXT-X-ENDLIST') throw invalid('the playlist does not end');
  const listed = lines.filter((line) => !line.startsWith('#')).map((line) => line.split('/').at(-1));
  const misnamed = listed.findIndex((file, index) => file !== segmentFileName(first + index));
  if (misnamed >= 0) throw invalid(`segment ${first + misnamed} is missing`);
  if (listed.length === 0) throw invalid('there are no segments');
  return listed.length;
}
