import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { InspectedUpload } from './inspected-upload.js';

const noise = Buffer.concat([Buffer.alloc(16), randomBytes(300_000)]);

/** Sends bytes in pieces; answers what comes out, and the hash. */
async function send(bytes: Buffer, pieceBytes: number, maxBytes = 1e9) {
  function* pieces(): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const upload = Readable.from(pieces()).pipe(new InspectedUpload(maxBytes));
  const passed = await buffer(upload);
  return { passed, sha256: upload.sha256() };
}

describe('InspectedUpload', () => {
  it.each([1000, 4099, 4100, 4101, 65_536, 1e9])(
    'passes everything on and hashes it, in pieces of %d bytes',
    async (pieceBytes) => {
      const { passed, sha256 } = await send(noise, pieceBytes);
      expect(passed.equals(noise)).toBe(true);
      expect(sha256).toBe(createHash('sha256').update(noise).digest('hex'));
    },
  );

  it('judges what is shorter than a head, byte by byte', async () => {
    await expect(send(Buffer.from('Dear diary'), 1)).rejects.toMatchObject({ code: 'not_a_video' });
    await expect(send(Buffer.alloc(0), 1)).rejects.toMatchObject({ code: 'file_empty' });
    expect((await send(noise.subarray(0, 20), 1)).passed).toHaveLength(20);
  });

  it('refuses by the first bytes, before the rest has come', async () => {
    let sent = 0;
    function* endless(): Generator<Buffer> {
      for (; sent < 1000; sent += 1) yield Buffer.from('Dear diary, '.repeat(1000));
    }
    const upload = Readable.from(endless()).pipe(new InspectedUpload(1e9));
    await expect(buffer(upload)).rejects.toMatchObject({ code: 'not_a_video' });
    expect(sent).toBeLessThan(100);
  });

  it('takes as much as is allowed, and not a byte more', async () => {
    expect((await send(noise, 1000, noise.length)).passed).toHaveLength(noise.length);
    await expect(send(noise, 1000, noise.length - 1)).rejects.toMatchObject({
      code: 'file_too_large',
      detail: `The limit is ${noise.length - 1} bytes.`,
    });
  });
});
