import type { RecordingFilmView } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { inOrder, nameOfFilm } from './films';

const film = (videoId: string, isRoomFilm: boolean) => ({ videoId, isRoomFilm }) as RecordingFilmView;

describe('inOrder', () => {
  it('begins with the film of the room', () => {
    const films = [film('anna', false), film('ben', false), film('room', true)];
    expect(inOrder(films).map(({ videoId }) => videoId)).toEqual(['room', 'anna', 'ben']);
  });
});

describe('nameOfFilm', () => {
  const recording = { participants: [{ participantId: 'a', name: 'Anna', takes: [] }] };
  it('is the name of whoever is in it', () => {
    expect(nameOfFilm({ participantId: 'a' }, recording)).toBe('Anna');
    expect(nameOfFilm({ participantId: null }, recording)).toBe('Everybody, side by side');
    expect(nameOfFilm({ participantId: 'b' }, recording)).toBe('Somebody');
  });
});
