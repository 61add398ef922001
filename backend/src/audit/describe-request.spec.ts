import { describe, expect, it } from 'vitest';
import { describeRequest } from './describe-request.js';

const nothing = { params: {}, body: undefined, answer: undefined, isCreation: false };

describe('what the audit log keeps of a request', () => {
  it('a change: what it is about, the names of the fields, and harmless values', () => {
    expect(
      describeRequest({
        ...nothing,
        params: { id: 'v1' },
        body: { description: 'long', visibility: 'private' },
        answer: { id: 'v1', title: 'A film', visibility: 'private' },
      }),
    ).toEqual({
      subjectId: 'v1',
      detail: { name: 'A film', fields: ['description', 'visibility'], visibility: 'private' },
    });
  });

  it('a creation: what was made, and in what', () => {
    const made = { ...nothing, isCreation: true, answer: { id: 'c1', title: 'Clip' } };
    expect(describeRequest({ ...made, params: { id: 'camera' } })).toEqual({
      subjectId: 'c1',
      detail: { name: 'Clip', within: 'camera' },
    });
    expect(describeRequest({ ...made, answer: { url: 'https://x' }, params: { roomId: 'r' } })).toEqual({
      subjectId: 'r',
      detail: {},
    });
  });

  it('no secret, wherever it stands', () => {
    const secret = 'a secret';
    const { detail } = describeRequest({
      ...nothing,
      body: {
        password: secret,
        source: `rtsp://me:${secret}@camera`,
        token: secret,
        nested: { role: secret },
      },
      answer: { token: secret, url: secret },
    });
    expect(detail).toEqual({ fields: ['password', 'source', 'token', 'nested'] });
  });

  it('not more than a line', () => {
    const body = { note: 'x'.repeat(5000) };
    expect(describeRequest({ ...nothing, body }).detail['note']).toHaveLength(200);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    expect(describeRequest({ ...nothing, body: many }).detail['fields']).toHaveLength(30);
  });

  it('nothing of a body that is none', () => {
    expect(describeRequest(nothing)).toEqual({ subjectId: null, detail: {} });
    expect(describeRequest({ ...nothing, body: 'text', params: { key: ['a', 'b'] } })).toEqual({
      subjectId: null,
      detail: {},
    });
  });
});
