import { MODEL, entityFields, shownProperties } from '#schema';
import type { EntityField } from '#schema';
import type { Hop } from '#queries';
import { byCodePoints } from '../code-point-order.ts';
import type { Neighbour, NeighbourPage, NeighboursRequest } from '../engine.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { EVIDENCE_SHOWN, neighboursCypher } from './entities-neighbours-cypher.ts';
import { nodeOf } from './entities-nodes.ts';
import { cellsIn, listIn, textIn, textOrNullIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** One page of neighbours for each node: one statement, whose result is bounded by nodes × `first` × the evidence shown. */
export async function neighbourPages(
  transaction: Transaction,
  request: NeighboursRequest,
): Promise<readonly NeighbourPage[]> {
  const { edge, direction, ids, first, after, counted } = request;
  const field = fieldOf(edge, direction);
  const asked = { ids, after: after ?? '', most: whole(first + 1) };
  const rows = await givenRows(transaction, neighboursCypher(field, counted), asked);
  const byPlace = new Map(rows.map((row) => [wholeIn(row, 'place'), row]));
  return ids.map((_, place) => pageOf(field, byPlace.get(place), request));
}

/** The end of an exposed edge from which it is read; both ends of an edge may be of one kind. */
function fieldOf(edge: string, direction: 'out' | 'in'): EntityField {
  for (const { label } of MODEL.nodes) {
    const found = entityFields(MODEL, label).find((field) => field.edge.type === edge && field.direction === direction);
    if (found !== undefined) return found;
  }
  throw new RangeError(`${edge} is no exposed edge`);
}

function pageOf(field: EntityField, row: Cells | undefined, { first, counted }: NeighboursRequest): NeighbourPage {
  const found = row === undefined ? [] : listIn(row, 'neighbours');
  return {
    total: counted ? (row === undefined ? 0 : wholeIn(row, 'total')) : null,
    hasNextPage: found.length > first,
    neighbours: found.slice(0, first).map((one) => neighbourOf(field, one)),
  };
}

function neighbourOf(field: EntityField, cells: Cells): Neighbour {
  const stated = listIn(cells, 'evidence');
  const evidence = field.edge.basis === 'projected' ? stated.map(placed).sort(byDocument) : stated;
  return {
    node: nodeOf(cellsIn(cells, 'node')),
    agreed: propertiesOf(field, cellsIn(cells, 'agreed')),
    evidence: evidence.slice(0, EVIDENCE_SHOWN).map((one) => ({
      document: textOrNullIn(one, 'document'),
      at: textIn(one, 'at'),
      properties: propertiesOf(field, one),
    })),
    evidenceTotal: wholeIn(cells, 'claims'),
  };
}

/** An exposure rests on the first document of its first hop. */
function placed(cells: Cells): Cells {
  const hops = JSON.parse(textIn(cells, 'hops')) as readonly Hop[];
  const evidence = hops[0]?.evidence[0];
  return { ...cells, document: evidence?.document ?? null, at: evidence?.at ?? '' };
}

function byDocument(a: Cells, b: Cells): number {
  const said = (one: Cells): string[] => [textOrNullIn(one, 'document') ?? '', textIn(one, 'at')];
  return byCodePoints(said(a), said(b));
}

const propertiesOf = ({ edge }: EntityField, cells: Cells): Record<string, unknown> =>
  Object.fromEntries(shownProperties(edge).map(({ name }) => [name, cells[name] ?? null]));
