import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSandboxes } from './choose-sandbox.js';
import { runToEnd } from './run-to-end.js';
import type { SandboxedRun } from './sandboxed-run.js';
import { startInSandbox } from './start-in-sandbox.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-start-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(findSandboxes().sandboxes.map((sandbox) => ({ sandbox, kind: sandbox.kind })))(
  '$kind',
  ({ sandbox }) => {
    const sh = (script: string, more: Partial<SandboxedRun> = {}): SandboxedRun => ({
      label: 'the script',
      binary: 'sh',
      args: ['-c', script],
      limits: { cpuSec: 20 },
      ...more,
    });
    const end = (run: SandboxedRun, timeoutMs = 20_000) => runToEnd(run, { sandbox, timeoutMs });

    it.skipIf(!existsSync('/proc/self/autogroup'))('gives way to other sessions too', async () => {
      const running = startInSandbox(sh('sleep 0.3', { niceness: 7 }), { sandbox });
      expect(readFileSync(`/proc/${running.pid()}/autogroup`, 'utf8')).toMatch(/ nice 7\n$/);
      await running.ended;
    });

    it('has its input and every pipe', async () => {
      const running = startInSandbox(sh('cat; echo three >&3; echo four >&4'), {
        sandbox,
        hasInput: true,
        outputs: 3,
      });
      running.stdin!.end('zero');
      expect(await Promise.all(running.outputs.map((pipe) => text(pipe)))).toEqual([
        'zero',
        'three\n',
        'four\n',
      ]);
      expect(await running.ended).toMatchObject({ exitCode: 0, exitSignal: null });
    });

    it('has no pipe but its own, and nothing of our environment', async () => {
      const lines: string[] = [];
      const run = sh('for fd in /proc/self/fd/*; do echo $fd; done; env');
      process.env['SLUICE_SECRET'] = 'secret';
      await runToEnd(run, { sandbox, timeoutMs: 20_000, onStdoutLine: (line) => lines.push(line) });
      delete process.env['SLUICE_SECRET'];
      expect(lines.filter((line) => /\/fd\/\d$/.test(line)).map((line) => Number(line.slice(-1)))).toEqual([
        0, 1, 2, 3,
      ]);
      expect(lines.join('\n')).not.toContain('secret');
    });

    it('works in its folder', async () => {
      writeFileSync(join(folder, 'in'), 'text');
      expect(await end(sh('cat in > out', { workDir: folder }))).toMatchObject({ exitCode: 0 });
      expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('text');
    });

    it('hears a signal itself, and tells by which it died', async () => {
      const running = startInSandbox(
        sh('trap "echo heard; exit 7" INT; echo ready; while :; do sleep 0.05; done'),
        { sandbox },
      );
      const heard = text(running.outputs[0]!);
      await new Promise((resolve) => setTimeout(resolve, 400));
      running.signal('SIGINT');
      expect(await running.ended).toMatchObject({ exitCode: 7 });
      expect(await heard).toBe('ready\nheard\n');

      const killed = startInSandbox(sh('echo ready; sleep 30'), { sandbox });
      killed.outputs[0]!.once('data', () => killed.kill()).resume();
      expect(await killed.ended).toMatchObject({ exitCode: null, exitSignal: 'SIGKILL' });
    });

    it('is ended when its processor time is spent', async () => {
      await expect(end(sh('while :; do :; done', { limits: { cpuSec: 0.5 } }))).rejects.toMatchObject({
        code: 'time_limit_exceeded',
        detail: 'the script used more processor time than its 0.5 s.',
      });
    });

    it('is ended when its time on the clock is over', async () => {
      await expect(end(sh('sleep 30'), 300)).rejects.toMatchObject({ code: 'time_limit_exceeded' });
    });

    it('writes no larger file than it may', async () => {
      const run = sh('head -c 2000000 /dev/zero > large', {
        workDir: folder,
        limits: { cpuSec: 20, fileBytes: 1e6 },
      });
      expect(await end(run)).not.toMatchObject({ exitCode: 0 });
      expect(readFileSync(join(folder, 'large')).length).toBe(1e6);
    });

    it('that cannot be started is our trouble', async () => {
      const missing = { ...sh(''), binary: '/no/such/program' };
      await expect(end(missing)).rejects.toMatchObject({ code: 'ffmpeg_unavailable' });
    });
  },
);
