/** The red dot that everybody knows. */
export function RecordDot({ isMoving = false }: { isMoving?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={`inline-block size-2.5 shrink-0 rounded-full bg-danger ${isMoving ? 'animate-pulse' : ''}`}
    />
  );
}
