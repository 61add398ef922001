import type { CreateToken, CreateUser, NewTokenView, TokenView, UserView } from '@sluice/vod';
import { request } from '../http/request';

export const accountKeys = {
  tokens: ['account', 'tokens'] as const,
  users: ['account', 'users'] as const,
};

export const listTokens = () => request<{ items: TokenView[] }>('/api/auth/tokens');
export const createToken = (token: CreateToken) =>
  request<NewTokenView>('/api/auth/tokens', { method: 'POST', body: token });
export const revokeToken = (tokenId: string) =>
  request<void>(`/api/auth/tokens/${encodeURIComponent(tokenId)}`, { method: 'DELETE' });

export const listUsers = () => request<{ items: UserView[] }>('/api/users');
export const createUser = (user: CreateUser) =>
  request<UserView>('/api/users', { method: 'POST', body: user });
