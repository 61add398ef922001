import type { ChangePassword, CreateToken, NewTokenView, SessionView, TokenView, Usage } from '@sluice/vod';
import { request } from '../http/request';

export const accountKeys = {
  sessions: ['account', 'sessions'] as const,
  tokens: ['account', 'tokens'] as const,
  usage: ['account', 'usage'] as const,
};

export const listSessions = () => request<{ items: SessionView[] }>('/api/auth/sessions');
export const endSession = (sessionId: string) =>
  request<void>(`/api/auth/sessions/${encodeURIComponent(sessionId)}`, { method: 'DELETE' });
export const endOtherSessions = () => request<void>('/api/auth/sessions', { method: 'DELETE' });

export const changePassword = (change: ChangePassword) =>
  request<void>('/api/auth/password', { method: 'POST', body: change });

export const loadUsage = () => request<Usage>('/api/auth/usage');

export const listTokens = () => request<{ items: TokenView[] }>('/api/auth/tokens');
export const createToken = (token: CreateToken) =>
  request<NewTokenView>('/api/auth/tokens', { method: 'POST', body: token });
export const revokeToken = (tokenId: string) =>
  request<void>(`/api/auth/tokens/${encodeURIComponent(tokenId)}`, { method: 'DELETE' });
