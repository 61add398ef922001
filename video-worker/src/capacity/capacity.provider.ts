/** Injection token of the Capacity. */
export const CAPACITY = Symbol('capacity');
