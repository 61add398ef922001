/** A gate on the left, and the stream that it lets through makes a play sign. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" className="size-8" aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-[#17605d]" />
      <path
        d="M13 7.5v17L26.5 16Z"
        className="fill-[#f7f4ec] stroke-[#f7f4ec]"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <path
        d="M11 13q4-1.6 8 0t8 0M11 18.8q4-1.6 8 0t8 0"
        className="fill-none stroke-[#17605d]"
        strokeWidth="1.9"
      />
      <path d="M8 7v18" className="stroke-[#e9b872]" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
