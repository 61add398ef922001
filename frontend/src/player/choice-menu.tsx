import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Icon, type IconName } from '../controls/icons';

export interface Choice<Value> {
  value: Value;
  name: string;
  /** Shown beside the name, not part of it. */
  note?: string;
}

interface ChoiceMenuProps<Value> {
  label: string;
  icon: IconName;
  /** What is in force, shown on the button. */
  current: string;
  choices: readonly Choice<Value>[];
  chosen: Value;
  onChoose: (value: Value) => void;
}

/** Tells media-chrome that these keys are ours here: an arrow in the menu must not turn the volume. */
const ownKeys = { keysused: 'ArrowUp ArrowDown Home End Enter Space Escape' };

export function ChoiceMenu<Value>({
  label,
  icon,
  current,
  choices,
  chosen,
  onChoose,
}: ChoiceMenuProps<Value>) {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const currentId = useId();

  useEffect(() => {
    if (!isOpen) return;
    const items = root.current?.querySelectorAll<HTMLElement>('[role="menuitemradio"]') ?? [];
    const checked = [...items].find((item) => item.ariaChecked === 'true');
    (checked ?? items[0])?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);

  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };

  const choose = (value: Value) => {
    onChoose(value);
    close();
  };

  const steer = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setIsOpen(false);
    else if (moveFocus(event.currentTarget, event.key)) event.preventDefault();
  };

  return (
    <div ref={root} className="relative flex">
      <button
        {...ownKeys}
        ref={button}
        type="button"
        className="player-button"
        aria-label={label}
        aria-describedby={currentId}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name={icon} className="hidden size-5 @sm:block" />
        <span id={currentId} className="text-xs tabular-nums">
          {current}
        </span>
      </button>
      {isOpen && (
        <div role="menu" aria-label={label} className="player-menu" onKeyDown={steer}>
          {choices.map(({ value, name, note }) => (
            <button
              {...ownKeys}
              key={name}
              type="button"
              role="menuitemradio"
              aria-label={name}
              aria-checked={value === chosen}
              tabIndex={-1}
              onClick={() => choose(value)}
            >
              <Icon name="check" className={`size-4 ${value === chosen ? '' : 'invisible'}`} />
              {name}
              {note && <span className="ml-auto pl-4 text-white/70">{note}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function moveFocus(menu: HTMLElement, key: string): boolean {
  const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitemradio"]')];
  const at = items.findIndex((item) => item === document.activeElement);
  const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const target = targets[key];
  if (target === undefined) return false;
  items.at(target % items.length)?.focus();
  return true;
}
