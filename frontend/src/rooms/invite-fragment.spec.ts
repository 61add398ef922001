import { describe, expect, it } from 'vitest';
import { readInvite, withoutInvite } from './invite-fragment';

describe('readInvite', () => {
  it.each([
    ['#invite=s3cret_-', 's3cret_-'],
    ['invite=abc', 'abc'],
    ['#t=20&invite=abc', 'abc'],
  ])('finds it in %s', (fragment, invite) => expect(readInvite(fragment)).toBe(invite));

  it.each(['', '#', '#invite=', '#t=20', `#invite=${'x'.repeat(101)}`])('finds none in %j', (fragment) =>
    expect(readInvite(fragment)).toBeNull(),
  );
});

describe('withoutInvite', () => {
  it('leaves the rest', () => {
    expect(withoutInvite('#invite=abc')).toBe('');
    expect(withoutInvite('#t=20&invite=abc')).toBe('#t=20');
    expect(withoutInvite('')).toBe('');
  });
});
