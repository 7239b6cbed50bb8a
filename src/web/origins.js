import { readable } from './readable.js';
import { fetchJson } from './server.js';

/** Documents of a view that are asked for by name, and how many at once; of others the digest is shown. */
const MOST = 40;
const AT_ONCE = 4;

/** @type {Map<string, Promise<string | null>>} */
const known = new Map();

/**
 * Where documents were seen. A few are asked for at once, so that a long list does not keep the server from answers;
 * those above a limit are left out, and so are those of which it is not known.
 *
 * @param {Iterable<string>} digests
 * @returns {Promise<Map<string, string>>} by digest.
 */
export async function originsOf(digests) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const waiting = [...new Set(digests)].slice(0, MOST);
  const ask = async () => {
    for (let digest = waiting.shift(); digest !== undefined; digest = waiting.shift()) {
      const asked = known.get(digest) ?? originOf(digest);
      known.set(digest, asked);
      const origin = await asked;
      if (origin !== null) found.set(digest, origin);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return found;
}

/**
 * Puts where a document was seen in the place of its digest, in what is shown of a view now.
 *
 * @param {HTMLElement} view
 */
export async function nameOrigins(view) {
  const places = [...view.querySelectorAll('li:not([hidden]) [data-document]')];
  const digestAt = (/** @type {Element} */ place) => place.getAttribute('data-document') ?? '';
  const origins = await originsOf(places.map(digestAt));
  for (const place of places) {
    const origin = origins.get(digestAt(place));
    if (origin === undefined) continue;
    place.replaceChildren(readable(origin));
    place.setAttribute('title', digestAt(place));
  }
}

/**
 * @param {string} digest
 * @returns {Promise<string | null>} null where it is not known, or the server does not say; the digest then stands.
 */
async function originOf(digest) {
  try {
    /** @type {import('../engines/engine.ts').DocumentShown} */
    const shown = await fetchJson(`/v1/documents/${encodeURIComponent(digest)}`);
    return shown.origins[0] ?? null;
  } catch (error) {
    known.delete(digest);
    console.warn(`The origin of ${digest} is not shown: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
