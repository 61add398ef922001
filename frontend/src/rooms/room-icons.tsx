const paths = {
  camera: 'M4 7h10a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1ZM15 11l6-3v8l-6-3',
  cameraOff: 'M3 3l18 18M8 7h6a1 1 0 0 1 1 1v6M14.5 17H4a1 1 0 0 1-1-1V8a1 1 0 0 1 .7-.95M15 11l6-3v8l-3-1.5',
  microphone: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  microphoneOff:
    'M3 3l18 18M9 9v2a3 3 0 0 0 4.6 2.5M15 11V6a3 3 0 0 0-5.7-1.3M6 11a6 6 0 0 0 9.5 4.9M18 11a6 6 0 0 1-.5 2.4M12 17v4M9 21h6',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4M12 13V8.5m0 0-2 2m2-2 2 2',
  pause: 'M9 6v12M15 6v12',
  people:
    'M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3 19a6 6 0 0 1 12 0M16 5.6a3 3 0 0 1 0 5.6M17.5 14.2A6 6 0 0 1 21 19',
  save: 'M12 4v11m0 0-4-4m4 4 4-4M5 20h14',
} as const;

export type RoomIconName = keyof typeof paths;

/** A drawing beside a word, as in controls/icons. */
export function RoomIcon({ name, className = 'size-5' }: { name: RoomIconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The red dot that everybody knows. */
export function RecordDot({ isMoving = false }: { isMoving?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={`inline-block size-2.5 shrink-0 rounded-full bg-danger ${isMoving ? 'animate-pulse' : ''}`}
    />
  );
}
