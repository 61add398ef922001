import { expect, it } from 'vitest';
import {
  takePictureResultSchema,
  takePictureSchema,
  testCameraDataSchema,
  testCameraResultSchema,
} from './live-jobs.js';

const picture = {
  cameraId: '0b7a2f3c-9d1e-4c5b-8a6f-001122334455',
  atMs: null,
  outputs: [{ key: 'snapshots/a/picture.jpg', longestSide: null }],
};

it('jobs say how long somebody waits, or nothing of it', () => {
  for (const deadline of [{}, { deadlineMs: 1_763_640_000_000 }]) {
    const taken = { ...picture, ...deadline };
    expect(takePictureSchema.parse(taken)).toEqual(taken);
    const tested = { source: 'test:', ...deadline };
    expect(testCameraDataSchema.parse(tested)).toEqual(tested);
  }
});

it.each([takePictureResultSchema, testCameraResultSchema])(
  'answers tell what failed, by its code',
  (schema) => {
    const failed = { ok: false, code: 'disk_full', detail: 'No room.' };
    expect(schema.parse(failed)).toEqual(failed);
    for (const code of ['toString', 'no_such_code', 7, undefined])
      expect(schema.safeParse({ ...failed, code }).success).toBe(false);
  },
);
