import { Icon } from '../controls/icons';
import { useEffect, useRef, useState } from 'react';

const heardLevel = 0.15;

/** How loud the microphone is, moved past React: it changes with every picture. Says once that something was heard. */
export function LevelMeter({ level }: { level: () => number }) {
  const bar = useRef<HTMLDivElement>(null);
  const [wasHeard, setWasHeard] = useState(false);

  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const now = level();
      if (bar.current) bar.current.style.transform = `scaleX(${now})`;
      if (now > heardLevel) setWasHeard(true);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [level]);

  return (
    <div className="flex items-center gap-2.5 text-sm text-muted">
      <Icon name="microphone" className="size-4.5" />
      <div aria-hidden="true" className="h-1.5 flex-1 overflow-hidden rounded-full bg-line">
        <div ref={bar} className="h-full origin-left rounded-full bg-accent" />
      </div>
      <span role="status" className="w-32 text-right text-xs">
        {wasHeard ? 'We can hear you' : 'Say something'}
      </span>
    </div>
  );
}
