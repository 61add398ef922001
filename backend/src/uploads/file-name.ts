import { titleMaxLength } from '@sluice/vod';

const fileNameMaxLength = 255;

/** Control characters, line separators, invisible marks, and what turns the direction of text; joiners of emoji and scripts stay. */
const unshowable = /[\p{Cc}\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** The name a file came with, as something that can be shown and logged: no folders, no control characters, not endless. */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const visible = last.replace(unshowable, ' ').replace(/\s+/g, ' ').trim();
  return truncate(visible, fileNameMaxLength) || 'video';
}

/** A title for a video whose owner gave none: the file name without its ending, underscores as blanks. */
export function titleFromFileName(name: string): string {
  const stem = cleanFileName(name).replace(/\.[A-Za-z0-9]{1,5}$/, '');
  return truncate(stem.replace(/_+/g, ' ').trim(), titleMaxLength).trim() || 'Untitled';
}

/** By characters, not UTF-16 units: half an emoji is no character. */
const truncate = (text: string, length: number): string => {
  const characters = [...text];
  return characters.length <= length ? text : characters.slice(0, length).join('');
};
