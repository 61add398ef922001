import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { AppShell } from './app-shell/app-shell';
import { NotFoundPage } from './app-shell/not-found-page';
import { RouteFailure } from './app-shell/route-failure';
import { parseAdministrationSearch } from './administration/administration-search';
import { GalleryPage } from './gallery/gallery-page';
import { parseGallerySearch } from './gallery/gallery-search';
import { meQuery } from './session/use-me';

interface RouterContext {
  queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: AppShell });

/** For pages that make no sense without an account: first the sign-in page, then back. */
async function requireUser({ context, location }: { context: RouterContext; location: { href: string } }) {
  const me = await context.queryClient.ensureQueryData(meQuery);
  if (!me.user) throw redirect({ to: '/sign-in', search: { next: location.href } });
}

/** The others are told so by the backend too. */
async function requireAdministrator(arrival: Parameters<typeof requireUser>[0]) {
  await requireUser(arrival);
  const me = await arrival.context.queryClient.ensureQueryData(meQuery);
  if (me.user?.role !== 'admin') throw redirect({ to: '/account' });
}

const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: parseGallerySearch,
  component: GalleryPage,
});

const uploadRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/upload',
  beforeLoad: requireUser,
  component: lazyRouteComponent(() => import('./upload/upload-page'), 'UploadPage'),
});

const watchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/watch/$videoId',
  component: lazyRouteComponent(() => import('./watch/watch-page'), 'WatchPage'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: ({ next, ended }: Record<string, unknown>): { next?: string; ended?: '1' } => ({
    ...(typeof next === 'string' && { next }),
    ...(ended === '1' && { ended }),
  }),
  component: lazyRouteComponent(() => import('./session/sign-in-page'), 'SignInPage'),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: ({ token }: Record<string, unknown>): { token?: string } =>
    typeof token === 'string' ? { token } : {},
  component: lazyRouteComponent(() => import('./session/setup-page'), 'SetupPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  beforeLoad: requireUser,
  component: lazyRouteComponent(() => import('./account/account-page'), 'AccountPage'),
});

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  validateSearch: ({ token }: Record<string, unknown>): { token?: string } =>
    typeof token === 'string' ? { token } : {},
  component: lazyRouteComponent(() => import('./session/join-page'), 'JoinPage'),
});

const administrationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin',
  validateSearch: parseAdministrationSearch,
  beforeLoad: requireAdministrator,
  component: lazyRouteComponent(() => import('./administration/administration-page'), 'AdministrationPage'),
});

const roomsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rooms',
  beforeLoad: requireUser,
  component: lazyRouteComponent(() => import('./rooms/rooms-page'), 'RoomsPage'),
});

/** No account needed: guests come by an invitation. */
const roomRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rooms/$room',
  component: lazyRouteComponent(() => import('./rooms/room-page'), 'RoomPage'),
});

const liveRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/live',
  beforeLoad: requireUser,
  component: lazyRouteComponent(() => import('./live/grid/live-page'), 'LivePage'),
});

const cameraRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/live/$cameraId',
  beforeLoad: requireUser,
  component: lazyRouteComponent(() => import('./live/player/camera-page'), 'CameraPage'),
});

const routeTree = rootRoute.addChildren([
  galleryRoute,
  uploadRoute,
  watchRoute,
  signInRoute,
  setupRoute,
  joinRoute,
  accountRoute,
  administrationRoute,
  roomsRoute,
  roomRoute,
  liveRoute,
  cameraRoute,
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    // The default writes and reads JSON: "?q=2024" would become a number, and words would wear quotation marks.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultErrorComponent: RouteFailure,
    defaultNotFoundComponent: NotFoundPage,
  });
}

function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string') query.set(name, value);
  return query.size > 0 ? `?${query}` : '';
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
