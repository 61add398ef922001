import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { parseStoryboard, pickEvenly } from './storyboard-cues';

const tilesMax = 12;
const tileMs = 500;

/** The film in a few pictures, over its thumbnail. Shows nothing until the pictures are there. */
export function MovingPreview({ storyboardUrl }: { storyboardUrl: string }) {
  const { data: tiles = [] } = useQuery({
    queryKey: ['storyboard', storyboardUrl],
    queryFn: async () => {
      const response = await fetch(storyboardUrl);
      return response.ok ? pickEvenly(parseStoryboard(await response.text(), response.url), tilesMax) : [];
    },
    staleTime: Infinity,
  });
  const [shown, setShown] = useState(0);

  useEffect(() => {
    const timer = window.setInterval(() => setShown((index) => index + 1), tileMs);
    return () => window.clearInterval(timer);
  }, []);

  const tile = tiles[shown % tiles.length];
  if (!tile) return null;
  return (
    <svg
      data-testid="moving-preview"
      aria-hidden="true"
      className="absolute inset-0 size-full"
      viewBox={`${tile.x} ${tile.y} ${tile.width} ${tile.height}`}
      preserveAspectRatio="xMidYMid slice"
    >
      <image href={tile.sheetUrl} />
    </svg>
  );
}
