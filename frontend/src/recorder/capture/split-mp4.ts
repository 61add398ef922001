import { boxAt } from './mp4-boxes';

/**
 * Cuts a fragmented MP4 that comes in arbitrary slices at its box boundaries: first the init segment (everything before
 * the first moof), then one piece for each fragment (moof and mdat, with what stands before the moof).
 */
export class Mp4Splitter {
  private rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Where in `rest` the next box begins; all before it belongs to the piece that grows. */
  private at = 0;
  private hasInit = false;
  private isInFragment = false;

  push(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
    this.rest = joinBytes([this.rest, bytes]);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (
      let box = boxAt(this.rest, this.at);
      box && box.end <= this.rest.length;
      box = boxAt(this.rest, this.at)
    ) {
      if (box.type === 'moof' && !this.hasInit) {
        this.hasInit = true;
        pieces.push(this.cut(box.start));
        continue;
      }
      this.at = box.end;
      if (box.type === 'moof') this.isInFragment = true;
      if (box.type === 'mdat' && this.isInFragment) pieces.push(this.cut(box.end));
    }
    return pieces;
  }

  private cut(end: number): Uint8Array<ArrayBuffer> {
    const piece = this.rest.slice(0, end);
    this.rest = this.rest.slice(end);
    this.at = 0;
    this.isInFragment = false;
    return piece;
  }
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
