import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import type { Sandbox, WayOut } from './sandbox.js';
import { runToEnd } from './run-to-end.js';

const canary = 'a secret of somebody else';
const timeoutMs = 10_000;

export interface SelfTest {
  /** null when ffmpeg does its ordinary work in the sandbox, else why not. */
  fails: string | null;
  /** The promises that ffmpeg could break. */
  escapes: WayOut[];
}

/**
 * Lets ffmpeg itself try to get out of a sandbox by every way that it is said to close: read what it was not given, reach a
 * port on loopback, write outside of its folder. And to do its work in it, in a folder below `root`, where its real ones are.
 */
export async function testSandbox(sandbox: Sandbox, ffmpegPath: string, root: string): Promise<SelfTest> {
  const home = await mkdtemp(join(root, 'sandbox-test-'));
  const [workDir, elsewhere] = [join(home, 'work'), join(home, 'elsewhere')];
  const server = await listen();
  const ffmpeg = async (...args: string[]): Promise<{ exitCode: number | null; text: string }> => {
    const lines: string[] = [];
    const run = {
      label: 'the test of the sandbox',
      binary: ffmpegPath,
      args: ['-hide_banner', '-nostdin', '-v', 'error', ...args],
      workDir,
      limits: { cpuSec: 10 },
    };
    const { exitCode, logTail } = await runToEnd(run, {
      sandbox,
      timeoutMs,
      onStdoutLine: (line) => lines.push(line),
    });
    return { exitCode, text: [...lines, ...logTail].join('\n') };
  };
  const copied = (input: string) =>
    ffmpeg('-f', 'data', '-i', input, '-map', '0', '-c', 'copy', '-f', 'data', 'pipe:1');
  const written = (path: string) =>
    ffmpeg('-f', 'lavfi', '-i', 'anullsrc', '-t', '0.01', '-f', 'wav', `file:${path}`);
  const tries: Record<WayOut, () => Promise<boolean>> = {
    'reads a file that it was not given': async () => {
      const path = join(elsewhere, 'canary');
      await writeFile(path, canary);
      return (await copied(`file:${path}`)).text.includes(canary);
    },
    'reaches a port of this machine': async () => {
      await copied(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}?timeout=1000000`);
      return server.wasReached();
    },
    'writes elsewhere': async () => {
      // a container's walls are around all of it: its own folders are not elsewhere
      const path = sandbox.kind === 'container' ? '/sluice-sandbox-test' : join(elsewhere, 'escaped');
      await written(path);
      return existsSync(path);
    },
  };
  try {
    await Promise.all([mkdir(workDir), mkdir(elsewhere)]);
    const [work, ...escaped] = await Promise.all([
      written('work.wav'),
      ...sandbox.closed.map(async (way) => ((await tries[way]()) ? [way] : [])),
    ]);
    const works = work.exitCode === 0 && existsSync(join(workDir, 'work.wav'));
    return { fails: works ? null : work.text || 'ffmpeg wrote nothing', escapes: escaped.flat() };
  } catch (error) {
    return { fails: complaintOf(error), escapes: [] };
  } finally {
    server.close();
    await rm(home, { recursive: true, force: true });
  }
}

const complaintOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);

type Canary = Server & { wasReached(): boolean };

/** A server that only knows whether somebody has been there. */
function listen(): Promise<Canary> {
  let reached = false;
  const server = createServer((socket) => {
    reached = true;
    socket.on('error', () => undefined).end();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(Object.assign(server, { wasReached: () => reached })));
  });
}
