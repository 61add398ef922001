/** No disk loses so many files side by side: somebody may not read them, or the whole folder is away. */
const failuresMax = 100;

/** A list of a million files that cannot be read helps nobody: after some in a row it is all of them. */
export class FailuresInARow {
  private failures = 0;

  /** Throws when it is one too many. */
  add(why: string): void {
    this.failures++;
    if (this.failures >= failuresMax)
      throw new Error(`${this.failures} files in a row cannot be read; of the last one: ${why}`);
  }

  end(): void {
    this.failures = 0;
  }
}
