import type { Estate } from '../engines/engine.ts';
import { within } from './deadline.ts';
import { Problem } from './problem.ts';
import { jsonReply, type Reply } from './reply.ts';

const DIGEST = /^sha256:[0-9a-f]{64}$/u;
const MAX_ID = 4096;

/** `GET /v1/show?id=…`: everything known about one thing. */
export async function showThing(estate: Estate, search: URLSearchParams, signal: AbortSignal): Promise<Reply> {
  const unknown = [...search.keys()].find((name) => name !== 'id');
  if (unknown !== undefined) {
    throw new Problem('BAD_PARAMETER', `show has no parameter ${JSON.stringify(unknown)}.`, {
      at: unknown,
      nearest: ['id'],
    });
  }
  const ids = search.getAll('id');
  const [id = ''] = ids;
  if (ids.length !== 1 || id === '' || id.length > MAX_ID) {
    throw new Problem('BAD_PARAMETER', 'Give one id: a digest, purl, workload, model, identity or document.', {
      at: 'id',
    });
  }
  const thing = await within(signal, estate.show(id, signal));
  if (thing === null) throw new Problem('NOT_FOUND', `Nothing is known of ${id}.`, { at: 'id' });
  return jsonReply(thing);
}

/** `GET /v1/documents/<digest>`: what is known of a document. */
export async function showDocument(estate: Estate, digest: string, signal: AbortSignal): Promise<Reply> {
  const document = await within(signal, estate.document(checkedDigest(digest), signal));
  if (document === null) throw new Problem('NOT_FOUND', `No document ${digest} is known.`);
  return jsonReply(document);
}

/**
 * `GET /v1/documents/<digest>/bytes`: the bytes as they came. They are somebody else's: never anything that a browser
 * would run or render, whatever the document says it is.
 */
export async function documentBytes(estate: Estate, digest: string, signal: AbortSignal): Promise<Reply> {
  const bytes = await within(signal, estate.bytes(checkedDigest(digest)));
  if (bytes === null) throw new Problem('NOT_FOUND', `The bytes of ${digest} are not kept here.`);
  const text = isText(bytes);
  return {
    status: 200,
    headers: {
      'content-type': text ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      'content-disposition': `attachment; filename="${digest.replace(':', '-')}${text ? '.txt' : '.bin'}"`,
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cache-control': 'private, no-cache',
    },
    body: bytes,
  };
}

/** @throws Problem `BAD_PARAMETER` for what is no sha256 digest. */
export function checkedDigest(digest: string): string {
  if (!DIGEST.test(digest)) {
    throw new Problem('BAD_PARAMETER', 'A document is named by its digest: sha256: and 64 hexadecimal digits.', {
      at: 'digest',
    });
  }
  return digest;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
