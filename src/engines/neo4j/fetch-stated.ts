import { cypher } from '#queries';
import type { Cypher } from '#queries';
import type { KubernetesSummary } from '#schema';
import { byCodePoints } from '../code-point-order.ts';
import { linkKey, objectKey, parseSummary } from '../keys.ts';
import type { TimedStated } from '../projection-source.ts';
import type { Transaction } from './connection.ts';
import { textIn, textOrNullIn } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** An object or a link that is looked for in a scope. */
export interface Looked {
  readonly scope: string;
  readonly sought: string;
}

type Keyed = (scope: string, sought: string) => string;
type Found = ReadonlyMap<string, readonly TimedStated[]>;

// Before the server has sampled an index of what was just written, it takes it to be empty, and would rather walk through it.

const OBJECTS = cypher`UNWIND $given.asked AS asked MATCH (s:Sighting {scope: asked.scope, object: asked.sought})
  USING INDEX SEEK s:Sighting(scope, object)
  RETURN s.scope AS scope, asked.sought AS sought, s.document AS document, s.object AS object, s.vf AS vf, s.vt AS vt`;
const LINKED = cypher`UNWIND $given.asked AS asked MATCH (:Link {key: asked.sought})<-[:LINKED]-(d:Document)
  MATCH (s:Sighting {document: d.key}) USING INDEX SEEK s:Sighting(document)
  WHERE s.scope = asked.scope AND s.object IS NOT NULL
  RETURN s.scope AS scope, asked.sought AS sought, s.document AS document, s.object AS object, s.vf AS vf, s.vt AS vt`;
const SUMMARIES = cypher`UNWIND $given.documents AS document MATCH ()-[t:STATES {document: document}]->()
  USING INDEX SEEK t:STATES(document) RETURN document, t.summary AS summary`;

/** Every sighting of objects, by `objectKey`. */
export const fetchObjects = (
  transaction: Transaction,
  asked: ReadonlyMap<string, Looked>,
  summaries: Summaries,
): Promise<Found> => fetchStated(OBJECTS, objectKey, transaction, asked, summaries);

/** Every sighting of the objects under links, by `linkKey`. */
export const fetchLinked = (
  transaction: Transaction,
  asked: ReadonlyMap<string, Looked>,
  summaries: Summaries,
): Promise<Found> => fetchStated(LINKED, linkKey, transaction, asked, summaries);

async function fetchStated(
  statement: Cypher,
  keyOf: Keyed,
  transaction: Transaction,
  asked: ReadonlyMap<string, Looked>,
  summaries: Summaries,
): Promise<Found> {
  const rows = (await givenRows(transaction, statement, { asked: [...asked.values()] })).map((row) => ({
    key: keyOf(textIn(row, 'scope'), textIn(row, 'sought')),
    document: textIn(row, 'document'),
    object: textIn(row, 'object'),
    from: textIn(row, 'vf'),
    to: textOrNullIn(row, 'vt'),
  }));
  await summaries.fetch(
    transaction,
    rows.map(({ document }) => document),
  );
  const sorted = rows.sort((a, b) => byCodePoints([a.object, a.document, a.from], [b.object, b.document, b.from]));
  const stated = sorted.flatMap(({ key, document, from, to }) =>
    summaries.of(document).map((summary) => ({ key, timed: { stated: { document, summary }, from, to } })),
  );
  const grouped = Map.groupBy(stated, ({ key }) => key);
  return new Map([...grouped].map(([key, all]) => [key, all.map(({ timed }) => timed)]));
}

/** What documents state of an object, each read once: an object is found by its name, its owners and its labels. */
export class Summaries {
  readonly #known = new Map<string, readonly KubernetesSummary[]>();

  of(document: string): readonly KubernetesSummary[] {
    return this.#known.get(document) ?? [];
  }

  async fetch(transaction: Transaction, documents: readonly string[]): Promise<void> {
    const missing = [...new Set(documents)].filter((document) => !this.#known.has(document));
    if (missing.length === 0) return;
    const rows = await givenRows(transaction, SUMMARIES, { documents: missing });
    const found = Map.groupBy(rows, (row) => textIn(row, 'document'));
    for (const document of missing) {
      const stated = found.get(document) ?? [];
      this.#known.set(
        document,
        stated.map((row) => parseSummary(textIn(row, 'summary'))),
      );
    }
  }
}
