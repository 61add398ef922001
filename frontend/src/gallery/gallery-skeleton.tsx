const cards = Array.from({ length: 8 }, (_, index) => index);

export function GallerySkeleton() {
  return (
    <div role="status">
      <span className="sr-only">Loading the videos</span>
      <div aria-hidden="true" className="grid gap-x-5 gap-y-8 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
        {cards.map((card) => (
          <div key={card} className="animate-pulse">
            <div className="aspect-video rounded-lg bg-line/70" />
            <div className="mt-4 h-4 w-3/4 rounded bg-line/70" />
            <div className="mt-3 h-3 w-2/5 rounded bg-line/70" />
          </div>
        ))}
      </div>
    </div>
  );
}
