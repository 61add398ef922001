import { spawnSync } from 'node:child_process';

/** Makes a small film with moving picture and sound. Answers its path; throws with ffmpeg's reason. */
export function makeClip(path: string, durationSec: number): string {
  const { status, stderr } = spawnSync(
    process.env['FFMPEG_PATH'] ?? 'ffmpeg',
    [
      '-nostdin',
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=1280x720:rate=30:duration=${durationSec}`,
      '-f',
      'lavfi',
      '-i',
      `sine=frequency=440:duration=${durationSec}`,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
      path,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`ffmpeg could not make a clip: ${stderr}`);
  return path;
}
