import { describe, expect, it } from 'vitest';
import { cleanFileName, titleFromFileName } from './file-name.js';

describe('cleanFileName', () => {
  it.each([
    ['a plain name', 'holiday.mp4', 'holiday.mp4'],
    ['another script and an emoji', 'café 日本 🎬.mov', 'café 日本 🎬.mov'],
    ['folders above', '../../etc/passwd', 'passwd'],
    ['folders of Windows', 'C:\\Users\\Ada\\clip.avi', 'clip.avi'],
    ['both kinds of slash', 'a\\b/c\\d.mp4', 'd.mp4'],
    ['an absolute path', '/etc/shadow', 'shadow'],
    ['a folder alone', 'a/b/', 'video'],
    ['nothing', '', 'video'],
    ['blanks alone', ' \t ', 'video'],
    ['a newline', 'one\r\ntwo.mp4', 'one two.mp4'],
    ['a forged log line', 'x.mp4\n{"level":"error"}', 'x.mp4 {"level":"error"}'],
    ['a NUL', 'clip.mp4\u0000.exe', 'clip.mp4 .exe'],
    ['an escape sequence', '\u001b[31mred.mp4', '[31mred.mp4'],
    ['letters that run backwards', 'photo\u202egpj.mp4', 'photo gpj.mp4'],
    ['line separators', 'a\u2028b\u2029c.mp4', 'a b c.mp4'],
    ['a byte order mark', '\ufeffclip.mp4', 'clip.mp4'],
    ['many blanks', '  a   b .mp4 ', 'a b .mp4'],
    ['a leading dash', '-rf.mp4', '-rf.mp4'],
    ['only dots', '...', '...'],
    ['markup', '<img src=x onerror=alert(1)>.mp4', '<img src=x onerror=alert(1)>.mp4'],
    ['4 kB', `${'x'.repeat(4096)}.mp4`, 'x'.repeat(255)],
    ['half an emoji at the limit', `${'x'.repeat(254)}🎬🎬.mp4`, `${'x'.repeat(254)}🎬`],
  ])('shows %s', (_, name, shown) => {
    expect(cleanFileName(name)).toBe(shown);
  });

  it('changes nothing the second time', () => {
    for (const name of ['../a b.mp4', 'x\u202ey', '', '...', '\\\\server\\share\\film.mkv'])
      expect(cleanFileName(cleanFileName(name))).toBe(cleanFileName(name));
  });
});

describe('titleFromFileName', () => {
  it.each([
    ['a name', 'holiday.mp4', 'holiday'],
    ['underscores', 'my__summer_2026.MOV', 'my summer 2026'],
    ['several endings', 'film.part1.mkv', 'film.part1'],
    ['no ending', 'holiday', 'holiday'],
    ['a sentence with a full stop', 'Mr. Smith goes', 'Mr. Smith goes'],
    ['an ending alone', '.mp4', 'Untitled'],
    ['underscores alone', '___.mp4', 'Untitled'],
    ['nothing', '', 'video'],
    ['a path', '../secret/clip.webm', 'clip'],
    ['a newline', 'one\ntwo.mp4', 'one two'],
    ['an emoji', '🎬.mp4', '🎬'],
    ['very much', `${'x'.repeat(4096)}.mp4`, 'x'.repeat(200)],
  ])('makes a title of %s', (_, name, title) => {
    expect(titleFromFileName(name)).toBe(title);
  });
});
