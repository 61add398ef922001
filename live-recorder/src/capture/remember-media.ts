import { scrypt } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { cameraMediaSchema, type CameraMedia } from './camera-media.js';

const fileName = 'media.json';
const rememberedSchema = z.object({ source: z.string(), media: cameraMediaSchema });

/** What the camera sent when it was last looked at; null when that is not known of this source. */
export async function recallMedia(cameraDir: string, source: string): Promise<CameraMedia | null> {
  const text = await readFile(join(cameraDir, fileName), 'utf8').catch(() => null);
  const remembered = text === null ? null : parse(text);
  return remembered?.source === (await fingerprint(cameraDir, source)) ? remembered.media : null;
}

/** Put into the camera's folder, so that the next recorder need not look for seconds before it records. */
export async function rememberMedia(cameraDir: string, source: string, media: CameraMedia): Promise<void> {
  const path = join(cameraDir, fileName);
  const remembered = { source: await fingerprint(cameraDir, source), media };
  await writeFile(`${path}.new`, JSON.stringify(remembered));
  await rename(`${path}.new`, path);
}

export const forgetMedia = (cameraDir: string): Promise<void> =>
  rm(join(cameraDir, fileName), { force: true });

/** null for what a power cut has left of it, or another version wrote. */
function parse(text: string): z.infer<typeof rememberedSchema> | null {
  try {
    return rememberedSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Tells one source from another without giving it away: many hold a password, which may be short. */
const fingerprint = async (cameraDir: string, source: string): Promise<string> =>
  ((await promisify(scrypt)(source, basename(cameraDir), 32)) as Buffer).toString('base64url');
