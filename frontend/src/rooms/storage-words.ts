/** "Room for about 7 h" of recording in the browser's storage; null when the browser doesn't say. */
export function describeStorageLeft(minutesLeft: number | null): string | null {
  if (minutesLeft === null) return null;
  if (minutesLeft < 1) return 'No room left on this machine';
  if (minutesLeft < 90) return `Room for ${Math.floor(minutesLeft)} min on this machine`;
  const hours = Math.floor(minutesLeft / 60);
  return `Room for ${hours > 24 ? 'more than a day' : `about ${hours} h`} on this machine`;
}
