import { NODES, parseDigest, parsePackageQuery } from '#schema';

/** One way to understand a text that goes by a thing. */
export interface Meaning {
  readonly kind: string;
  readonly id: string;
  /** For people: `the digest of an artifact`. */
  readonly understood: string;
}

/** The thing of a kind by its id. */
export const idMeant = (kind: string, id: string): Meaning => ({ kind, id, understood: `the id of a ${kind}` });

/** What a text may mean, most exact first. */
export function meaningsOf(text: string): readonly Meaning[] {
  const digest = parseDigest(text);
  const found: Meaning[] =
    digest === undefined
      ? []
      : [
          { kind: 'Artifact', id: digest, understood: 'the digest of an artifact' },
          { kind: 'Document', id: digest, understood: 'the digest of a document' },
          { kind: 'Digest', id: digest, understood: 'a digest' },
        ];
  const query = text.startsWith('pkg:') ? parsePackageQuery(text) : undefined;
  if (query?.kind === 'purl')
    found.push({ kind: 'Package', id: query.coordinate, understood: `a package URL, coordinate ${query.coordinate}` });
  const exact = NODES.map(({ label }) => idMeant(label, text));
  return [...exact.filter(({ kind }) => kind === 'Purl' || kind === 'PackageVersion'), ...found, ...exact];
}
