import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Estate } from '../engines/engine.ts';
import { endSession, openSession, refuseStranger } from './access.ts';
import type { Access } from './access.ts';
import { ask, listQuestions } from './ask-route.ts';
import { deadline, within } from './deadline.ts';
import type { AcceptDocument } from './document-upload.ts';
import { acceptDocument } from './documents-route.ts';
import type { Graphql } from './graphql.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import { isLoopbackName } from './loopback.ts';
import type { PageFiles } from './page-files.ts';
import { Problem, problemShown, STATUS } from './problem.ts';
import type { QuestionListed } from './question-shape.ts';
import { jsonReply, send, type Reply } from './reply.ts';
import { jsonBody } from './request-body.ts';
import { documentBytes, showDocument, showThing } from './thing-routes.ts';

export interface Served {
  readonly estate: Estate;
  readonly questions: readonly QuestionListed[];
  readonly graphql: Graphql;
  readonly page: PageFiles;
  readonly accept: AcceptDocument | null;
  /** Null: everybody on this machine is answered, and nobody else. */
  readonly access: Access | null;
  readonly limits: Limits;
  readonly log: Log;
}

const DOCUMENTS = '/v1/documents';
const SESSION = '/v1/session';
/** Of every other address GET and HEAD. */
const METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['/graphql', ['GET', 'POST']],
  [DOCUMENTS, ['POST']],
  [SESSION, ['POST', 'DELETE']],
]);

/** Takes every request to its route, within the limits, and turns every error into what a client may know of it. */
export class Requests {
  readonly #served: Served;
  #open = 0;
  #uploads = 0;

  constructor(served: Served) {
    this.#served = served;
  }

