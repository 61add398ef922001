import type { ObjectStorage } from '../object-storage.js';

/** A store whose objects lie on no disk of this machine, as far as anybody can see; some of it may be replaced. */
export function asRemote(storage: ObjectStorage, replaced: Partial<ObjectStorage> = {}): ObjectStorage {
  const changes = new Map<string | symbol, unknown>(Object.entries({ localPath: () => null, ...replaced }));
  return new Proxy(storage, {
    get(target, name) {
      if (changes.has(name)) return changes.get(name);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
