import { formatClockNear, formatUtcOffset } from '../../formats/clock';
import { toProblemError } from '../../http/problem-error';

/** What the buffer does hold, where that is the way out. */
export function AvailableRanges({ error }: { error: unknown }) {
  const { available } = toProblemError(error);
  if (available.length === 0) return null;
  const nowMs = Date.now();
  return (
    <div className="tabular-nums">
      <p>There is a picture from</p>
      <ul className="list-disc pl-5">
        {available.map(({ from, to }) => (
          <li key={from}>
            {formatClockNear(Date.parse(from), nowMs)} to {formatClockNear(Date.parse(to), nowMs)}{' '}
            {formatUtcOffset(Date.parse(to))}
          </li>
        ))}
      </ul>
    </div>
  );
}
