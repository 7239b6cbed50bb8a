import type { DocumentShown, Estate } from '../engines/engine.ts';

/** A document as people know it, and what it says of who signed it. */
export interface DocumentNamed {
  readonly digest: string;
  readonly origin: string;
  readonly format: string;
  /** `signed`: by these identities, which nobody has checked; `never`: documents of its format are not. */
  readonly signature:
    { readonly kind: 'signed'; readonly by: readonly string[] } | { readonly kind: 'unsigned' | 'never' };
}

/** Formats whose documents are never signed: what a cluster reports, what a registry serves by its digest. */
const NEVER_SIGNED = ['kubernetes', 'oci-manifest', 'oci-index', 'oci-config', 'sighting', 'unread'];
/** How deep documents lie in each other. */
const DEPTH = 8;
const AT_ONCE = 500;

/** Documents by digest; a signature over a document that holds one counts for it. Unknown ones are left out. */
export async function documentsNamed(
  estate: Estate,
  digests: Iterable<string>,
): Promise<ReadonlyMap<string, DocumentNamed>> {
  const wanted = [...new Set(digests)];
  const shown = new Map<string, DocumentShown>();
  let level: readonly string[] = wanted;
  for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
    for (const document of await inParts(level, (part) => estate.batch('documents', part))) {
      if (document !== null) shown.set(document.digest, document);
    }
    level = [...new Set(level.flatMap((digest) => shown.get(digest)?.heldBy ?? []))].filter((one) => !shown.has(one));
  }
  const signers = await signersOf(estate, [...shown.keys()]);
  for (const { digest, holds } of [...shown.values()].filter(isEnvelope)) {
    const over = await signersOf(
      estate,
      holds.map(({ document }) => document),
      `${digest}#`,
    );
    for (const own of over.values()) signers.set(digest, [...(signers.get(digest) ?? []), ...own]);
  }
  const named = wanted.flatMap((digest): DocumentNamed[] => {
    const document = shown.get(digest);
    return document === undefined ? [] : [namedAs(document, shown, signers)];
  });
  return new Map(named.map((document) => [document.digest, document]));
}

function namedAs(
  { digest, origins, format }: DocumentShown,
  shown: ReadonlyMap<string, DocumentShown>,
  signers: ReadonlyMap<string, readonly string[]>,
): DocumentNamed {
  const around = new Set<string>();
  const climb = (at: string): void => {
    if (around.has(at)) return;
    around.add(at);
    for (const outer of shown.get(at)?.heldBy ?? []) climb(outer);
  };
  climb(digest);
  const signed = [...around].flatMap((at) => signers.get(at) ?? []);
  const isSigned = [...around].some((at) => signers.has(at));
  const unsigned = { kind: NEVER_SIGNED.includes(format ?? '') ? 'never' : 'unsigned' } as const;
  return {
    digest,
    origin: origins[0] ?? digest,
    format: format ?? 'of no known format',
    signature: isSigned ? { kind: 'signed', by: [...new Set(signed)].sort() } : unsigned,
  };
}

/** An envelope holds what its signatures are over. */
const isEnvelope = ({ format, holds }: DocumentShown): boolean =>
  ['dsse', 'sigstore-bundle'].includes(format ?? '') && holds.length > 0;

/** The identities that are claimed to have signed each document; an empty list: a signature that names nobody. */
async function signersOf(
  estate: Estate,
  documents: readonly string[],
  of = '',
): Promise<Map<string, readonly string[]>> {
  const page = { first: 20, after: null, counted: false };
  const over = await inParts(documents, (ids) =>
    estate.batch('neighbours', { edge: 'SIGNS', direction: 'in', ids, ...page }),
  );
  const signatures = documents.map((document, place): [string, readonly string[]] => [
    document,
    (over[place]?.neighbours ?? []).map(({ node }) => node.id).filter((id) => id.startsWith(of)),
  ]);
  const all = [...new Set(signatures.flatMap(([, own]) => own))];
  const by = await inParts(all, (ids) =>
    estate.batch('neighbours', { edge: 'SIGNED_BY', direction: 'out', ids, ...page }),
  );
  const identities = new Map(all.map((id, place) => [id, (by[place]?.neighbours ?? []).map(({ node }) => node.id)]));
  const signed = signatures.filter(([, own]) => own.length > 0);
  return new Map(
    signed.map(([document, own]) => [document, [...new Set(own.flatMap((id) => identities.get(id) ?? []))]]),
  );
}

async function inParts<Reply>(
  all: readonly string[],
  ask: (part: readonly string[]) => Promise<readonly Reply[]>,
): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (let first = 0; first < all.length; first += AT_ONCE)
    replies.push(...(await ask(all.slice(first, first + AT_ONCE))));
  return replies;
}

/** `not signed`; `signature of key:… (claimed, not checked)`; nothing where documents of its format never are. */
export function signatureInWords({ signature }: DocumentNamed): string {
  if (signature.kind !== 'signed') return signature.kind === 'never' ? '' : 'not signed';
  return signature.by.length === 0
    ? 'a signature that names nobody (not checked)'
    : `signature of ${signature.by.join(' and ')} (claimed, not checked)`;
}
