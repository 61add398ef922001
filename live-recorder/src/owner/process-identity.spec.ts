import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isKnownDead, ownIdentity } from './process-identity.js';

const place = ownIdentity().replace(/\/\d+@\d+$/, '');

it('a process that lives is not dead', () => {
  expect(isKnownDead(ownIdentity())).toBe(false);
});

it('a process that has ended is, and one that has its number is another', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  expect(isKnownDead(`${place}/${child.pid}@12345`)).toBe(true);
  expect(isKnownDead(`${place}/${process.pid}@12345`)).toBe(true);
});

it('of a process elsewhere nothing is known', () => {
  expect(isKnownDead('another-boot.pid:[4026531836]/1@12345')).toBe(false);
  expect(isKnownDead('nonsense')).toBe(false);
  expect(isKnownDead('')).toBe(false);
});
