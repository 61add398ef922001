import type { RoomSnapshot } from '@sluice/vod';
import type { Page } from 'playwright-core';
import type { TestPlatform } from '../platform/test-platform.js';

/** A new room with its host in it; answers the link for guests. The page must be signed in. */
export async function makeRoom(page: Page, url: string, title: string, name: string): Promise<string> {
  await page.goto(`${url}/rooms`);
  await page.getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Make a room' }).click();
  await join(page, name);
  await page.getByRole('button', { name: 'Make a link' }).click();
  return page.getByLabel('Link', { exact: true }).inputValue();
}

export async function enterRoom(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await join(page, name);
}

async function join(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByRole('button', { name: 'Join', exact: true }).waitFor({ state: 'detached' });
}

/** What the server knows of the room that its owner's page is in. */
export async function roomOf({ url }: Pick<TestPlatform, 'url'>, page: Page): Promise<RoomSnapshot> {
  const [roomId] = /[0-9a-f-]{36}/.exec(page.url())!;
  const answer = await page.request.get(`${url}/api/rooms/${roomId}`);
  return (await answer.json()) as RoomSnapshot;
}
