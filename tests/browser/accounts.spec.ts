import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';
import { openBrowser, openPage, signIn } from './browser.js';

const ann = { name: 'Ann', email: 'ann@example.org' };
const first = 'the first password of Ann';
const second = 'the second password of Ann';

describe('an account, from the invitation to its end', () => {
  let platform: TestPlatform;
  let browser: Browser;
  let admin: Page;
  let here: Page;
  let there: Page;
  /** What the pages complain of, without the refusals that this test asks for. */
  const complaints: string[][] = [];

  beforeAll(async () => {
    [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()]);
    [admin, here, there] = [await open(1280), await open(390), await open(1280)];
    await signIn(admin, platform.url);
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.close();
  });

  async function open(width: number): Promise<Page> {
    const { page, problems } = await openPage(browser, { width, height: 800 });
    complaints.push(problems);
    return page;
  }
  async function signInAsAnn(page: Page, password: string): Promise<void> {
    await page.getByLabel('Email').fill(ann.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  const signOutButton = (page: Page) => page.getByRole('button', { name: 'Sign out' });

  it('an administrator makes a link, with which somebody makes an account, once', async () => {
    await admin.goto(`${platform.url}/admin?section=invitations`);
    await admin.getByText('Nobody is invited').waitFor();
    await admin.getByLabel('For whom').fill('Ann from the film club');
    await admin.getByRole('button', { name: 'Make a link' }).click();
    const link = await admin.getByLabel('Invitation link').inputValue();

    await here.goto(link);
    await here.getByLabel('Name').fill(ann.name);
    await here.getByLabel('Email').fill(ann.email);
    await here.getByLabel('Password').fill(first);
    await here.getByRole('button', { name: 'Create my account' }).click();
    await signOutButton(here).waitFor();

    await there.goto(link);
    await there.getByText('This link makes no account').waitFor();
    await admin.reload();
    await admin.getByText(/used by Ann/).waitFor();
  });

  it('sees where it is signed in, and a new password ends the other session', async () => {
    await there.getByRole('link', { name: 'Sign in instead' }).click();
    await signInAsAnn(there, first);
    await signOutButton(there).waitFor();
    await there.goto(`${platform.url}/account`);

    await here.getByRole('link', { name: /Account of/ }).click();
    const sessions = here.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
    await sessions.nth(1).waitFor();
    expect(await sessions.count()).toBe(2);
    expect(await here.getByText('This browser').count()).toBe(1);
    await here.getByText('Chrome on Linux').first().waitFor();

    await here.getByLabel('Current password').fill('not this one');
    await here.getByLabel('New password').fill(second);
    await here.getByRole('button', { name: 'Change password' }).click();
    await here.getByText('The current password is wrong').waitFor();
    await here.getByLabel('Current password').fill(first);
    await here.getByRole('button', { name: 'Change password' }).click();
    await here.getByText('Your other sessions and API tokens have ended').waitFor();
    await expect.poll(() => sessions.count()).toBe(1);

    await there.reload();
    await there.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signInAsAnn(there, second);
    await there.getByRole('heading', { name: 'Ann' }).waitFor();
  });

  it('switched off, it is out at once, and told why', async () => {
    await admin.getByRole('navigation', { name: 'Administration' }).getByText('People').click();
    await admin.getByRole('button', { name: 'Switch Ann off' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await admin.getByText('Switched off', { exact: true }).waitFor();

    // without a reload: the next thing that the page asks for
    await here.getByRole('button', { name: 'Create token' }).scrollIntoViewIfNeeded();
    await here.getByLabel('Token name').fill('laptop');
    await here.getByRole('button', { name: 'Create token' }).click();
    await here.getByText('Your session has ended').waitFor();
    await signInAsAnn(here, second);
    await here.getByText('This account is switched off').waitFor();
  });

  it('the activity tells all of it', async () => {
    await admin.getByRole('link', { name: 'Activity of Ann' }).click();
    const log = admin.getByRole('list', { name: 'Activity' });
    await log.getByText('changed their password').waitFor();
    expect(await log.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('Ann signed in'),
      expect.stringContaining('Ann changed their password'),
      expect.stringContaining('Ann signed in'),
      expect.stringContaining('Ann made an account with an invitation'),
    ]);
    await admin.getByLabel('Activity of').selectOption('Everybody');
    await log.getByText('changed the account “Ann”: switched off').waitFor();
    await log.getByText(/tried to sign in as ann@example\.org: this account is switched off/).waitFor();
    await log.getByText('made an invitation as member for “Ann from the film club”').waitFor();
  });

  it('nothing else was refused, and no script failed', () => {
    const expected = /^40[13] .*\/api\/auth\/(register\?token=|password$|login$|tokens$)/;
    expect(complaints.flat().filter((problem) => !expected.test(problem))).toEqual([]);
  });
});
