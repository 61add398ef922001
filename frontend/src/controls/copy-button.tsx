import { useEffect, useState } from 'react';
import { copyText } from './copy-text';
import { Icon } from './icons';

const thanksMs = 2500;

interface CopyButtonProps {
  label: string;
  text: () => string;
}

export function CopyButton({ label, text }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);

  useEffect(() => {
    if (!outcome) return;
    const timer = window.setTimeout(() => setOutcome(null), thanksMs);
    return () => window.clearTimeout(timer);
  }, [outcome]);

  const copy = () =>
    copyText(text()).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );

  return (
    <>
      <button type="button" className="button" onClick={() => void copy()}>
        <Icon name={outcome === 'copied' ? 'check' : 'link'} className="size-4" />
        {label}
      </button>
      <span role="status" className="self-center text-sm text-muted empty:hidden">
        {outcome === 'copied' && 'Copied'}
        {outcome === 'refused' && 'Copying was refused'}
      </span>
    </>
  );
}
