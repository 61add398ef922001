const two = (value: number): string => String(value).padStart(2, '0');

/** "2026-11-20T13:00:05" in the viewer's zone, as a field of date and time has it. */
export function toFieldTime(ms: number): string {
  const at = new Date(ms);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** null for what is no time, or not all of one. */
export function fromFieldTime(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
