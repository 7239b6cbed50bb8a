import type { IncomingMessage } from 'node:http';
import { nearest } from '#schema';
import { UploadRefused, type AcceptDocument } from './document-upload.ts';
import { Problem } from './problem.ts';
import type { Reply } from './reply.ts';

const PARAMETERS = ['cluster', 'environment', 'observedAt', 'origin', 'complete', 'namespace'];
const LONGEST_NAME = 1024;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u;
/** What a page of another site can send here without asking first. */
const FORM_TYPES = new Set(['', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/**
 * `POST /v1/documents`: reads one document into the estate and answers its receipts as JSON Lines, the summary last
 * (contract.md, *A receipt*). What became of the document is in its receipt, not in the status.
 *
 * @param limit - of the body, in bytes.
 * @throws Problem for an upload that is refused.
 */
export async function acceptDocument(
  request: IncomingMessage,
  search: URLSearchParams,
  accept: AcceptDocument,
  limit: number,
): Promise<Reply & { readonly body: AsyncIterable<Uint8Array> }> {
  refuseOtherSites(request);
  refuseFormTypes(request);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const said = parametersOf(search);
  try {
    const lines = await accept({ ...said, body: bodyOf(request, limit) });
    return { status: 200, headers: { 'content-type': 'application/jsonl; charset=utf-8' }, body: lines };
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error;
    const code = error.code === 'BUSY' ? 'WRITER_BUSY' : error.code;
    throw new Problem(code, error.message, { cause: error, ...(error.at === null ? {} : { at: error.at }) });
  }
}

/** A page that another server of this machine serves is another site too. */
function refuseOtherSites({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site'] ?? 'none';
  const { origin } = headers;
  const isForeign = origin !== undefined && origin.toLowerCase() !== `http://${headers.host ?? ''}`.toLowerCase();
  if (isForeign || (site !== 'same-origin' && site !== 'none')) {
    throw new Problem('CROSS_SITE', 'A page of another site may not upload here.', { at: 'origin' });
  }
}

function refuseFormTypes({ headers }: IncomingMessage): void {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (FORM_TYPES.has(type)) {
    const message =
      'Say what the body is: content-type application/json, or application/octet-stream for anything. The types of ' +
      'forms, and none at all, are refused, because any page can send those.';
    throw new Problem('UNSUPPORTED_TYPE', message, { at: 'content-type' });
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    const message = 'Send a compressed document as it is, without content-encoding.';
    throw new Problem('UNSUPPORTED_TYPE', message, { at: 'content-encoding' });
  }
}

const tooLarge = (limit: number): Problem => new Problem('TOO_LARGE', `The document is larger than ${limit} bytes.`);

async function* bodyOf(request: IncomingMessage, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of piecesOf(request)) {
    size += piece.length;
    if (size > limit) throw tooLarge(limit);
    yield piece;
  }
  if (size === 0) throw new Problem('BAD_REQUEST', 'The body is empty; send the document as body.');
}

/** The connection stays, so that a refusal can still be told. */
async function* piecesOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<unknown>) {
      if (!(piece instanceof Uint8Array)) throw new TypeError('a body in pieces that are not bytes');
      yield piece;
    }
  } catch (error) {
    if (!request.errored) throw error;
    throw new Problem('BAD_REQUEST', 'The upload broke off; nothing of it was read.', { cause: error });
  }
}

function parametersOf(search: URLSearchParams) {
  for (const name of new Set(search.keys())) {
    if (!PARAMETERS.includes(name)) {
      const message = `An upload has no parameter ${JSON.stringify(name)}.`;
      throw new Problem('BAD_PARAMETER', message, { at: name, nearest: nearest(name, PARAMETERS) });
    }
    if (name !== 'namespace' && search.getAll(name).length > 1) {
      throw new Problem('BAD_PARAMETER', `${name} may be given once only.`, { at: name });
    }
  }
  const complete = flag('complete', search);
  const namespaces = search.getAll('namespace');
  const odd = namespaces.find((namespace) => !NAMESPACE.test(namespace));
  if (odd !== undefined) {
    throw new Problem('BAD_PARAMETER', `${JSON.stringify(odd)} is no name of a namespace.`, { at: 'namespace' });
  }
  if (namespaces.length > 0 && !complete) {
    throw new Problem('BAD_PARAMETER', 'namespace says what complete covers; give complete=true too.', {
      at: 'namespace',
    });
  }
  return {
    origin: name('origin', search) ?? 'upload',
    cluster: name('cluster', search),
    environment: name('environment', search),
    observedAt: name('observedAt', search),
    complete,
    namespaces,
  };
}

function flag(parameter: string, search: URLSearchParams): boolean {
  const text = search.get(parameter) ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Problem('BAD_PARAMETER', `${parameter} is true or false.`, { at: parameter, nearest: ['true', 'false'] });
}

function name(parameter: string, search: URLSearchParams): string | null {
  const text = search.get(parameter);
  if (text === null) return null;
  if (text.trim() !== '' && text.length <= LONGEST_NAME && !/\p{Cc}/u.test(text) && text.isWellFormed()) return text;
  const message = `${parameter} is a text of 1 to ${LONGEST_NAME} characters, without control characters.`;
  throw new Problem('BAD_PARAMETER', message, { at: parameter });
}
