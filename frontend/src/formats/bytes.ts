const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as disks and operators count: 1234567 → "1.2 MB". */
export function formatBytes(sizeBytes: number): string {
  let size = Math.max(0, sizeBytes);
  let unit = 0;
  // 999.5 would print as "1000" of the smaller unit.
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1;
  return `${size.toFixed(digits).replace(/\.0$/, '')} ${units[unit]}`;
}

export function formatBitRate(bitrateBps: number): string {
  return bitrateBps >= 999_500
    ? `${(bitrateBps / 1_000_000).toFixed(1)} Mb/s`
    : `${Math.round(bitrateBps / 1000)} kb/s`;
}
