import { parse } from 'bowser';

/** "Firefox on Windows", as people call it; what no browser sent is shown as it came. */
export function describeBrowser(userAgent: string): string {
  if (userAgent === '') return 'An unknown program';
  const { browser, os } = parse(userAgent);
  if (!browser.name) return userAgent.slice(0, 60);
  return os.name ? `${browser.name} on ${os.name}` : browser.name;
}
