/** Whether two names differ by one letter left out, put in, changed, or two neighbours swapped. */
export function isOneSlipAway(name: string, known: string): boolean {
  if (name === known || Math.abs(name.length - known.length) > 1) return false;
  let from = 0;
  while (from < name.length && name[from] === known[from]) from++;
  const rest = (text: string, skip: number): string => text.slice(from + skip);
  return (
    rest(name, 1) === rest(known, 1) ||
    rest(name, 1) === rest(known, 0) ||
    rest(name, 0) === rest(known, 1) ||
    (name[from] === known[from + 1] && name[from + 1] === known[from] && rest(name, 2) === rest(known, 2))
  );
}
