import { SetMetadata } from '@nestjs/common';

export const NOT_AUDITED = 'not audited';

/** Keeps a route that changes something out of the audit log, and says why. */
export const NotAudited = (why: string) => SetMetadata(NOT_AUDITED, why);
