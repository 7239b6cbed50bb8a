import type { Claim, Remark } from '../reading.ts';
import { namedModel } from './hub-name.ts';
import { originClaim } from './model-origin.ts';

/** What a document writes where the origin of a model belongs. */
export interface WrittenOrigin {
  /** Digest of the document. */
  readonly from: string;
  readonly written: unknown;
  /** JSON Pointer of it, whether or not there is anything. */
  readonly at: string;
  readonly relation: string;
  readonly revision: string | null;
}

/** The claim that a document is a file, for which whatever it says is said: what holds the file is found by its digest. */
export function embodiesFile(digest: string): Claim {
  const properties = { role: 'file', mediaType: null, artifactType: null, os: null, architecture: null, variant: null };
  return { edge: 'EMBODIES', from: digest, to: digest, at: '', properties };
}

/**
 * What a document claims of the origin of its model. A path of the machine where it was made, or free text, is a remark, and
 * a reference that nobody can resolve: a model with an unknown origin must not look like one that has none.
 */
export function originOf({ from, written, at, relation, revision }: WrittenOrigin): {
  readonly claims: readonly Claim[];
  readonly remarks: readonly Remark[];
} {
  const isNamed = typeof written === 'string' && written.trim() !== '';
  const unnamed = `unnamed:${from}#${at}`;
  if (!isNamed) {
    const properties = { relation, name: null };
    const message = 'The document does not say which model this one comes from.';
    return {
      claims: [{ edge: 'DERIVED_FROM_REFERENCE', from, to: unnamed, at: written === undefined ? '' : at, properties }],
      remarks: [{ code: 'ORIGIN_MISSING', at: written === undefined ? '' : at, message }],
    };
  }
  const origin = originClaim({ from, name: written, at, relation }, (name) => namedModel(name, revision) ?? unnamed);
  if (!origin.claims.some(({ to }) => to === unnamed)) return origin;
  const message = 'The origin is a path or a free text: it names no model that could be found elsewhere.';
  return { claims: origin.claims, remarks: [...origin.remarks, { code: 'ORIGIN_NOT_A_NAME', at, message }] };
}
