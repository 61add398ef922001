import { canInstallPackages, findOnPath, installPackages, MissingPart } from './debian-packages.js';

/** Chromium for the browser tests. Throws MissingPart. */
export function ensureChromium(say: (line: string) => void): string {
  const find = (): string | null =>
    findOnPath('chromium') ?? findOnPath('chromium-browser') ?? findOnPath('google-chrome');
  const found = find();
  if (found) return found;
  if (canInstallPackages()) {
    say('installing Chromium for the browser tests (Debian package)');
    const installed = installPackages('chromium', 'fonts-liberation') && find();
    if (installed) return installed;
  }
  throw new MissingPart(
    'Chromium is missing; the browser tests need it. Install it (Debian: sudo apt-get install chromium).',
  );
}
