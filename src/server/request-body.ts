import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

/**
 * The body of a request as JSON.
 *
 * @throws Problem `TOO_LARGE` above the limit (bytes), `BAD_REQUEST` for what is not JSON in UTF-8.
 */
export async function jsonBody(request: IncomingMessage, limit: number): Promise<unknown> {
  const [type] = (request.headers['content-type'] ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/json') {
    throw new Problem('BAD_REQUEST', 'The body must be application/json.', { at: 'content-type' });
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Problem('BAD_REQUEST', 'The body must not be compressed.', { at: 'content-encoding' });
  }
  const tooLarge = (): Problem => new Problem('TOO_LARGE', `The body is larger than ${limit} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request) {
    if (!(piece instanceof Uint8Array)) throw new TypeError('a body in pieces that are not bytes');
    size += piece.length;
    if (size > limit) throw tooLarge();
    pieces.push(piece);
  }
  return parsed(Buffer.concat(pieces));
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw new Problem('BAD_REQUEST', 'The body is not JSON in UTF-8.');
    }
    throw error;
  }
}
