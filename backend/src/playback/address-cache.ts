type Addresses = ReadonlyMap<string, string>;

interface Entry {
  addresses: Promise<Addresses>;
  until: number;
}

const entriesMax = 40;

/** Keeps the addresses of a rendition's files for a while: of the newest few dozen renditions, for a film of hours has a megabyte of them. */
export class AddressCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly keepSec: number) {}

  /** Asks `make` only for what is new: a growing rendition has more files each time. */
  find(
    key: string,
    names: readonly string[],
    make: (names: readonly string[]) => Promise<Addresses>,
  ): Promise<Addresses> {
    const kept = this.entries.get(key);
    const { addresses: before, until } =
      kept && kept.until > Date.now()
        ? kept
        : { addresses: Promise.resolve<Addresses>(new Map()), until: Date.now() + this.keepSec * 1000 };
    const addresses = before.then(async (known) => {
      const missing = names.filter((name) => !known.has(name));
      return missing.length === 0 ? known : new Map([...known, ...(await make(missing))]);
    });
    this.keep(key, { addresses, until });
    return addresses;
  }

  private keep(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.addresses.catch(() => this.entries.get(key) === entry && this.entries.delete(key));
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= entriesMax) break;
      this.entries.delete(oldest);
    }
  }
}
