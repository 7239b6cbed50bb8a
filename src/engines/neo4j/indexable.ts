import type { Reading, Settled } from '#ingest';
import { sourceOf } from '../inventory-sets.ts';

/**
 * The longest text that is an id or is looked up by, in bytes of UTF-8. Neo4j indexes about 8,000 bytes, and two such texts
 * together in one index; a longer one would end the run, and every run after it.
 */
export const LONGEST_INDEXED = 4_000;

const isTooLong = (text: unknown): boolean =>
  typeof text === 'string' && text.length * 3 > LONGEST_INDEXED && Buffer.byteLength(text) > LONGEST_INDEXED;

/**
 * The document as it can be stored: one with an id that Neo4j cannot index is stored as failed, with nothing that it says,
 * for a half of it would make packages look absent.
 */
export function indexable(settled: Settled): Settled {
  const at = settled.reading === null ? null : tooLongAt(settled.reading);
  if (at === null) return settled;
  const message = `Cannot store a name of more than ${LONGEST_INDEXED} bytes: Neo4j does not index it.`;
  const failure = { code: 'TOO_LARGE', message, at } as const;
  return { ...settled, outcome: 'failed', reading: null, failure };
}

/** Where a document says something by a name that is too long; null: nowhere. */
function tooLongAt({ claims, inventory }: Reading): string | null {
  const claim = claims.find(({ from, to, properties = {} }) =>
    [from, to, properties['nameKey'], properties['groupNameKey']].some(isTooLong),
  );
  if (claim !== undefined) return claim.at;
  const listed = inventory?.components.find((one) => isTooLong(one.identity.purl) || isTooLong(sourceOf(one)));
  return listed?.place ?? null;
}
