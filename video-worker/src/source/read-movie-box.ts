import { open, type FileHandle } from 'node:fs/promises';

export interface MovieBox {
  /** The whole moov box, its header included. */
  moov: Buffer;
  /** There is a fragment beside it: the moov does not tell of all samples. */
  fragmented: boolean;
}

/** The index of a day of film with sound takes about 60 MB. */
const moovBytesMax = 128 * 1024 ** 2;
/** A file has about five; hostile ones could have millions. */
const boxesMax = 1000;

interface FileBox {
  type: string;
  start: number;
  end: number;
}

/**
 * Finds the index of an MP4 or MOV file by jumping from box to box: 16 bytes are read of each, and never the media.
 * null for what isn't such a file, is cut off, or has an index larger than 128 MB.
 */
export async function readMovieBox(path: string): Promise<MovieBox | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    let movie: FileBox | null = null;
    let fragmented = false;
    for (let at = 0, boxes = 0; at < size && !fragmented; boxes++) {
      const box = await readHeader(file, at, size);
      if (!box || boxes === boxesMax) return null;
      if (box.type === 'moov') movie ??= box;
      fragmented = box.type === 'moof';
      at = box.end;
    }
    const moov = movie && (await readWhole(file, movie));
    return moov && { moov, fragmented };
  } finally {
    await file.close();
  }
}

/** ISO/IEC 14496-12 4.2: a size of 1 stands for a larger one behind the type, a size of 0 for "to the end of the file". */
async function readHeader(file: FileHandle, start: number, fileBytes: number): Promise<FileBox | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, start);
  if (bytesRead < 8) return null;
  const short = buffer.readUInt32BE(0);
  if (short === 1 && bytesRead < 16) return null;
  const size = short === 1 ? Number(buffer.readBigUInt64BE(8)) : short || fileBytes - start;
  if (size < (short === 1 ? 16 : 8) || start + size > fileBytes) return null;
  return { type: buffer.toString('latin1', 4, 8), start, end: start + size };
}

async function readWhole(file: FileHandle, { start, end }: FileBox): Promise<Buffer | null> {
  const size = end - start;
  if (size > moovBytesMax) return null;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, start);
  if (bytesRead < size) return null;
  // readers of the buffer know no file that a box could reach to the end of
  if (buffer.readUInt32BE(0) === 0) buffer.writeUInt32BE(size, 0);
  return buffer;
}
