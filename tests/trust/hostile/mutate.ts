/** Lengths and counts that programs stumble over. */
const edges = [0, 1, 7, 8, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** One to eight changes, of which every other lies where the headers and indices are: near the start or the end. */
export function mutate(bytes: Buffer, random: () => number): Buffer {
  let mutated: Buffer = Buffer.from(bytes);
  const changes = 1 + Math.floor(random() * 8);
  for (let change = 0; change < changes && mutated.length > 16; change++)
    mutated = changeOnce(mutated, random);
  return mutated;
}

function changeOnce(bytes: Buffer, random: () => number): Buffer {
  const below = (max: number): number => Math.floor(random() * max);
  const at = placeIn(bytes.length, below);
  const length = 1 + below(Math.min(4096, bytes.length - at));
  switch (below(7)) {
    case 0:
      bytes[at]! ^= 1 << below(8);
      return bytes;
    case 1:
      for (let done = 0; done < Math.min(length, 64); done++) bytes[at + done] = below(256);
      return bytes;
    case 2:
      if (at + 4 <= bytes.length) bytes.writeUInt32BE(edges[below(edges.length)]!, at);
      return bytes;
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 5:
      return bytes.fill(0, at, at + length);
    default:
      return random() < 0.3
        ? bytes.subarray(0, Math.max(16, at))
        : bytes.copyWithin(at, below(bytes.length), at + length);
  }
}

function placeIn(size: number, below: (max: number) => number): number {
  const headers = Math.min(size, 4096);
  const places = [below(size), below(size), below(headers), size - 1 - below(headers)];
  return places[below(places.length)]!;
}
