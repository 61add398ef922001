import type { CreateCamera, UpdateCamera } from '@sluice/vod';

const bytesPerMegabyte = 1_000_000;

export const toMegabytes = (bytes: number): number => Math.round(bytes / bytesPerMegabyte);

/** What the form says; fields that were left empty mean the platform's own setting. */
function readLimits(form: FormData) {
  const number = (name: string) => {
    const text = String(form.get(name) ?? '').trim();
    return text === '' ? null : Number(text);
  };
  const megabytes = (name: string) => {
    const value = number(name);
    return value === null ? null : value * bytesPerMegabyte;
  };
  const transcode = String(form.get('transcode') ?? '');
  return {
    bufferSeconds: number('bufferSeconds'),
    maxBytes: megabytes('maxMegabytes'),
    minFreeBytes: megabytes('minFreeMegabytes'),
    transcode: transcode === '' ? null : (transcode as NonNullable<CreateCamera['transcode']>),
  };
}

const text = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

export const readNewCamera = (form: FormData): CreateCamera => ({
  name: text(form, 'name'),
  source: text(form, 'source'),
  ...readLimits(form),
});

/** The source is shown masked, so it is sent only when somebody typed it anew. */
export function readChanges(form: FormData): UpdateCamera {
  const { source, ...rest } = readNewCamera(form);
  return source === '' ? rest : { ...rest, source };
}
