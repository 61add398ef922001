import { expect, it } from 'vitest';
import { Hearing } from './hearing.js';

const noteEach = (hearing: Hearing, fromSec: number, toSec: number): void => {
  for (let sec = fromSec; sec <= toSec; sec += 2) hearing.note(sec * 1000);
};

it('knows of nobody that they are gone until it has listened for long enough', () => {
  const hearing = new Hearing(0, 6000);
  noteEach(hearing, 2, 58);
  expect(hearing.hasLasted(60)).toBe(false);
  noteEach(hearing, 60, 60);
  expect(hearing.hasLasted(60)).toBe(true);
});

it('begins anew after a break', () => {
  const hearing = new Hearing(0, 6000);
  noteEach(hearing, 2, 100);
  noteEach(hearing, 170, 228);
  expect(hearing.hasLasted(60)).toBe(false);
  noteEach(hearing, 230, 230);
  expect(hearing.hasLasted(60)).toBe(true);
});

it('takes a slow sweep for none', () => {
  const hearing = new Hearing(0, 6000);
  noteEach(hearing, 2, 100);
  noteEach(hearing, 105, 107);
  expect(hearing.hasLasted(60)).toBe(true);
});
