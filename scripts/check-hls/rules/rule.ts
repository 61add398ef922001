import type { Presentation } from '../presentation.js';

/** One thing that was looked at. */
export interface Finding {
  ok: boolean;
  /** Playlist, and segment where it is about one. */
  where: string;
  text: string;
}

/** A rule of the HLS specifications, as a row of the table in rules.ts. */
export interface Rule {
  id: string;
  /** A SHOULD that fails is a warning. */
  level: 'MUST' | 'SHOULD';
  title: string;
  /** "RFC 8216 4.3.3.1", or "Apple 7.4": the numbers of the HLS Authoring Specification for Apple Devices. */
  source: string;
  /** Pure. No findings: there was nothing to judge. */
  check: (presentation: Presentation) => Finding[];
}

export const finding = (ok: boolean, where: string, text: string): Finding => ({ ok, where, text });

/** All that is wrong at one place, or one finding that says what is right. */
export function allOrGood(bad: readonly Omit<Finding, 'ok'>[], where: string, goodText: string): Finding[] {
  return bad.length > 0 ? bad.map((one) => ({ ok: false, ...one })) : [finding(true, where, goodText)];
}

export const seconds = (value: number): string => `${Number(value.toFixed(6))} s`;
export const kbps = (bps: number): string => `${Math.round(bps / 1000)} kb/s`;
