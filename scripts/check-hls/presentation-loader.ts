import { Mp4Error } from '@sluice/vod';
import { createLimit, type Limit } from './limit.js';
import { readInitFacts, type InitFacts } from './media/init-facts.js';
import { checkIFrame, measureSegment } from './media/segment-facts.js';
import { parsePlaylist } from './playlist/parse-playlist.js';
import type { ByteRange, MediaPlaylist, SegmentEntry } from './playlist/playlist.js';
import type {
  Exchange,
  ExchangeRole,
  IFrameRendition,
  LoadedPlaylist,
  Rendition,
  Segment,
} from './presentation.js';
import { readResource, ResourceError, type HttpFacts } from './read-resource.js';

export interface LoadOptions {
  /** For one request. */
  timeoutMs: number;
  /** Requests at the same time. */
  concurrency: number;
}

interface LoadedInit {
  init: InitFacts | null;
  initProblem: string | null;
}

/** Reads and measures; keeps measures and never the bytes, so that a film of hours fits into memory. */
export class PresentationLoader {
  readonly exchanges: Exchange[] = [];
  private readonly limit: Limit;

  constructor(
    private readonly base: URL,
    private readonly options: LoadOptions,
  ) {
    this.limit = createLimit(options.concurrency);
  }

  loadPlaylist(url: URL): Promise<LoadedPlaylist> {
    const head = { name: this.nameOf(url), url: url.href };
    return this.read(url, 'playlist', null, (bytes) => ({
      ...head,
      ...parsePlaylist(bytes),
      loadError: null,
    })).catch((error: unknown) => ({ ...head, playlist: null, problems: [], loadError: explain(error) }));
  }

  async loadRenditions(
    sources: { playlist: LoadedPlaylist; kind: Rendition['kind'] }[],
  ): Promise<Rendition[]> {
    const renditions = sources.map(({ playlist: { playlist, name, url }, kind }) =>
      playlist?.kind === 'media' ? this.loadRendition(name, url, kind, playlist) : null,
    );
    return (await Promise.all(renditions)).filter((rendition) => rendition !== null);
  }

  async loadIFrames(sources: LoadedPlaylist[]): Promise<IFrameRendition[]> {
    const renditions = sources.map(({ playlist, name, url }) =>
      playlist?.kind === 'media' ? this.loadIFrameRendition(name, url, playlist) : null,
    );
    return (await Promise.all(renditions)).filter((rendition) => rendition !== null);
  }

  private async loadRendition(
    name: string,
    url: string,
    role: Rendition['kind'],
    playlist: MediaPlaylist,
  ): Promise<Rendition> {
    const { init, initProblem } = await this.loadInit(playlist, url);
    const segments = await Promise.all(
      playlist.segments.map((entry, index) =>
        this.loadSegment(entry, url, `${name} #${index} (${tail(entry.uri)})`, init),
      ),
    );
    return { name, url, kind: init?.kind ?? role, playlist, init, initProblem, segments };
  }

  private async loadInit({ maps }: MediaPlaylist, url: string): Promise<LoadedInit> {
    const [map] = maps;
    if (!map) return { init: null, initProblem: null };
    try {
      const init = await this.read(new URL(map.uri, url), 'init', map.byteRange, readInitFacts);
      return { init, initProblem: null };
    } catch (error) {
      return { init: null, initProblem: `${tail(map.uri)}: ${explain(error)}` };
    }
  }

  private async loadSegment(
    entry: SegmentEntry,
    base: string,
    where: string,
    init: InitFacts | null,
  ): Promise<Segment> {
    const segment: Segment = { entry, where, sizeBytes: null, problem: null, measure: null };
    try {
      await this.read(new URL(entry.uri, base), 'segment', entry.byteRange, (bytes) => {
        segment.sizeBytes = bytes.length;
        if (bytes.length > 0 && init) segment.measure = measureSegment(bytes, init);
      });
      if (segment.sizeBytes === 0) segment.problem = { kind: 'empty', text: 'has no bytes' };
    } catch (error) {
      segment.problem = { kind: segment.sizeBytes === null ? 'missing' : 'broken', text: explain(error) };
    }
    return segment;
  }

  private async loadIFrameRendition(
    name: string,
    url: string,
    playlist: MediaPlaylist,
  ): Promise<IFrameRendition> {
    const { init, initProblem } = await this.loadInit(playlist, url);
    const frames = playlist.segments.map(async (entry, index) => ({
      entry,
      where: `${name} #${index} (${tail(entry.uri)})`,
      problem: init
        ? await this.iFrameProblem(entry, url, init)
        : (initProblem ?? 'there is no EXT-X-MAP to read it with'),
    }));
    return { name, url, playlist, frames: await Promise.all(frames) };
  }

  private async iFrameProblem(entry: SegmentEntry, base: string, init: InitFacts): Promise<string | null> {
    try {
      await this.read(new URL(entry.uri, base), 'i-frame', entry.byteRange, (bytes) => {
        const wanted = entry.byteRange?.length ?? bytes.length;
        if (bytes.length !== wanted)
          throw new Mp4Error(`${bytes.length} bytes came for a range of ${wanted}`);
        checkIFrame(bytes, init);
      });
      return null;
    } catch (error) {
      return explain(error);
    }
  }

  /** Reads and uses the bytes within the limit, so that only a few resources are in memory at a time. */
  private read<T>(
    url: URL,
    role: ExchangeRole,
    range: ByteRange | null,
    use: (bytes: Buffer) => T,
  ): Promise<T> {
    return this.limit(async () => {
      if (url.protocol === 'file:' && this.base.protocol !== 'file:')
        throw new ResourceError('a playlist from the network points at a local file');
      try {
        const options = { timeoutMs: this.options.timeoutMs, range, gzip: role === 'playlist' };
        const { bytes, http } = await readResource(url, options);
        this.record(url, role, range, http);
        return use(bytes);
      } catch (error) {
        if (error instanceof ResourceError) this.record(url, role, range, error.http);
        throw error;
      }
    });
  }

  private record(url: URL, role: ExchangeRole, range: ByteRange | null, http: HttpFacts | null): void {
    if (http) this.exchanges.push({ role, name: this.nameOf(url), partial: range !== null, ...http });
  }

  /** Relative to the location's folder where it lies below it; query strings carry signatures and are left out. */
  private nameOf(url: URL): string {
    const folder = new URL('.', this.base);
    const below = url.origin === folder.origin && url.pathname.startsWith(folder.pathname);
    return below ? url.pathname.slice(folder.pathname.length) : `${url.host}${url.pathname}`;
  }
}

const tail = (uri: string): string =>
  uri
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1) ?? uri;

/** Only what can go wrong with resources is explained away; a programming error must stay loud. */
function explain(error: unknown): string {
  if (error instanceof ResourceError || error instanceof Mp4Error || isMalformed(error)) return error.message;
  throw error;
}

/** new URL() and Buffer reads outside of their data. */
const isMalformed = (error: unknown): error is Error =>
  error instanceof TypeError
    ? 'code' in error && error.code === 'ERR_INVALID_URL'
    : error instanceof RangeError;
