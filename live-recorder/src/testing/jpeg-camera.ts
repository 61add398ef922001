import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

export interface JpegCamera {
  url: string;
  close(): void;
}

/** A camera of the network that sends one JPEG after the other (multipart/x-mixed-replace), as many do. */
export async function startJpegCamera(fps: number): Promise<JpegCamera> {
  const create = { width: 320, height: 180, channels: 3, background: 'teal' } as const;
  const jpeg = await sharp({ create }).jpeg().toBuffer();
  const head = `--picture\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
  const part = Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')]);
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=picture' });
    const timer = setInterval(() => response.write(part), 1000 / fps);
    response.on('close', () => clearInterval(timer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
