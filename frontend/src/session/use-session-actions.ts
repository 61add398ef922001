import type { Login, Register, Setup } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useUploadQueue } from '../upload/upload-queue-provider';
import { loadMe, register, setUp, signIn, signOut } from './session-api';
import { meQuery } from './use-me';

/** What one person may see must not stay on the screen for the next one. */
function useStartAfresh() {
  const queryClient = useQueryClient();
  return async () => {
    await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
    void queryClient.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
  };
}

export function useSignIn() {
  const startAfresh = useStartAfresh();
  return useMutation({
    mutationFn: (login: Login) => signIn(login),
    onSuccess: startAfresh,
  });
}

export function useSetUp() {
  const router = useRouter();
  const startAfresh = useStartAfresh();
  return useMutation({
    mutationFn: async (setup: Setup) => {
      await setUp(setup);
      const { user } = await loadMe();
      if (!user) await signIn({ email: setup.email, password: setup.password });
    },
    onSuccess: async () => {
      await startAfresh();
      await router.navigate({ to: '/' });
    },
  });
}

/** The answer signs in. */
export function useRegister() {
  const router = useRouter();
  const startAfresh = useStartAfresh();
  return useMutation({
    mutationFn: (account: Register) => register(account),
    onSuccess: async () => {
      await router.navigate({ to: '/' });
      await startAfresh();
    },
  });
}

export function useSignOut() {
  const router = useRouter();
  const uploadQueue = useUploadQueue();
  const startAfresh = useStartAfresh();
  return useMutation({
    mutationFn: () => signOut(),
    onSuccess: async () => {
      uploadQueue.clear();
      await router.navigate({ to: '/' });
      await startAfresh();
    },
  });
}
