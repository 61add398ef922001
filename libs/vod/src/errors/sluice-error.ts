import { catalogue, type CatalogueEntry, type ErrorCode } from './catalogue.js';

/** An error from the catalogue. `detail` says what happened this time; it never holds paths, keys or secrets. */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  /** More for programs, as members of their own beside the problem's (RFC 9457 section 3.2). */
  readonly extension: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    detail: string = catalogue[code].title,
    { extension = {}, ...options }: ErrorOptions & { extension?: Record<string, unknown> } = {},
  ) {
    super(`${code}: ${detail}`, options);
    this.name = 'SluiceError';
    this.code = code;
    this.detail = detail;
    this.extension = extension;
  }

  get entry(): CatalogueEntry {
    return catalogue[this.code];
  }
}
