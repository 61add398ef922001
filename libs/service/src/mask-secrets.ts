const rules: readonly [RegExp, string][] = [
  // private media: whoever has the address may watch
  [/(\/media\/t\/)[^/?"\\\s]+/g, '$1***'],
  // links that let somebody in, and signed addresses; the setup link is logged to be opened (first-administrator.service.ts)
  [
    /(?<!\/setup)([?&#](?:token|invite|signature|X-Amz-Signature|X-Amz-Security-Token)=)[^&#"\\\s]+/gi,
    '$1***',
  ],
  [/\bslc_[\w-]{20,}/g, 'slc_***'],
];

/** A line of the log without the secrets that addresses carry, in whatever field or sentence they stand. */
export const maskSecrets = (line: string): string =>
  rules.reduce((text, [secret, mask]) => text.replaceAll(secret, mask), line);
