import type { Video } from '@sluice/database';
import type { UserView } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { isListedForAll, mayEdit, mayView } from './video-access.js';

const user = (id: string, role: UserView['role'] = 'member'): UserView => ({
  id,
  email: `${id}@example.org`,
  name: id,
  role,
});
const people = { anonymous: null, owner: user('ada'), member: user('bob'), admin: user('eve', 'admin') };

const video = (changes: Partial<Video>): Video => ({ owner: { id: 'ada' }, ...changes }) as Video;

describe('video access', () => {
  it.each<[keyof typeof people, Video['visibility'], boolean, boolean]>([
    // who, visibility, may view, may edit
    ['anonymous', 'public', true, false],
    ['anonymous', 'unlisted', true, false],
    ['anonymous', 'private', false, false],
    ['member', 'public', true, false],
    ['member', 'unlisted', true, false],
    ['member', 'private', false, false],
    ['owner', 'public', true, true],
    ['owner', 'unlisted', true, true],
    ['owner', 'private', true, true],
    ['admin', 'public', true, true],
    ['admin', 'unlisted', true, true],
    ['admin', 'private', true, true],
  ])('%s, %s: view %s, edit %s', (who, visibility, view, edit) => {
    expect(mayView(people[who], video({ visibility }))).toBe(view);
    expect(mayEdit(people[who], video({ visibility }))).toBe(edit);
  });

  it.each<[Video['visibility'], Date | null, boolean]>([
    ['public', new Date(), true],
    ['public', null, false],
    ['unlisted', new Date(), false],
    ['private', new Date(), false],
  ])('lists a %s video that is playable since %s for all: %s', (visibility, playableAt, listed) => {
    expect(isListedForAll(video({ visibility, playableAt }))).toBe(listed);
  });
});
