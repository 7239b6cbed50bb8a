import { rowId } from './answering/row-id.ts';
import { z } from 'zod';
import { ADAPTERS_MOST, adapterEntries, entryStatements, hopsOf } from './adapters/entries.ts';
import { ADAPTER_COLUMNS, Adapters, adapterCells, adapterOf, isOpen, mayBe } from './adapters/rows.ts';
import type { AdapterFacts } from './adapters/rows.ts';
import { signatureStatements } from './adapters/signatures.ts';
import { estateCoverage, estateCoverageStatements } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import type { Hop, Thing } from './exposure/exposure.ts';
import { askedStatements, lineageAsked } from './lineage/asked.ts';
import { identityStatements } from './lineage/identity.ts';
import type { Sameness } from './lineage/identity.ts';
import { originStatements } from './lineage/origins.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf } from './answering/moment.ts';
import type { Moment } from './answering/moment.ts';
import { idOf, idOrNull } from './answering/rows.ts';
import { question } from './question.ts';
import type { NodeId, Reader, Row } from './question.ts';
import { scopeParameters, scopeStatements, valuesNotCarried } from './answering/scope.ts';
import { pathStrength, weigh } from './answering/strength.ts';

/** Q11, as far as documents go. */
export const adapters = question({
  name: 'adapters',
  asks: 'Which adapters are loaded or configured, on which base, made for which, and are they signed?',
  doc: 'One row for each adapter in a slot of a workload in force, and one for each workload that takes adapters while it runs and names none. It draws no conclusion: no document says what was loaded by a call.',
  parameters: z.strictObject({
    base: z
      .string()
      .optional()
      .describe(
        'Only adapters that are served on this model or were made for it, and those of which that is not known: a digest, or a name as people write it.',
      ),
    deployed: z
      .enum(['only', 'all'])
      .default('only')
      .describe('`only`: what workloads load. `all`: also adapters that documents know and nothing loads.'),
    environment: scopeParameters.environment,
    cluster: scopeParameters.cluster,
    namespace: scopeParameters.namespace,
    owner: scopeParameters.owner,
    workload: scopeParameters.workload,
  }),
  rowType: 'AdapterRow',
  columns: ADAPTER_COLUMNS,
  statements: {
    ...entryStatements,
    ...signatureStatements,
    ...askedStatements,
    ...identityStatements,
    ...originStatements,
    ...scopeStatements,
    ...estateCoverageStatements,
  },
  async answer(reader, parameters, options) {
    const { base, deployed, ...filters } = parameters;
    const scope = { ...filters, route: [] };
    const { moment, after } = await momentOf(reader, options);
    const found = await adapterEntries(reader, moment, scope, deployed === 'all');
    const asked = base === undefined ? null : await lineageAsked(reader, 'base', base);
    const entries = await onBase(reader, moment, openOnce(found.entries), asked?.roots ?? null);
    const left = after === null ? entries : entries.filter((row) => isAfter(keyOf(row), after));
    const { shown, next } = pageOfKeyed(left, options.first, keyOf);
    const { rows, notes } = await rowsOf(reader, moment, shown);
    const open = new Set(entries.filter(isOpen).map((row) => idOf(row, 'workload_id'))).size;
    const notCarried = await valuesNotCarried(reader, moment, scope);
    const listed = await listingAnswer(reader, options, {
      question: 'adapters',
      parameters: { ...parameters },
      moment,
      rows,
      total: entries.length,
      next,
      coverage: await estateCoverage(reader, moment, scope),
      similar: asked?.similar ?? [],
      notes: [
        ...(asked?.found === false ? [`No document names ${base ?? ''}: look for a slip of the pen.`] : []),
        ...notCarried.map((value) => `Nothing in the estate has ${value}: look for a slip of the pen.`),
        ...(open === 0
          ? []
          : [
              `ADAPTERS_OPEN: ${open === 1 ? '1 workload takes' : `${open} workloads take`} adapters while running, and may have loaded others than these.`,
            ]),
        ...notes,
        ...(found.limited ? [`LIMIT_REACHED: only the first ${ADAPTERS_MOST} adapters are here.`] : []),
      ],
    });
    return { ...listed, truncated: found.limited };
  },
});

