import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Icon } from '../controls/icons';

const debounceMs = 300;

/** Typing becomes part of the address after a short rest; the address stays the truth (back button, shared links). */
export function SearchBox({ words }: { words: string }) {
  const navigate = useNavigate({ from: '/' });
  const router = useRouter();
  const [typed, setTyped] = useState(words);
  const [shownWords, setShownWords] = useState(words);

  if (words !== shownWords) {
    setShownWords(words);
    if (words !== typed.trim()) setTyped(words);
  }

  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === words) return;
    const search = () => {
      // somebody who has clicked a film meanwhile is on the way to it, and must not be called back
      if (router.latestLocation.pathname !== '/') return;
      void navigate({
        search: (before) => ({ ...before, q: wanted === '' ? undefined : wanted }),
        replace: true,
      });
    };
    const timer = window.setTimeout(search, debounceMs);
    return () => window.clearTimeout(timer);
  }, [typed, words, navigate, router]);

  return (
    <div role="search" className="relative w-full sm:w-72">
      <Icon
        name="search"
        className="pointer-events-none absolute top-1/2 left-3.5 size-4.5 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        aria-label="Search videos"
        placeholder="Search titles"
        className="field rounded-full pl-10"
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
