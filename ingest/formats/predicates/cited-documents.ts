import { isObject, member, pointer, textOf } from '../../json/index.ts';
import type { Claim, Remark } from '../../reading.ts';
import { readDigestSet } from '../digest-set.ts';
import type { PredicateReading } from './predicate-reader.ts';

/** What a predicate points to as another document, as it stands there. */
export interface Pointed {
  /** A resource descriptor (in-toto v1): address and digests. */
  readonly descriptor: unknown;
  readonly at: string;
}

/**
 * The documents that a predicate points to, as CITES. A document is its bytes, known by their sha256: one that is pointed to
 * by an address or by another digest alone is kept with the statement and remarked (CITATION_NOT_CLAIMED).
 *
 * @param from - digest of the statement.
 */
export function citedDocuments(
  pointed: readonly Pointed[],
  role: 'input attestation' | 'evidence' | 'reference',
  from: string,
): PredicateReading {
  const claims: Claim[] = [];
  const remarks: Remark[] = [];
  for (const { descriptor, at } of pointed) {
    const digests = readDigestSet(member(descriptor, 'digest'), `${at}/digest`);
    remarks.push(...digests.remarks);
    const to = digests.artifact;
    if (to?.startsWith('sha256:') === true) {
      const uri = textOf(member(descriptor, 'uri')) ?? textOf(member(descriptor, 'downloadLocation'));
      claims.push({ edge: 'CITES', from, to, at, properties: { role, uri } });
      continue;
    }
    const message = `This ${role} has no sha256 over its bytes, so it is no document that can be found. It is kept with the statement.`;
    remarks.push({ code: 'CITATION_NOT_CLAIMED', at, message });
  }
  return { claims, remarks };
}

/** The entries of a list, or one entry where a list belongs; none where nothing is there. */
export function pointedIn(value: unknown, at: string): readonly Pointed[] {
  if (Array.isArray(value)) {
    return (value as readonly unknown[]).map((descriptor, index) => ({ descriptor, at: `${at}${pointer(index)}` }));
  }
  return value === undefined || value === null || (isObject(value) && Object.keys(value).length === 0)
    ? []
    : [{ descriptor: value, at }];
}
