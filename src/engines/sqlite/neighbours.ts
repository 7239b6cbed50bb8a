import { MODEL, entityFields, shownProperties } from '#schema';
import type { EntityField } from '#schema';
import type { Neighbour, NeighbourPage, NeighboursRequest } from '../engine.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';
import { neighboursSql } from './neighbours-sql.ts';
import { nodeOf } from './nodes-shown.ts';

type Row = Record<string, Cell>;

/** One page of neighbours for each node: one statement, whose result is bounded by nodes × `first` × the evidence shown. */
export function neighbourPages(database: Database, request: NeighboursRequest): readonly NeighbourPage[] {
  const { edge, direction, ids, first, after, counted } = request;
  const field = fieldOf(edge, direction);
  const rows = database.all(neighboursSql(field, counted), JSON.stringify(ids), after ?? '', first + 1);
  const pages = Map.groupBy(rows, ({ place }) => wholeCell(place));
  return ids.map((_, place) => pageOf(field, pages.get(place) ?? [], request));
}

/** The end of an exposed edge from which it is read; both ends of an edge may be of one kind. */
function fieldOf(edge: string, direction: 'out' | 'in'): EntityField {
  for (const { label } of MODEL.nodes) {
    const found = entityFields(MODEL, label).find((field) => field.edge.type === edge && field.direction === direction);
    if (found !== undefined) return found;
  }
  throw new RangeError(`${edge} is no exposed edge`);
}

function pageOf(field: EntityField, rows: readonly Row[], { first, counted }: NeighboursRequest): NeighbourPage {
  const stated = rows.filter(({ rank }) => rank !== null);
  const neighbours = [...Map.groupBy(stated, ({ rank }) => rank).values()].map((same) => neighbourOf(field, same));
  return {
    total: counted ? wholeCell(rows[0]?.['total'] ?? 0) : null,
    hasNextPage: neighbours.length > first,
    neighbours: neighbours.slice(0, first),
  };
}

function neighbourOf(field: EntityField, rows: readonly Row[]): Neighbour {
  const [row = {}] = rows;
  return {
    node: nodeOf(row),
    agreed: propertiesOf(field, row, 'agreed_'),
    evidence: rows.map((one) => ({
      document: textOrNull(one['document']),
      at: textCell(one['at']),
      properties: propertiesOf(field, one, 'own_'),
    })),
    evidenceTotal: wholeCell(row['claims']),
  };
}

function propertiesOf({ edge }: EntityField, row: Row, prefix: 'agreed_' | 'own_'): Record<string, unknown> {
  return Object.fromEntries(
    shownProperties(edge).map(({ name, type }) => {
      const value = row[prefix + name] ?? null;
      return [name, type === 'Boolean' && value !== null ? value === 1 : value];
    }),
  );
}
