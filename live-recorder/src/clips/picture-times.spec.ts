import { expect, it } from 'vitest';
import { PictureTimes } from './picture-times.js';

function read(text: string) {
  const times = new PictureTimes();
  for (const line of text.split('\n')) times.add(line);
  return times.inOrder();
}

it('reads what is shown', () => {
  expect(read('-0.033333,KD\n0.000000,__\n0.033333,__C\n\nN/A,__\n')).toEqual({
    timesSec: [0, 0.033333],
    isReordered: false,
  });
});

it('puts B-frames where they are shown, and says that there are some', () => {
  expect(read('0.000000,K__\n0.100000,___\n0.033333,___\n0.066667,___\n')).toEqual({
    timesSec: [0, 0.033333, 0.066667, 0.1],
    isReordered: true,
  });
});
