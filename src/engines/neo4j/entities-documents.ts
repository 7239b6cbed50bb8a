import { cypher } from '#queries';
import type { DocumentShown } from '../engine.ts';
import type { Transaction } from './connection.ts';
import { cellsIn, listIn, textIn, textOrNullIn, textsIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** The shorter of two places comes first, so that `/items/9` is before `/items/10`. */
const DOCUMENTS = cypher`
  UNWIND range(0, size($given.digests) - 1) AS place
  MATCH (d:Document {key: $given.digests[place]}) WHERE d.outcome IS NOT NULL
  RETURN place, d {.format, .version, .outcome, .size, .withdrawnReason, .withdrawnAt, .remarks, .code, .message, .at} AS state,
    COLLECT { MATCH (o:Observation {document: d.key}) WITH o.origin AS origin, min(o.observedAt) AS first
      RETURN origin ORDER BY first, origin LIMIT 20 } AS origins,
    COLLECT { MATCH (d)-[h:HOLDS]->(i:Document) WITH i.key AS inner, h.at AS at ORDER BY size(at), at, inner LIMIT 1000
      RETURN {document: inner, at: at} } AS holds,
    COLLECT { MATCH (d)<-[:HOLDS]-(o:Document) RETURN DISTINCT o.key AS outer ORDER BY outer LIMIT 100 } AS heldBy`;

/**
 * Documents: what became of each, where it was seen, what it holds. Null: no such document was offered. One statement,
 * however many are asked for.
 */
export async function documentsShown(
  transaction: Transaction,
  digests: readonly string[],
): Promise<readonly (DocumentShown | null)[]> {
  const shown: (DocumentShown | null)[] = digests.map(() => null);
  if (digests.length === 0) return shown;
  for (const row of await givenRows(transaction, DOCUMENTS, { digests })) {
    const place = wholeIn(row, 'place');
    shown[place] = {
      ...stateShown(cellsIn(row, 'state')),
      digest: digests[place] ?? '',
      origins: textsIn(row, 'origins'),
      heldBy: textsIn(row, 'heldBy'),
      holds: listIn(row, 'holds').map((one) => ({ document: textIn(one, 'document'), at: textIn(one, 'at') })),
    };
  }
  return shown;
}

function stateShown(state: Cells): Omit<DocumentShown, 'digest' | 'origins' | 'heldBy' | 'holds'> {
  const reason = textOrNullIn(state, 'withdrawnReason');
  const code = textOrNullIn(state, 'code');
  return {
    format: textOrNullIn(state, 'format'),
    version: textOrNullIn(state, 'version'),
    outcome: textIn(state, 'outcome'),
    size: wholeIn(state, 'size'),
    withdrawn: reason === null ? null : { reason, at: textOrNullIn(state, 'withdrawnAt') ?? '' },
    remarks: JSON.parse(textIn(state, 'remarks')) as DocumentShown['remarks'],
    failure:
      code === null
        ? null
        : { code, message: textOrNullIn(state, 'message') ?? '', at: textOrNullIn(state, 'at') ?? '' },
  };
}
