import { describe, expect, it } from 'vitest';
import { readChanges, readNewCamera, toMegabytes } from './camera-values';

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}
const door = {
  name: ' Door ',
  source: ' rtsp://door/1 ',
  bufferSeconds: '',
  maxMegabytes: '',
  minFreeMegabytes: '',
  transcode: '',
};

describe('readNewCamera', () => {
  it('leaves the limits to the platform', () =>
    expect(readNewCamera(form(door))).toEqual({
      name: 'Door',
      source: 'rtsp://door/1',
      bufferSeconds: null,
      maxBytes: null,
      minFreeBytes: null,
      transcode: null,
    }));

  it('counts megabytes as disks do', () => {
    const camera = readNewCamera(
      form({ ...door, bufferSeconds: '300', maxMegabytes: '500', minFreeMegabytes: '0', transcode: 'never' }),
    );
    expect(camera).toMatchObject({
      bufferSeconds: 300,
      maxBytes: 500_000_000,
      minFreeBytes: 0,
      transcode: 'never',
    });
    expect(toMegabytes(500_000_000)).toBe(500);
  });
});

describe('readChanges', () => {
  it('keeps the source that nobody typed anew', () => {
    expect(readChanges(form({ ...door, source: ' ' }))).not.toHaveProperty('source');
    expect(readChanges(form(door)).source).toBe('rtsp://door/1');
  });
});
