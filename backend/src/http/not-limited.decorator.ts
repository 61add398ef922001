import { SetMetadata } from '@nestjs/common';

export const NOT_LIMITED = 'not limited';

/** Leaves calls of a route out of API_RATE_LIMIT, and says why. */
export const NotLimited = (why: string) => SetMetadata(NOT_LIMITED, why);
