import type { Browser, Page } from 'playwright-core';
import { admin } from '../platform/test-platform.js';

export { browserArgs, openBrowser } from '../../scripts/services/open-browser.js';

/** A page that fails its test by what it complains of: `problems` holds script errors and failed requests. */
export async function openPage(
  browser: Browser,
  options: { width: number; height: number; dark?: boolean },
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({
    viewport: { width: options.width, height: options.height },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // the page itself wanted it no more: it went elsewhere, or sought
    if (reason === 'net::ERR_ABORTED') return;
    if (request.url().includes('/media/')) problems.push(`${reason} ${request.url()}`);
  });
  return { page, problems };
}

export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Email').fill(admin.email);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}
