import type { ParsedPlaylist, PlaylistProblem } from './playlist.js';
import { readMediaPlaylist } from './read-media-playlist.js';
import { readMultivariantPlaylist } from './read-multivariant-playlist.js';
import { readLines, type PlaylistLine } from './read-lines.js';
import { tagGrammar, type PlaylistKind } from './tag-grammar.js';

/** Reads a playlist of either kind, strictly. Never throws: what is wrong with it comes back as problems. */
export function parsePlaylist(bytes: Buffer): ParsedPlaylist {
  const { lines, problems: textProblems } = readLines(bytes);
  const problems: PlaylistProblem[] = textProblems.map((problem) => ({ family: 'syntax', ...problem }));
  const kind = kindOf(lines);
  problems.push(...checkTags(lines, kind));
  if (kind === null) {
    problems.push({ family: 'required', line: null, text: 'no tag says which kind of playlist this is' });
    return { playlist: null, problems };
  }
  const playlist =
    kind === 'media' ? readMediaPlaylist(lines, problems) : readMultivariantPlaylist(lines, problems);
  return { playlist, problems };
}

/** The first tag that belongs to one kind only decides; those of the other kind are then out of place. */
function kindOf(lines: readonly PlaylistLine[]): PlaylistKind | null {
  for (const line of lines) {
    const home = line.kind === 'tag' ? tagGrammar[line.name]?.in : undefined;
    if (home === 'media' || home === 'multivariant') return home;
  }
  return null;
}

function checkTags(lines: readonly PlaylistLine[], kind: PlaylistKind | null): PlaylistProblem[] {
  const seen = new Set<string>();
  return lines.flatMap((line): PlaylistProblem[] => {
    const rule = line.kind === 'tag' ? tagGrammar[line.name] : undefined;
    if (line.kind !== 'tag' || !rule) return [];
    const problems = rule.check(line.value);
    if (rule.once && seen.has(line.name))
      problems.push({ family: 'once', text: 'stands here a second time' });
    if (kind !== null && rule.in !== 'both' && rule.in !== kind)
      problems.push({
        family: 'place',
        text: `belongs into a ${rule.in} playlist, this is a ${kind} playlist`,
      });
    seen.add(line.name);
    return problems.map(({ family, text }) => ({ family, line: line.number, text: `${line.name}: ${text}` }));
  });
}
