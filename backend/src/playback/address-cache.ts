type Addresses = Map<string, string>;

const entriesMax = 40;

/** Keeps the addresses of a rendition's files for a while: of the newest few dozen renditions, for a film of hours has a megabyte of them. */
export class AddressCache {
  private readonly entries = new Map<string, { addresses: Promise<Addresses>; until: number }>();

  constructor(private readonly keepSec: number) {}

  find(key: string, make: () => Promise<Addresses>): Promise<Addresses> {
    const kept = this.entries.get(key);
    if (kept && kept.until > Date.now()) return kept.addresses;
    const addresses = make();
    this.entries.delete(key);
    this.entries.set(key, { addresses, until: Date.now() + this.keepSec * 1000 });
    addresses.catch(() => this.entries.delete(key));
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= entriesMax) break;
      this.entries.delete(oldest);
    }
    return addresses;
  }
}
