import type { EdgeType, PackageIdentity } from '#schema';

/** Odd data that did not stop the reading: what is odd, and where (JSON Pointer, or `line N`). */
export interface Remark {
  /** Upper-snake, stable: PURL_INVALID, REFERENCE_DANGLING, DUPLICATE_ID … */
  readonly code: string;
  readonly at: string;
  readonly message: string;
}

export type PropertyValue = string | number | boolean | null;

/**
 * One edge that a document claims. `from` and `to` are node ids (see the edge kind in the model for which
 * kinds they are); `at` is the place in the document that says so.
 */
export interface Claim {
  readonly edge: EdgeType;
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly properties?: Readonly<Record<string, PropertyValue>>;
}

export type ComponentScope = 'required' | 'optional' | 'excluded' | 'development';

/** One component of an SBOM that has a usable purl. */
export interface ListedComponent {
  readonly identity: PackageIdentity;
  readonly scope: ComponentScope;
  /** Coordinate of the source package that the document (not the purl) names for it, or null. */
  readonly source: string | null;
  /** JSON Pointer of the component in the SBOM. */
  readonly place: string;
  /** Whether the subject depends on it directly; null where the document does not say. */
  readonly direct: boolean | null;
}

/** A digest that an SBOM gives for a component, whether or not that has a purl. */
export interface ComponentDigest {
  readonly digest: string;
  /** Purl type of the component (aliased), empty where it has none. */
  readonly type: string;
  /** JSON Pointer of the digest in the SBOM. */
  readonly place: string;
}

/** What an SBOM says, beside the edges: its components, and what it says of its own completeness. */
export interface Inventory {
  readonly components: readonly ListedComponent[];
  /** (index into components, index into components, JSON Pointer): the first depends on the second. */
  readonly dependencies: readonly (readonly [number, number, string])[];
  /** The digests that the document gives for components, as `algorithm:hex`. */
  readonly digests: readonly ComponentDigest[];
  /** The generator as the document names it (`syft 1.57.0`), or null. */
  readonly generator: string | null;
  /** Purl types (aliased, as in PackageIdentity.type) that this generator is known to catalogue. */
  readonly catalogues: readonly string[];
  /** The document says that its list is complete / incomplete, or says nothing. */
  readonly completeness: 'complete' | 'incomplete' | 'unstated';
  /** An element was lost: neither name nor purl, or a limit was hit. */
  readonly cut: boolean;
  /** No component at all beside the subject. */
  readonly empty: boolean;
}

/** A document found inside another one. */
export interface Inner {
  readonly bytes: Uint8Array;
  /** Where it lies in the outer document: JSON Pointer, `line N`, or empty for all of it (gzip). */
  readonly at: string;
}

/** What a document says. The same bytes always give the same reading. */
export interface Reading {
  /** The version of the format, as the document states it. */
  readonly version: string | null;
  readonly claims: readonly Claim[];
  readonly inventory?: Inventory;
  readonly inner: readonly Inner[];
  readonly remarks: readonly Remark[];
}
