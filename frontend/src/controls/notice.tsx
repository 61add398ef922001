import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons';

export type Tone = 'note' | 'warning' | 'danger';

const looks: Record<Tone, { box: string; mark: string; icon: IconName }> = {
  note: { box: 'bg-sunken', mark: 'text-muted', icon: 'info' },
  warning: { box: 'bg-brass-wash', mark: 'text-brass', icon: 'warning' },
  danger: { box: 'bg-danger-wash', mark: 'text-danger', icon: 'warning' },
};

interface NoticeProps {
  tone: Tone;
  title?: string;
  children: ReactNode;
}

export function Notice({ tone, title, children }: NoticeProps) {
  const { box, mark, icon } = looks[tone];
  return (
    <div className={`flex gap-3 rounded-2xl px-4 py-3 text-sm ${box}`}>
      <Icon name={icon} className={`mt-0.5 size-4.5 ${mark}`} />
      <div className="min-w-0 flex-1 space-y-1 wrap-break-word">
        {title && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  );
}
