import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';
import { jsonReply, type Reply } from './reply.ts';

/** Who may ask: those who show a token that is in force. */
export interface Access {
  /** Whether there is any token. Without one only this machine may be served. */
  isGuarded(): boolean;
  /** Whether this is a token in force. Looked up for every request, so that one that was revoked ends at once. */
  admits(token: string): boolean;
}

/** No token is asked for. */
export const OPEN: Access = { isGuarded: () => false, admits: () => false };

const COOKIE = 'provgraph-token';
/** As long as a browser keeps what it was told at the log-in, in seconds. */
const COOKIE_SECONDS = 12 * 60 * 60;
/** RFC 6750 section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/iu;
/** What anybody may ask: whether the server lives, and for the page, which is the same everywhere. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/livez', '/readyz']);

/** @throws Problem UNAUTHORIZED when the request shows no token that is in force. `isPage`: it is for a file of the page. */
export function refuseStranger(request: IncomingMessage, path: string, access: Access, isPage: boolean): void {
  if (isPage || OPEN_PATHS.has(path)) return;
  const token = bearerOf(request) ?? cookieOf(request);
  if (token !== undefined && access.admits(token)) return;
  const told = token === undefined ? 'This server asks for a token' : 'This token is not in force';
  throw new Problem('UNAUTHORIZED', `${told}: send Authorization: Bearer <token>; provgraph token create makes one.`, {
    at: 'authorization',
  });
}

/**
 * `POST /v1/session {"token": …}`: a browser keeps the token in a cookie that no script reads and no other site sends.
 *
 * @throws Problem UNAUTHORIZED
 */
export function openSession(body: unknown, access: Access): Reply {
  const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : undefined;
  if (typeof token !== 'string') throw new Problem('BAD_REQUEST', 'Send {"token": "…"}.', { at: 'token' });
  if (!access.admits(token)) throw new Problem('UNAUTHORIZED', 'This token is not in force.', { at: 'token' });
  const cookie = `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_SECONDS}`;
  return jsonReply({ status: 'open' }, 200, { 'set-cookie': cookie });
}

/** `DELETE /v1/session`: the browser forgets the token. */
export const endSession = (): Reply =>
  jsonReply({ status: 'ended' }, 200, { 'set-cookie': `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0` });

const bearerOf = ({ headers }: IncomingMessage): string | undefined => BEARER.exec(headers.authorization ?? '')?.[1];

/** Another server on the same host counts as the same site: what its pages send with this cookie counts for nothing. */
function cookieOf({ headers }: IncomingMessage): string | undefined {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return undefined;
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}
