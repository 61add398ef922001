import type { CameraView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { StateBadge } from '../cameras/state-badge';
import { TilePicture } from './tile-picture';

export function CameraTile({ camera, nowMs }: { camera: CameraView; nowMs: number }) {
  return (
    <article className="group relative overflow-hidden rounded-2xl border border-line bg-surface hover:border-muted">
      <TilePicture camera={camera} nowMs={nowMs} />
      <div className="flex items-center justify-between gap-3 px-4 py-3">
        <h2 className="min-w-0 text-lg leading-snug wrap-break-word">
          <Link
            to="/live/$cameraId"
            params={{ cameraId: camera.id }}
            className="rounded-sm group-hover:text-accent after:absolute after:inset-0"
          >
            {camera.name}
          </Link>
        </h2>
        <StateBadge camera={camera} nowMs={nowMs} />
      </div>
    </article>
  );
}