  /** Answers one request. Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { answerTime } = this.#served.limits;
    this.#open += 1;
    try {
      await send(response, await this.#reply(request, response), answerTime);
    } catch (error) {
      const shown = problemShown(error, this.#served.log);
      await send(response, jsonReply(shown, STATUS[shown.code], problemHeaders(shown.code)), answerTime);
      // What is still to come of the body is let pass, so that the reply is read.
      request.resume();
    } finally {
      this.#open -= 1;
    }
  }

  async #reply(request: IncomingMessage, response: ServerResponse): Promise<Reply> {
    const { limits, access } = this.#served;
    const url = checkedUrl(request, limits, access);
    const method = checkedMethod(request, url.pathname);
    if (url.pathname === '/livez') return jsonReply({ status: 'live' });
    if (this.#open > limits.concurrent) {
      throw new Problem('TOO_MANY_REQUESTS', `More than ${limits.concurrent} requests at once. Try again in a moment.`);
    }
    if (url.pathname === SESSION) return await this.#session(request, response, method);
    if (access !== null) refuseStranger(request, url.pathname, access, this.#served.page.has(url.pathname));
    if (url.pathname === DOCUMENTS) return await this.#upload(request, url);
    const signal = deadline(response, limits.answerTime);
    if (url.pathname !== '/graphql') return await this.#route(request, url, signal);
    const body = method === 'POST' ? await within(signal, jsonBody(request, limits.bodyBytes)) : undefined;
    const { headers } = request;
    return await this.#served.graphql.execute({ method, headers, search: url.search, body, signal });
  }

  async #session(request: IncomingMessage, response: ServerResponse, method: string): Promise<Reply> {
    const { access, limits } = this.#served;
    if (method === 'DELETE') return endSession();
    if (access === null) throw new Problem('NOT_FOUND', 'This server asks for no token.');
    return openSession(
      await within(deadline(response, limits.answerTime), jsonBody(request, limits.bodyBytes)),
      access,
    );
  }

  async #upload(request: IncomingMessage, { searchParams: search }: URL): Promise<Reply> {
    const { accept, limits } = this.#served;
    if (accept === null) throw new Problem('NOT_FOUND', 'This server takes no documents.');
    if (this.#uploads >= limits.uploads) {
      throw new Problem('TOO_MANY_REQUESTS', `More than ${limits.uploads} uploads at once. Try again in a moment.`);
    }
    this.#uploads += 1;
    const ended = (): void => {
      this.#uploads -= 1;
    };
    try {
      const reply = await acceptDocument(request, search, accept, limits.documentBytes);
      return { ...reply, body: toTheEnd(reply.body, ended) };
    } catch (error) {
      ended();
      throw error;
    }
  }

  async #route(request: IncomingMessage, url: URL, signal: AbortSignal): Promise<Reply> {
    const { estate, questions, page, log } = this.#served;
    const { pathname, searchParams: search } = url;
    const ifNoneMatch = request.headers['if-none-match'];
    const file = page.reply(pathname, ifNoneMatch);
    if (file !== null) return file;
    if (pathname === '/readyz') return await ready(estate, signal, log);
    if (pathname === '/v1/ask') return await listQuestions(estate, questions, signal);
    if (pathname === '/v1/show') return await showThing(estate, search, signal);
    const [, version, area, name, part, ...rest] = pathname.split('/').map(decoded);
    if (version === 'v1' && name !== undefined && rest.length === 0) {
      const { accept } = request.headers;
      if (area === 'ask' && part === undefined) {
        return await ask(estate, questions, name, { search, accept, ifNoneMatch, signal });
      }
      if (area === 'documents' && part === undefined) return await showDocument(estate, name, signal);
      if (area === 'documents' && part === 'bytes') return await documentBytes(estate, name, signal);
    }
    throw new Problem('NOT_FOUND', 'There is nothing at this address.');
  }
}

async function* toTheEnd(pieces: AsyncIterable<Uint8Array>, ended: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } finally {
    ended();
  }
}

async function ready(estate: Estate, signal: AbortSignal, log: Log): Promise<Reply> {
  try {
    return jsonReply({ status: 'ready', dataVersion: await within(signal, estate.dataVersion()) });
  } catch (error) {
    log({ level: 'error', event: 'not-ready', error: String(error) });
    throw new Problem('NOT_READY', 'The store does not answer.', { cause: error });
  }
}

/** @throws Problem for a request that another site had this browser send, or whose address is no address here. */
function checkedUrl(request: IncomingMessage, limits: Limits, access: Access | null): URL {
  // Who shows a token is no page of another site: the server may then go by any name.
  if (access === null && !isLoopbackName(request.headers.host)) {
    throw new Problem('FORBIDDEN_HOST', 'This server answers to localhost, 127.0.0.1 and [::1] only.', { at: 'host' });
  }
  const target = request.url ?? '';
  if (target.length > limits.urlCharacters) {
    throw new Problem('TOO_LARGE', `The address is longer than ${limits.urlCharacters} characters.`);
  }
  if (!target.startsWith('/')) throw new Problem('BAD_REQUEST', 'The address must start with a slash.');
  const url = new URL(`http://localhost${target}`);
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  if (site === 'cross-site' && mode !== 'navigate') {
    throw new Problem('CROSS_SITE', 'Another site may link here, but not load from here.');
  }
  return url;
}

function checkedMethod(request: IncomingMessage, path: string): string {
  const method = request.method ?? '';
  const allowed = METHODS.get(path) ?? ['GET', 'HEAD'];
  if (!allowed.includes(method)) {
    throw new Problem('METHOD_NOT_ALLOWED', `This address takes ${allowed.join(' and ')}.`, { nearest: allowed });
  }
  return method;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) throw new Problem('BAD_REQUEST', 'The address is not percent-encoded as UTF-8.');
    throw error;
  }
}

function problemHeaders(code: string): Record<string, string> {
  const headers: Record<string, string> = code === 'TOO_LARGE' ? { connection: 'close' } : {};
  if (code === 'UNAUTHORIZED') return { 'www-authenticate': 'Bearer realm="provgraph"' };
  return RETRIED.has(code) ? { ...headers, 'retry-after': '1' } : headers;
}

const RETRIED = new Set(['TOO_MANY_REQUESTS', 'NOT_READY', 'WRITER_BUSY', 'TIME_LIMIT']);
