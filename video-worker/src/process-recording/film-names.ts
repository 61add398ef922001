import type { LoadedRecording } from '@sluice/database';
import { titleMaxLength } from '@sluice/vod';

/** What a film is called: by its room, by whom it shows where there are several, by its number from the second on. */
export function filmTitle(
  { roomTitle, number, participants }: Pick<LoadedRecording, 'roomTitle' | 'number' | 'participants'>,
  participant: { name: string } | null,
): string {
  const suffix =
    (participant && participants.length > 1 ? `: ${participant.name}` : '') +
    (number > 1 ? ` (${number})` : '');
  return roomTitle.slice(0, titleMaxLength - suffix.length) + suffix;
}

/** Names of what is stored for a recording; the revision keeps its makings apart from earlier ones. */
export const filmName = (revision: number, participantId: string | null): string =>
  `r${revision}-${participantId ?? 'room'}`;
