/**
 * The secret of an invitation in an address: "#invite=…". It stands in the fragment because browsers keep that to
 * themselves: no log of a server or proxy has it, and no Referer.
 */
export function readInvite(fragment: string): string | null {
  const invite = new URLSearchParams(fragment.replace(/^#/, '')).get('invite');
  return invite === null || invite === '' || invite.length > 100 ? null : invite;
}

/** The fragment without the secret; what else is in it stays. */
export function withoutInvite(fragment: string): string {
  const rest = new URLSearchParams(fragment.replace(/^#/, ''));
  rest.delete('invite');
  return rest.size > 0 ? `#${rest}` : '';
}
