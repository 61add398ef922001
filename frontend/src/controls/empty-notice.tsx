import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons';

interface EmptyNoticeProps {
  icon: IconName;
  title: string;
  children: ReactNode;
}

export function EmptyNotice({ icon, title, children }: EmptyNoticeProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center py-16 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-sunken text-accent">
        <Icon name={icon} className="size-7" />
      </span>
      <h2 className="mt-5 text-2xl">{title}</h2>
      <div className="mt-2 space-y-4 text-muted">{children}</div>
    </div>
  );
}
