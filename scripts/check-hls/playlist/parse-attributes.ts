/** Attribute lists (RFC 8216 4.2), read strictly: what a lenient player forgives, another refuses. */
export type AttributeType =
  | 'integer'
  | 'hex'
  | 'float'
  | 'signed-float'
  | 'quoted'
  | 'enumerated'
  | 'yes-no'
  | 'resolution'
  | 'quoted-or-none';

/** What each type looks like on the line. */
const shapes: Record<AttributeType, RegExp> = {
  integer: /^\d{1,20}$/,
  hex: /^0[xX][0-9A-F]+$/,
  float: /^\d+(\.\d+)?$/,
  'signed-float': /^-?\d+(\.\d+)?$/,
  quoted: /^"[^"]*"$/,
  enumerated: /^[^",\s]+$/,
  'yes-no': /^(YES|NO)$/,
  resolution: /^\d+x\d+$/,
  'quoted-or-none': /^("[^"]*"|NONE)$/,
};

export interface Attributes {
  /** Values by name, quotes taken off. */
  values: Map<string, string>;
  /** Sentences that say what breaks the grammar. */
  problems: string[];
}

/** Reads an attribute list; known names must hold a value of their type, unknown names any that is well formed. */
export function parseAttributes(text: string, types: Readonly<Record<string, AttributeType>>): Attributes {
  const values = new Map<string, string>();
  const problems: string[] = [];
  const pair = /([A-Z0-9-]+)=("[^"]*"|[^",\s]+)(,|$)/y;
  let separator = ',';
  while (separator === ',') {
    const at = pair.lastIndex;
    const match = pair.exec(text);
    if (!match) {
      problems.push(`the attribute list is malformed at "${text.slice(at, at + 30)}"`);
      break;
    }
    const [, name, raw, next] = match as unknown as [string, string, string, string];
    if (values.has(name)) problems.push(`${name} appears twice`);
    const type = types[name];
    if (type && !shapes[type].test(raw))
      problems.push(`${name}=${raw} is no ${type.replaceAll('-', ' ')} value`);
    else values.set(name, raw.startsWith('"') ? raw.slice(1, -1) : raw);
    separator = next;
  }
  return { values, problems };
}
