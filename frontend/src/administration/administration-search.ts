import type { AuditFilter } from './administration-api';

export const administrationSections = ['people', 'invitations', 'activity'] as const;
export type AdministrationSection = (typeof administrationSections)[number];

export interface AdministrationSearch extends AuditFilter {
  /** None is the people. */
  section?: AdministrationSection;
}

/** The page's part of the address; what it does not know it drops. */
export function parseAdministrationSearch(search: Record<string, unknown>): AdministrationSearch {
  const section = administrationSections.find((name) => name === search.section);
  const { actor, subject } = search;
  return {
    ...(section && { section }),
    ...(typeof actor === 'string' && { actor }),
    ...(typeof subject === 'string' && { subject }),
  };
}
