import type { Login, Me, Register, RegistrationLink, Setup } from '@sluice/vod';
import { request } from '../http/request';

export const loadMe = () => request<Me>('/api/auth/me');
export const signIn = (login: Login) => request<unknown>('/api/auth/login', { method: 'POST', body: login });
export const signOut = () => request<void>('/api/auth/logout', { method: 'POST' });
export const lookAtInvitation = (token: string) =>
  request<RegistrationLink>(`/api/auth/register?token=${encodeURIComponent(token)}`);
export const register = (account: Register) =>
  request<unknown>('/api/auth/register', { method: 'POST', body: account });
export const setUp = (setup: Setup) => request<unknown>('/api/auth/setup', { method: 'POST', body: setup });
