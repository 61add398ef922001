/** What examples, tutorials and default installations have in the place of a secret. */
const samples = [
  'admin',
  'administrator',
  'changeme',
  'change-me',
  'change_me',
  'default',
  'example',
  'letmein',
  'minioadmin',
  'password',
  'passw0rd',
  'please',
  'postgres',
  'qwerty',
  'replace',
  'sample',
  'secret',
  'sluice',
  'test',
  'your',
];
const differentLettersMin = 8;

/** Whether a secret is one that anybody could guess: made of sample words and digits, or of a few letters over and over. */
export function isSampleSecret(secret: string): boolean {
  const rest = samples.reduce((text, word) => text.replaceAll(word, ''), secret.toLowerCase());
  const withoutDigits = rest.replace(/[\d\W_]+/g, '');
  const isOfSamples = rest.length < secret.length && withoutDigits.length < secret.length / 3;
  return (
    isOfSamples ||
    (/^\d{0,40}$/.test(secret) && /12345|0123/.test(secret)) ||
    new Set(secret).size < differentLettersMin
  );
}

/** The password in an address of a database; null when it has none, as on a socket or with a client certificate. */
export function passwordOf(address: string): string | null {
  const { password } = new URL(address);
  return password === '' ? null : decodeURIComponent(password);
}
