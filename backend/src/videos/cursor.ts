import { SluiceError } from '@sluice/vod';
import { z } from 'zod';

/** The place behind the last video of a page, newest first. Opaque to clients. */
export interface Cursor {
  createdAt: Date;
  id: string;
}

const cursorSchema = z.tuple([z.int().min(0).max(253_402_300_799_999), z.uuid()]);

export const encodeCursor = ({ createdAt, id }: Cursor): string =>
  Buffer.from(JSON.stringify([createdAt.getTime(), id])).toString('base64url');

/** Throws SluiceError `bad_cursor`. */
export function decodeCursor(text: string): Cursor {
  try {
    const [createdAtMs, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { createdAt: new Date(createdAtMs), id };
  } catch (cause) {
    throw new SluiceError('bad_cursor', undefined, { cause });
  }
}
