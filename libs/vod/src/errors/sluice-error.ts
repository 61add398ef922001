import { catalogue, type CatalogueEntry, type ErrorCode } from './catalogue.js';

/** An error from the catalogue. `detail` says what happened this time; it never holds paths, keys or secrets. */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail: string = catalogue[code].title, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'SluiceError';
    this.code = code;
    this.detail = detail;
  }

  get entry(): CatalogueEntry {
    return catalogue[this.code];
  }
}
