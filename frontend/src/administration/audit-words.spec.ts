import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AuditEvent, describeEvent, hasWords } from './audit-words';

const apiFile = new URL('../../../backend/openapi.json', import.meta.url);
const { paths } = JSON.parse(readFileSync(apiFile, 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string }>>;
};

/** Recording as it goes on, which is not audited: tests/integration/audit.spec.ts. */
const silent = /^(Takes_|RecordingChunks_|Clips_heartbeat|Recordings_(announce|heartbeat)|Rooms_tellState)/;

const changing = Object.values(paths)
  .flatMap((methods) => Object.entries(methods))
  .filter(([method, { operationId }]) => method !== 'get' && !silent.test(operationId))
  .map(([, { operationId }]) => operationId);

describe('the audit log in sentences', () => {
  it.each(changing)('%s has words', (operationId) => expect(hasWords(operationId)).toBe(true));

  it.each<[string, AuditEvent['detail'], string]>([
    ['Authentication_login', {}, 'signed in'],
    [
      'Authentication_login',
      { email: 'x@example.org', refused: 'invalid_credentials' },
      'tried to sign in as x@example.org: email or password is wrong',
    ],
    [
      'Videos_update',
      { name: 'Lake', fields: ['title', 'visibility'], visibility: 'private' },
      'changed the video “Lake”: title, visibility to private',
    ],
    [
      'Users_update',
      { name: 'Ann', role: 'admin', disabled: true, quotaBytes: 5e9, quotaVideos: null },
      'changed the account “Ann”: role to administrator, switched off, space to 5 GB, videos to the platform’s',
    ],
    ['Users_create', { name: 'Ann', role: 'member' }, 'made the account “Ann” as member'],
    ['AccountInvites_create', { role: 'admin', note: 'Bo' }, 'made an invitation as administrator for “Bo”'],
    ['Videos_delete', {}, 'deleted a video'],
    ['Things_invent', {}, 'did Things: invent'],
  ])('%s %j: %s', (action, detail, words) => expect(describeEvent({ action, detail })).toBe(words));
});
