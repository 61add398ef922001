import { canInstallPackages, findOnPath, installPackages, MissingPart } from './debian-packages.js';

/** Makes sure that ffmpeg and ffprobe can be run. Throws MissingPart. */
export function ensureFfmpeg(say: (line: string) => void): void {
  const names = [process.env['FFMPEG_PATH'] ?? 'ffmpeg', process.env['FFPROBE_PATH'] ?? 'ffprobe'];
  const present = (): boolean => names.every((name) => name.includes('/') || findOnPath(name) !== null);
  if (present()) return;
  if (canInstallPackages()) {
    say('installing ffmpeg (Debian package)');
    if (installPackages('ffmpeg') && present()) return;
  }
  throw new MissingPart(
    'ffmpeg is missing. Install it (Debian: sudo apt-get install ffmpeg) or set FFMPEG_PATH and FFPROBE_PATH.',
  );
}
