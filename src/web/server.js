/** A refusal of the server, in its own words. */
export class Refusal extends Error {
  /** @param {Pick<import('./types.d.ts').ProblemShown, 'message' | 'at' | 'nearest' | 'code'>} problem */
  constructor(problem) {
    super(problem.message);
    this.nearest = problem.nearest ?? [];
    this.at = problem.at ?? null;
    /** Whether the server wants to know who asks. */
    this.isStranger = problem.code === 'UNAUTHORIZED';
  }
}

/** The server was not reached, or something else answered in its place: it may answer the next time. */
export class Unreached extends Error {}

/**
 * A JSON view of the server.
 *
 * @template T
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 * @throws Refusal with the words of the server; Unreached.
 */
export async function fetchJson(address, signal) {
  const response = await reach(address, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) });
  const body = await jsonOf(response);
  if (!response.ok) throw new Refusal(body);
  return body;
}

/**
 * The bytes of a document.
 *
 * @param {string} digest
 * @returns {Promise<Uint8Array>}
 */
export async function fetchBytes(digest) {
  const response = await reach(`/v1/documents/${encodeURIComponent(digest)}/bytes`, {});
  if (!response.ok) throw new Refusal(await jsonOf(response));
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Shows the server who asks: from then on the browser sends the token with every request, in a cookie that no script reads.
 *
 * @param {string} token
 * @throws Refusal when the token is not in force; Unreached.
 */
export async function logIn(token) {
  const response = await reach('/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (!response.ok) throw new Refusal(await jsonOf(response));
}

/**
 * What stands between may answer too, in a way of its own.
 *
 * @param {Response} response
 */
async function jsonOf(response) {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreached(
      `The answer, of status ${response.status}, is not one of provgraph: something else may stand before it. No conclusion can be drawn.`,
    );
  }
}

/**
 * @param {string} address
 * @param {RequestInit} options
 */
async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreached('The server does not answer. No conclusion can be drawn.');
  }
}
