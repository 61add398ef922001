import helmet from 'helmet';
import type { BackendSettings } from '../settings.js';

/** No inline script, nothing from other hosts; with S3, media come from its address and recordings go to it. */
export function securityHeaders(settings: BackendSettings): ReturnType<typeof helmet> {
  const stores = settings.STORAGE_DRIVER === 's3' ? storeOrigins(settings) : [];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // media-chrome and hls.js set style attributes
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...stores],
        mediaSrc: ["'self'", 'blob:', ...stores],
        connectSrc: ["'self'", ...stores],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: settings.PUBLIC_URL?.startsWith('https:') ?? false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  });
}

/** Where media are read from, and where browsers send the pieces of their recordings. */
function storeOrigins(settings: BackendSettings): string[] {
  const { S3_PUBLIC_URL } = settings;
  return [...(S3_PUBLIC_URL ? [new URL(S3_PUBLIC_URL).origin] : []), ...endpointOrigins(settings)];
}

function endpointOrigins({
  S3_ENDPOINT,
  S3_BUCKET,
  S3_REGION,
  S3_FORCE_PATH_STYLE,
}: BackendSettings): string[] {
  if (!S3_ENDPOINT)
    return [`https://${S3_BUCKET}.s3.${S3_REGION}.amazonaws.com`, `https://s3.${S3_REGION}.amazonaws.com`];
  const endpoint = new URL(S3_ENDPOINT);
  return S3_FORCE_PATH_STYLE ? [endpoint.origin] : [`${endpoint.protocol}//${S3_BUCKET}.${endpoint.host}`];
}