const keyOf = (row: Row): string[] => [String(row['part']), String(row['row_key'])];

function isAfter(
  [part = '', key = '']: readonly string[],
  [afterPart = '', afterKey = '']: readonly string[],
): boolean {
  return part === afterPart ? Buffer.compare(Buffer.from(key), Buffer.from(afterKey)) > 0 : part > afterPart;
}

/** A workload that names no adapter is one row, however many models it serves. */
function openOnce(entries: readonly Row[]): readonly Row[] {
  const met = new Set<NodeId>();
  return entries.filter((row) => {
    if (row['part'] !== '1') return true;
    const workload = idOf(row, 'workload_id');
    const isFirst = !met.has(workload);
    met.add(workload);
    return isFirst;
  });
}

async function onBase(
  reader: Reader,
  moment: Moment,
  entries: readonly Row[],
  asked: readonly Thing[] | null,
): Promise<readonly Row[]> {
  if (asked === null) return entries;
  const facts = await Adapters.load(reader, moment, entries, asked);
  return entries.filter((row) => {
    const { servedOn, madeFor } = facts.of(row);
    const bases = [...servedOn, ...madeFor.map(({ thing }) => thing)];
    return (
      bases.length === 0 ||
      bases.some((one) => one === null || asked.some((thing) => mayBe(facts.identities, one, thing)))
    );
  });
}

async function rowsOf(
  reader: Reader,
  moment: Moment,
  shown: readonly Row[],
): Promise<{ rows: Readonly<Record<string, unknown>>[]; notes: string[] }> {
  const facts = await Adapters.load(reader, moment, shown, []);
  const ids = shown.map((row) => idOrNull(row, 'id')).filter((id) => id !== null);
  const stored = await hopsOf(reader, ids);
  const pathOf = (row: Row): readonly Hop[] =>
    JSON.parse(stored.get(idOrNull(row, 'id') ?? '') ?? '[]') as readonly Hop[];
  const documents = new EvidenceDocuments();
  await documents.load(
    reader,
    shown.flatMap(pathOf).flatMap(({ evidence }) => evidence.map(({ document }) => document)),
  );
  const notes: string[] = [];
  const rows = shown.map((row) => {
    const own = facts.of(row);
    const match = facts.match(own);
    notes.push(...noteOf(row, own, match));
    const path = pathOf(row).map((hop) =>
      weigh(
        hop,
        hop.evidence.map(({ document, at }) => documents.at(document, at)),
        hop.inferred,
      ),
    );
    const strength = path.length === 0 ? 'INFERRED' : pathStrength(path).strength;
    return {
      id: rowId(['adapters', ...keyOf(row).flatMap((part) => part.split('\u0001'))]),
      ...adapterCells(row, own, match),
      strength: row['part'] === '2' ? null : strength,
      path: path.map(({ hop }) => hop),
    };
  });
  return { rows, notes: [...new Set(notes)] };
}

/** An adapter on another base, and one that names another than it is served on though it may be a copy. */
function noteOf(row: Row, { servedOn, madeFor }: AdapterFacts, { match, by }: Sameness): string[] {
  if (row['part'] !== '0' || match === 'SAME' || by === 'name') return [];
  const bases = servedOn.filter((thing) => thing !== null);
  if (bases.length === 0 || madeFor.length === 0) return [];
  const names = (things: readonly Thing[]): string => [...new Set(things.map(({ name }) => name))].join(', ');
  const where = `${String(row['workload'])}, ${String(row['slot'])}`;
  const ends = `made for ${names(madeFor.map(({ thing }) => thing))}, served on ${names(bases)}`;
  return match === 'DIFFERENT'
    ? [`${where}: ${adapterOf(row)?.name ?? 'the adapter'} is ${ends}: the weights are other files.`]
    : [`${where}: ${adapterOf(row)?.name ?? 'the adapter'} is ${ends}: whether these are the same is not known.`];
}
