import type { UpdateUser } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { meQuery } from '../session/use-me';
import { administrationKeys, updateUser } from './administration-api';

export function useUpdateUser(userId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: UpdateUser) => updateUser(userId, change),
    onSuccess: async () => {
      // it may have been one's own role
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: administrationKeys.users });
    },
  });
}
