import type { Reply, Send } from './room-client.js';

/** Addresses without a host are the platform's. */
export const sendTo =
  (url: string): Send<Reply> =>
  async (method, address, { json, body, headers, token }) => {
    const content = json === undefined ? body && new Uint8Array(body) : JSON.stringify(json);
    const response = await fetch(new URL(address, url), {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content && { body: content }),
    });
    return { status: response.status, text: await response.text() };
  };
