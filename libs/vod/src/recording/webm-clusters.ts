/** EBML ids (RFC 9559): of a Cluster, and of the elements one may begin with (Timestamp, Void, CRC-32). */
const clusterId = new Uint8Array([0x1f, 0x43, 0xb6, 0x75]);
const firstElements = [0xe7, 0xec, 0xbf];

/** A cluster is known by its id, its size of up to eight bytes and the first byte behind that. */
export const clusterHeadBytes = clusterId.length + 8 + 1;

/**
 * Where the first cluster begins, -1 when there is none. The four bytes of its id may also stand in the middle of a
 * picture: what follows them must be the beginning of a cluster too.
 */
export function findCluster(data: Buffer): number {
  for (let at = data.indexOf(clusterId); at >= 0; at = data.indexOf(clusterId, at + 1)) {
    const sizeAt = at + clusterId.length;
    const first = data[sizeAt];
    if (!first) continue;
    // a size is as long as its first byte has leading zeros, and one
    const sizeBytes = Math.clz32(first) - 23;
    if (firstElements.includes(data[sizeAt + sizeBytes] ?? 0)) return at;
  }
  return -1;
}
