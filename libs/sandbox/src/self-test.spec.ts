import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findSandboxes } from './choose-sandbox.js';
import { surveyMachine } from './machine.js';
import { firstThatHolds, openSandbox, testPatiently } from './open-sandbox.js';
import { unwalled, type Sandbox } from './sandbox.js';
import { testSandbox, type SelfTest } from './self-test.js';

const { sandboxes } = findSandboxes();
const isWalled = sandboxes[0]!.kind === 'bubblewrap';
const open = unwalled(surveyMachine(), 'process group');
const everyWay = [
  'reads a file that it was not given',
  'reaches a port of this machine',
  'writes elsewhere',
] as const;
/** Claims walls that aren't there. */
const boastful: Sandbox = { ...open, kind: 'bubblewrap', closed: everyWay };

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-sandbox-'));
});
afterAll(() => {
  expect(readdirSync(root)).toEqual([]);
  rmSync(root, { recursive: true });
});

it.runIf(isWalled)('ffmpeg does not get out of any that is built here, and works in it', async () => {
  for (const sandbox of sandboxes.slice(0, -1))
    expect(await testSandbox(sandbox, 'ffmpeg', root)).toEqual({ fails: null, escapes: [] });
});

it('finds every way out that is open', async () => {
  expect(await testSandbox(boastful, 'ffmpeg', root)).toEqual({ fails: null, escapes: [...everyWay] });
});

it('finds that ffmpeg cannot work in it', async () => {
  const { fails } = await testSandbox(
    { ...open, commandFor: () => ['sh', '-c', 'echo no >&2; exit 1'] },
    'ffmpeg',
    root,
  );
  expect(fails).toBe('no');
});

it('takes the next lower one for what gets out, and says why', async () => {
  const choice = { sandboxes: [boastful, open], passedOver: [] };
  const { sandbox, passedOver } = await firstThatHolds(choice, (one) => testSandbox(one, 'ffmpeg', root));
  expect(sandbox).toBe(open);
  expect(passedOver).toEqual([
    {
      kind: 'bubblewrap',
      why: 'ffmpeg gets out of it: it reads a file that it was not given, it reaches a port of this machine, it writes elsewhere',
    },
  ]);
});

it('asks again what failed, three times in all, and never what got out', async () => {
  const holds = { fails: null, escapes: [] };
  const slow = { fails: 'the test of the sandbox was stopped after 10 s.', escapes: [] };
  const leaky = { fails: 'no', escapes: ['writes elsewhere' as const] };
  const outcome = async (...results: SelfTest[]) => {
    const left = [...results];
    return [await testPatiently(async () => left.shift()!), left.length];
  };
  expect(
    await Promise.all([
      outcome(slow, holds, leaky),
      outcome(slow, slow, slow, holds),
      outcome(leaky, holds),
      outcome(holds, leaky),
    ]),
  ).toEqual([
    [holds, 1],
    [slow, 1],
    [leaky, 1],
    [holds, 1],
  ]);
});

it('refuses to start without one when there has to be one, and says what to do', async () => {
  const path = process.env['PATH'];
  // neither bwrap nor anything else
  process.env['PATH'] = root;
  const log = { info: () => undefined, warn: () => undefined };
  const opened = openSandbox({ required: true, ffmpegPath: 'ffmpeg', root, log });
  process.env['PATH'] = path;
  await expect(opened).rejects.toThrow(
    /SANDBOX=required[^]*bwrap is not on the PATH[^]*apt-get install bubblewrap/,
  );
});
