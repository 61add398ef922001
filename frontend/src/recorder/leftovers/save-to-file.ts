import { pageSpool, type Spool } from '../spool/spool';
import type { SpooledTake } from '../spool/spooled-take';
import { keyOf } from '../spool/spooled-take';

/** Two downloads at once are asked about or dropped by browsers. */
const betweenFilesMs = 500;

/**
 * Lets people keep what the server no longer takes: one file for each take with what of it is still here. What the
 * server has verified was deleted from this browser. Answers how many files were saved.
 */
export async function saveToFile(recordingId: string): Promise<number> {
  const spool = pageSpool();
  const takes = (await spool.call('takes', []))
    .filter(({ header, waiting }) => header.recordingId === recordingId && waiting.length > 0)
    .toSorted((a, b) => a.header.startedAt.localeCompare(b.header.startedAt));
  for (const [index, take] of takes.entries()) {
    const { header } = take;
    save(await joinTake(spool, take), `${fileName(header.roomTitle)} ${index + 1}.${header.container}`);
    await new Promise((resolve) => setTimeout(resolve, betweenFilesMs));
  }
  return takes.length;
}

/** Read one by one into a Blob, which the browser may keep on its disk: an hour of video need not fit into memory. */
async function joinTake(spool: Spool, { header, recordedChunks }: SpooledTake): Promise<Blob> {
  const parts: Blob[] = [];
  for (let seq = 0; seq < recordedChunks; seq++) {
    const bytes = await spool.call('readBytes', [keyOf(header), seq]);
    if (bytes) parts.push(new Blob([bytes]));
  }
  return new Blob(parts, { type: header.mimeType });
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun long before that; the address would hold the blob for as long as the page lives.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const fileName = (title: string) => title.replaceAll(/[\\/:*?"<>|]+/g, ' ').trim() || 'recording';
