import type { ServerResponse } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What comes in pieces is sent as it comes, and taken to its end even when the client has gone. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
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

/**
 * Sends it, unless the client has gone. A client that does not take a piece for so many milliseconds is let go; where the
 * pieces break off, the reply is cut, so that nobody takes it for whole.
 */
export async function send(response: ServerResponse, reply: Reply, patience: number): Promise<void> {
  const headers = { ...SECURITY_HEADERS, ...reply.headers };
  if (typeof reply.body !== 'string' && !(reply.body instanceof Uint8Array)) {
    if (!response.destroyed) response.writeHead(reply.status, headers);
    await sendPieces(response, reply.body, patience);
    return;
  }
  if (response.destroyed || response.headersSent) return;
  const bytes = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const bodyless = reply.status === 304;
  response.writeHead(reply.status, bodyless ? headers : { ...headers, 'content-length': bytes.length });
  response.end(bodyless ? undefined : bytes);
}

async function sendPieces(
  response: ServerResponse,
  pieces: AsyncIterable<Uint8Array>,
  patience: number,
): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (response.destroyed || response.write(piece)) continue;
      await drained(response, patience);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  }
}

async function drained(response: ServerResponse, patience: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = (): void => {
    resolve(undefined);
  };
  const timer = setTimeout(() => {
    response.destroy();
  }, patience);
  response.once('drain', done).once('close', done);
  await promise;
  clearTimeout(timer);
  response.off('drain', done).off('close', done);
}

/** Whether the client holds what this tag names already (`If-None-Match`, compared weakly). */
export function holds(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (text: string): string => text.trim().replace(/^W\//u, '');
  return ifNoneMatch.split(',').some((held) => held.trim() === '*' || opaque(held) === opaque(tag));
}
