/** Of what all parts of the recorder share. */
export const REDIS = Symbol('redis');
export const LOG = Symbol('log');
