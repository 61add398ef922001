import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStartOptions, usage, UsageError, type StartOptions } from './options.js';

const plain: StartOptions = { port: null, dataDir: null, demo: null, exitAfterDemo: false };

describe('parseStartOptions', () => {
  it.each<[string, StartOptions]>([
    ['', plain],
    ['--port 8080', { ...plain, port: 8080 }],
    ['--port=65535', { ...plain, port: 65_535 }],
    ['--port 1', { ...plain, port: 1 }],
    ['--data-dir /srv/sluice', { ...plain, dataDir: '/srv/sluice' }],
    ['--data-dir data/../here', { ...plain, dataDir: resolve('here') }],
    ['--demo', { ...plain, demo: { file: null } }],
    ['--demo clip.mp4', { ...plain, demo: { file: resolve('clip.mp4') } }],
    ['clip.mp4 --demo', { ...plain, demo: { file: resolve('clip.mp4') } }],
    ['--demo --exit', { ...plain, demo: { file: null }, exitAfterDemo: true }],
    ['--demo -- --port', { ...plain, demo: { file: resolve('--port') } }],
    [
      '--port 4000 --data-dir /d --demo /v/clip.mp4 --exit',
      { port: 4000, dataDir: '/d', demo: { file: '/v/clip.mp4' }, exitAfterDemo: true },
    ],
  ])('reads "%s"', (line, options) => {
    expect(parseStartOptions(line.split(' ').filter(Boolean))).toEqual(options);
  });

  it.each(['--help', '--port 80 --help', '--help --demo'])('shows its help for "%s"', (line) => {
    expect(parseStartOptions(line.split(' '))).toBe('help');
  });

  it.each([
    ['--port 0', '--port takes a number from 1 to 65535, not "0".'],
    ['--port 65536', '--port takes a number from 1 to 65535, not "65536".'],
    ['--port 80.5', '--port takes a number from 1 to 65535, not "80.5".'],
    ['--port 0x50', '--port takes a number from 1 to 65535, not "0x50".'],
    ['--port=-1', '--port takes a number from 1 to 65535, not "-1".'],
    ['--port=', '--port takes a number from 1 to 65535, not "".'],
    ['--port eighty', '--port takes a number from 1 to 65535, not "eighty".'],
    ['clip.mp4', 'Unexpected argument: clip.mp4'],
    ['--demo a.mp4 b.mp4', 'Unexpected argument: b.mp4'],
    ['--exit', '--exit goes with --demo.'],
  ])('refuses "%s"', (line, message) => {
    expect(() => parseStartOptions(line.split(' '))).toThrow(new UsageError(message));
  });

  it.each(['--prot 80', '--port', '--data-dir', '-p 80', '--demo=clip.mp4', '--no-demo'])(
    'refuses "%s" in the words of Node',
    (line) => {
      expect(() => parseStartOptions(line.split(' '))).toThrow(UsageError);
    },
  );

  it('explains every option it takes', () => {
    for (const option of ['--port', '--data-dir', '--demo', '--exit', '--help'])
      expect(usage).toMatch(new RegExp(`^  ${option}\\b`, 'm'));
  });
});
