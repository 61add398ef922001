import { queryOptions, useQuery } from '@tanstack/react-query';
import { loadMe } from './session-api';

/** Who is signed in, and what the platform takes. Asked once; signing in or out asks again. */
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: loadMe, staleTime: Infinity });

export const useMe = () => useQuery(meQuery);

/** The signed-in person; null while that is not known yet, and for nobody. */
export const useUser = () => useMe().data?.user ?? null;
