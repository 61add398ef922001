import { useState } from 'react';
import { Icon } from '../controls/icons';
import { applyTheme, isTheme, loadTheme, themes } from './theme';

const words = { system: 'System', light: 'Light', dark: 'Dark' } as const;
const icons = { system: 'system', light: 'sun', dark: 'moon' } as const;

/** A select under a drawing: small for the eye, and the system's own list for fingers, keys and screen readers. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(loadTheme);

  const choose = (value: string) => {
    if (!isTheme(value)) return;
    applyTheme(value);
    setTheme(value);
  };

  return (
    <div className="relative grid size-10 place-items-center rounded-full text-muted hover:bg-sunken hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <Icon name={icons[theme]} />
      <select
        aria-label="Theme"
        title="Theme"
        className="absolute inset-0 appearance-none bg-surface text-sm text-ink opacity-0"
        value={theme}
        onChange={(event) => choose(event.target.value)}
      >
        {themes.map((name) => (
          <option key={name} value={name}>
            {words[name]}
          </option>
        ))}
      </select>
    </div>
  );
}
