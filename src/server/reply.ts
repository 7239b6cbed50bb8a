import type { ServerResponse } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export function jsonReply(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': JSON_TYPE, ...headers }, body: `${JSON.stringify(value)}\n` };
}

/** On every reply: nothing is loaded from elsewhere, framed, sniffed or shared with another site. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** Sends it, unless the client has gone. */
export function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const bodyless = reply.status === 304;
  const headers = { ...SECURITY_HEADERS, ...reply.headers };
  response.writeHead(reply.status, bodyless ? headers : { ...headers, 'content-length': bytes.length });
  response.end(bodyless ? undefined : bytes);
}

/** Whether the client holds what this tag names already (`If-None-Match`, compared weakly). */
export function holds(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (text: string): string => text.trim().replace(/^W\//u, '');
  return ifNoneMatch.split(',').some((held) => held.trim() === '*' || opaque(held) === opaque(tag));
}
