import type { RenditionView, VideoView } from '@sluice/vod';
import { formatMoment } from '../formats/age';
import { formatBitRate, formatBytes } from '../formats/bytes';
import { formatDuration } from '../formats/duration';

/** The technical side, folded away: most people came for the film. */
export function VideoDetails({ video }: { video: VideoView }) {
  return (
    <details className="panel py-0">
      <summary className="-mx-5 rounded-2xl px-5 py-4 text-sm font-semibold">Technical details</summary>
      <div className="space-y-6 pb-5 text-sm">
        <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_1fr]">
          {describeVideo(video).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="mb-1 min-w-0 wrap-break-word sm:mb-0">{value}</dd>
            </div>
          ))}
        </dl>
        {video.renditions.length > 0 && <Renditions renditions={video.renditions} />}
      </div>
    </details>
  );
}

function describeVideo(video: VideoView): [name: string, value: string][] {
  const { status, source, width, height, fps, durationSec } = video;
  const codecs = [source.videoCodec, source.audioCodec].filter((codec) => codec !== null).join(', ');
  const rows: [string, string | null][] = [
    // Of a clip there is no file before it is cut.
    ['Source file', status === 'uploading' ? null : `${source.fileName} (${formatBytes(source.sizeBytes)})`],
    ['Container', source.container],
    ['Codecs', codecs || null],
    [
      'Picture',
      width && height ? `${width} × ${height}${fps ? `, ${Number(fps.toFixed(3))} fps` : ''}` : null,
    ],
    ['Duration', durationSec === null ? null : formatDuration(durationSec)],
    [source.kind === 'upload' ? 'Uploaded' : 'Recorded', formatMoment(video.createdAt)],
    ['Ready', video.readyAt && formatMoment(video.readyAt)],
    ['SHA-256 of the file', source.sha256],
    ['Video id', video.id],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

function Renditions({ renditions }: { renditions: readonly RenditionView[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left tabular-nums">
        <caption className="mb-2 text-left font-semibold">Renditions</caption>
        <thead className="text-muted">
          <tr className="border-b border-line *:py-1.5 *:pr-6 *:font-normal">
            <th scope="col">Name</th>
            <th scope="col">Picture</th>
            <th scope="col">Average</th>
            <th scope="col">Peak</th>
            <th scope="col">Codecs</th>
          </tr>
        </thead>
        <tbody>
          {renditions.map((rendition) => (
            <tr
              key={rendition.name}
              className="border-b border-line last:border-0 *:py-1.5 *:pr-6 *:whitespace-nowrap"
            >
              <th scope="row" className="font-semibold">
                {rendition.name}
              </th>
              <td>
                {rendition.width && rendition.height ? `${rendition.width} × ${rendition.height}` : 'sound'}
              </td>
              <td>{formatBitRate(rendition.averageBandwidthBps)}</td>
              <td>{formatBitRate(rendition.bandwidthBps)}</td>
              <td>{rendition.codecs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
