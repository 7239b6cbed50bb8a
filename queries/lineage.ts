import { rowId } from './answering/row-id.ts';
import { z } from 'zod';
import { estateCoverage, estateCoverageStatements, WHOLE } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import { askedStatements, lineageAsked } from './lineage/asked.ts';
import { identityStatements } from './lineage/identity.ts';
import { disputeInWords, disputesOf, originStatements } from './lineage/origins.ts';
import type { Dispute } from './lineage/origins.ts';
import { lineageNotes } from './lineage/notes.ts';
import { onceEach, relationsOf, wayOf } from './lineage/relations.ts';
import type { Relation } from './lineage/relations.ts';
import { LINEAGE_COLUMNS } from './lineage/rows.ts';
import { STEPS } from './lineage/steps.ts';
import type { Way } from './lineage/steps.ts';
import { LineageThings, thingStatements } from './lineage/things.ts';
import { LINEAGE_LIMITS, thingKey, walk } from './lineage/walk.ts';
import type { Walked } from './lineage/walk.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf } from './answering/moment.ts';
import type { Moment } from './answering/moment.ts';
import { question } from './question.ts';
import type { Reader } from './question.ts';
import { pathStrength, weigh } from './answering/strength.ts';

const DIRECTIONS_OF_ROWS: readonly Relation['direction'][] = ['SAME', 'ANCESTOR', 'DESCENDANT'];
const DIRECTIONS = ['ancestors', 'descendants', 'both'] as const;

/** Q9 and Q10. */
export const lineage = question({
  name: 'lineage',
  asks: 'Where does this model come from, and what was made from it?',
  doc: `One row for each relation of two models, or of a model and the data or build that it comes from: towards what it was made from, towards what was made from it, or to the same model in another shape. The files, layers and names between are hops of the row's path. At most ${LINEAGE_LIMITS.depth} makings away and ${LINEAGE_LIMITS.things} things. It draws no conclusion: what no document says is not here.`,
  parameters: z.strictObject({
    of: z
      .string()
      .describe(
        'The model or data set: a digest, `weights:…`, or a name as people write it (`hf:org/name@revision`, `registry/repository:tag`). A name on a hub without a revision means all of them.',
      ),
    direction: z
      .enum(DIRECTIONS)
      .default('both')
      .describe('`ancestors`: what it was made from. `descendants`: what was made from it. `both`.'),
  }),
  rowType: 'LineageRow',
  columns: LINEAGE_COLUMNS,
  statements: {
    ancestors: STEPS.ancestors.now,
    ancestorsThen: STEPS.ancestors.then,
    descendants: STEPS.descendants.now,
    descendantsThen: STEPS.descendants.then,
    ...askedStatements,
    ...thingStatements,
    ...identityStatements,
    ...originStatements,
    ...estateCoverageStatements,
  },
  async answer(reader, parameters, options) {
    const { moment, after } = await momentOf(reader, options);
    const asked = await lineageAsked(reader, 'of', parameters.of);
    const ways: readonly Way[] =
      parameters.direction === 'both' ? ['ancestors', 'descendants'] : [parameters.direction];
    const walked: Walked[] = [];
    for (const way of ways) walked.push(await walk(reader, moment, asked.roots, way));
    const found = walked.map(relationsOf);
    const all = inOrder(onceEach(found.flatMap(({ relations }) => relations)));
    const left = after === null ? all : all.filter(([key]) => compareKeys(key, after) > 0);
    const { shown, next } = pageOfKeyed(left, options.first, ([key]) => key);
    const { rows, disputes } = await rowsOf(reader, moment, shown);
    const limited = [...walked, ...found].some((one) => one.limited);
    const listed = await listingAnswer(reader, options, {
      question: 'lineage',
      parameters: { ...parameters },
      moment,
      rows,
      total: all.length,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      similar: asked.similar,
      notes: [
        ...lineageNotes(
          asked,
          all.map(([, relation]) => relation),
          limited,
        ),
        ...disputes.map(disputeInWords),
      ],
    });
    return { ...listed, truncated: limited };
  },
});

type Keyed = readonly [key: readonly string[], relation: Relation];

/** By direction, depth, length of the way and ends. */
function inOrder(relations: readonly Relation[]): readonly Keyed[] {
  const keyed = relations.map((one): Keyed => {
    const { direction, depth, from, relation, to } = one;
    const length = String(wayOf(one).length).padStart(2, '0');
    const rank = String(DIRECTIONS_OF_ROWS.indexOf(direction));
    return [[rank, String(depth), length, thingKey(from), relation, thingKey(to)], one];
  });
  return keyed.sort(([a], [b]) => compareKeys(a, b));
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const order = Buffer.compare(Buffer.from(part), Buffer.from(b[index] ?? ''));
    if (order !== 0) return order;
  }
  return 0;
}

async function rowsOf(
  reader: Reader,
  moment: Moment,
  shown: readonly Keyed[],
): Promise<{ rows: Readonly<Record<string, unknown>>[]; disputes: readonly Dispute[] }> {
  const paths = shown.map(([, relation]) => wayOf(relation));
  const documents = new EvidenceDocuments();
  await documents.load(
    reader,
    paths.flatMap((path) => path.flatMap(({ evidence }) => evidence.map(({ document }) => document))),
  );
  const things = await LineageThings.load(
    reader,
    moment,
    shown.flatMap(([, { from, to }]) => [from, to]),
    paths.flatMap((path) => path.flatMap(({ from, to }) => [from, to])),
  );
  const disputes = await disputesOf(
    reader,
    moment,
    shown.flatMap(([, { owner }]) => (owner === null ? [] : [owner.id])),
  );
  const rows = shown.map(([key, relation], index) => {
    const path = (paths[index] ?? []).map((hop) =>
      weigh(
        hop,
        hop.evidence.map(({ document, at }) => documents.at(document, at)),
        hop.inferred,
      ),
    );
    const { direction, depth, from, to, named, how, owner, loop } = relation;
    return {
      id: rowId(['lineage', ...key]),
      direction,
      depth,
      from: things.told(from),
      to: things.told(to),
      relation: relation.relation,
      named,
      how,
      known: things.isKnown(to),
      deployed: things.workloads(to),
      disputed: owner !== null && disputes.has(owner.id),
      loop,
      ...pathStrength(path),
      path: path.map(({ hop }) => ({ ...hop, from: things.named(hop.from), to: things.named(hop.to) })),
    };
  });
  return { rows, disputes: [...disputes.values()] };
}
