import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { toProblemError } from './http/problem-error';
import './index.css';
import { createAppRouter } from './router';
import { unfinishedUploads } from './rooms/unfinished-uploads';
import { goToSignIn } from './session/unauthenticated';
import { UploadQueue } from './upload/upload-queue';
import { UploadQueueProvider } from './upload/upload-queue-provider';
import { RealtimeProvider } from './videos/realtime';
import { putVideo } from './videos/video-cache';
import { videoKeys } from './videos/video-keys';

const onError = (error: unknown) => goToSignIn(error, queryClient, router);

const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && toProblemError(error).isPassing,
    },
    // A paused mutation would look like one that hangs; offline it should fail at once and say so.
    mutations: { networkMode: 'always' },
  },
});

const router = createAppRouter(queryClient);

const uploadQueue = new UploadQueue({
  onArrived: (video) => {
    putVideo(queryClient, video);
    void queryClient.invalidateQueries({ queryKey: videoKeys.lists });
  },
  onFailed: onError,
});

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root');
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <UploadQueueProvider queue={uploadQueue}>
        <RealtimeProvider>
          <RouterProvider router={router} />
        </RealtimeProvider>
      </UploadQueueProvider>
    </QueryClientProvider>
  </StrictMode>,
);

// After the first paint: what a recording left behind goes up by itself, on whatever page somebody is.
unfinishedUploads.resume();
