const tiles = [0, 1, 2];

export function GridSkeleton() {
  return (
    <div role="status">
      <span className="sr-only">Loading the cameras</span>
      <div aria-hidden="true" className="grid animate-pulse gap-5 sm:grid-cols-2 xl:grid-cols-3">
        {tiles.map((tile) => (
          <div key={tile} className="overflow-hidden rounded-2xl border border-line">
            <div className="aspect-video bg-line/70" />
            <div className="m-4 h-4 w-1/2 rounded bg-line/70" />
          </div>
        ))}
      </div>
    </div>
  );
}
