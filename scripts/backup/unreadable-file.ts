/** A file that could not be read, as opposed to a copy that could not be written. Node's own error of a read names no path. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly isGone: boolean;

  constructor(
    readonly path: string,
    cause: NodeJS.ErrnoException,
  ) {
    const { code } = cause;
    super(`${path} cannot be read (${code ?? cause.message})`, { cause });
    this.isGone = code === 'ENOENT' || code === 'ENOTDIR';
  }
}
