import type { Thing } from '../exposure/exposure.ts';
import type { EvidenceShown } from '../answering/answer.ts';
import { servedBases } from './entries.ts';
import { signaturesOf } from './signatures.ts';
import { Identities } from '../lineage/identity.ts';
import type { Sameness } from '../lineage/identity.ts';
import { originsOf } from '../lineage/origins.ts';
import type { Origin } from '../lineage/origins.ts';
import type { Moment } from '../answering/moment.ts';
import { flagOf, idOrNull } from '../answering/rows.ts';
import type { Column, NodeId, Reader, Row } from '../question.ts';

export const ADAPTER_COLUMNS: readonly Column[] = [
  { name: 'id', type: 'ID!', doc: 'Hash of the key of the row; the same between polls.' },
  { name: 'environment', type: 'String', doc: 'Environment, from labels or the offering.' },
  { name: 'cluster', type: 'String', doc: 'Cluster; null where the offering named none, or nothing loads it.' },
  { name: 'namespace', type: 'String', doc: 'Namespace of the workload.' },
  { name: 'workload', type: 'String', doc: 'Kind and name of the topmost owner known; null: no workload loads it.' },
  { name: 'workloadId', type: 'ID', doc: 'Stable id of the workload.' },
  { name: 'owner', type: 'String', doc: 'Who owns it.' },
  {
    name: 'slot',
    type: 'String',
    doc: 'The place where the adapter is served: `adapter/` and its name. Null: none is named; the workload takes adapters while it runs.',
  },
  { name: 'adapter', type: 'Thing', doc: 'The adapter: an artifact, or the reference that someone wrote.' },
  { name: 'state', type: 'State', doc: 'Whether it serves, idles, is only specified, or fails.' },
  { name: 'rung', type: 'Rung', doc: 'How the adapter is known: a running digest, a pin, a tag, a name.' },
  { name: 'pinned', type: 'Boolean!', doc: 'Whether its bytes cannot change behind what names it.' },
  { name: 'servedOn', type: '[Thing!]!', doc: 'The models that the workload serves beside its adapters.' },
  { name: 'madeFor', type: '[Thing!]!', doc: 'The models that its own documents say it was made from.' },
  {
    name: 'baseMatch',
    type: 'String!',
    doc: '`SAME`: served on what it was made for. `DIFFERENT`: the weights of both are known in one format, and are other files. `UNKNOWN`: everything else, also names that differ: one may be a copy.',
  },
  {
    name: 'matchedBy',
    type: 'String',
    doc: 'What tells: digest, weights, reference; name: the same name, perhaps at another revision.',
  },
  {
    name: 'open',
    type: 'Boolean!',
    doc: 'The workload takes further adapters while it runs: what it loads is an open set.',
  },
  {
    name: 'signed',
    type: 'Boolean!',
    doc: 'Whether a signed statement is about it, or about what carries the same weights.',
  },
  { name: 'signers', type: '[String!]!', doc: 'Who claims to have signed.' },
  {
    name: 'verdicts',
    type: '[String!]!',
    doc: 'What is made of the signatures: `unchecked`, `trusted` and so on, as in the evidence of a path.',
  },
  { name: 'signedStatements', type: '[Thing!]!', doc: 'The documents that are signed, at most 20.' },
  { name: 'strength', type: 'Strength', doc: 'Strength of the weakest hop of the path; null: no workload loads it.' },
  { name: 'path', type: '[PathHop!]!', doc: 'From the workload to the adapter, with the documents that say so.' },
];

const SIGNATURES_SHOWN = 20;

/** What is known of an adapter beside where it is loaded. */
export interface AdapterFacts {
  readonly servedOn: readonly (Thing | null)[];
  readonly madeFor: readonly Origin[];
  readonly signatures: readonly EvidenceShown[];
}

/** The adapter of an entry; null for a workload that names none, and for one that cannot be named. */
export function adapterOf(row: Row): Thing | null {
  if (row['part'] === '1') return null;
  if (row['part'] === '2') return { kind: 'Artifact', id: String(row['row_key']), name: String(row['row_key']) };
  return typeof row['model'] === 'string' ? (JSON.parse(row['model']) as Thing) : null;
}

/** Whether its workload takes adapters while it runs; an adapter that nothing loads has no workload. */
export const isOpen = (row: Row): boolean => row['part'] !== '2' && flagOf(row, 'is_open');

/** Everything that rows say of these entries, and the means to compare their models. */
export class Adapters {
  readonly identities: Identities;
  readonly #bases: ReadonlyMap<NodeId, readonly (Thing | null)[]>;
  readonly #origins: ReadonlyMap<string, readonly Origin[]>;
  readonly #signatures: ReadonlyMap<string, readonly EvidenceShown[]>;

  private constructor(
    identities: Identities,
    bases: ReadonlyMap<NodeId, readonly (Thing | null)[]>,
    origins: ReadonlyMap<string, readonly Origin[]>,
    signatures: ReadonlyMap<string, readonly EvidenceShown[]>,
  ) {
    this.identities = identities;
    this.#bases = bases;
    this.#origins = origins;
    this.#signatures = signatures;
  }

  /** @param others - further things that `identities` must know. */
  static async load(reader: Reader, moment: Moment, rows: readonly Row[], others: readonly Thing[]): Promise<Adapters> {
    const artifacts = rows.map(artifactOf).filter((digest) => digest !== null);
    const workloads = rows.map((row) => idOrNull(row, 'workload_id')).filter((id) => id !== null);
    const served = await servedBases(reader, moment, workloads);
    const bases = new Map(
      [...served].map(([id, texts]) => [
        id,
        texts.map((text): Thing | null => (text === null ? null : (JSON.parse(text) as Thing))),
      ]),
    );
    const origins = await originsOf(reader, moment, artifacts);
    const things = [
      ...[...bases.values()].flat().filter((thing) => thing !== null),
      ...[...origins.values()].flat().map(({ thing }) => thing),
      ...others,
    ];
    const identities = await Identities.load(reader, moment, things);
    return new Adapters(identities, bases, origins, await signaturesOf(reader, moment, artifacts));
  }

  of(row: Row): AdapterFacts {
    const artifact = artifactOf(row) ?? '';
    return {
      servedOn: this.#bases.get(idOrNull(row, 'workload_id') ?? '') ?? [],
      madeFor: this.#origins.get(artifact) ?? [],
      signatures: this.#signatures.get(artifact) ?? [],
    };
  }

  /** Whether an adapter is served on what it was made for. Where several models are served, only what holds for all counts. */
  match({ servedOn, madeFor }: AdapterFacts): Sameness {
    const found = servedOn.map((served): Sameness => {
      const named = served === null ? [] : madeFor.map(({ thing }) => this.identities.compare(served, thing));
      const same = named.find(({ match }) => match === 'SAME');
      const different = named.filter(({ match }) => match === 'DIFFERENT');
      if (same !== undefined && different.length === 0) return same;
      if (different.length > 0 && different.length === named.length) return { match: 'DIFFERENT', by: 'weights' };
      return { match: 'UNKNOWN', by: named.some(({ by }) => by === 'name') ? 'name' : null };
    });
    const [first] = found;
    if (first === undefined) return { match: 'UNKNOWN', by: null };
    const isOne = found.every(({ match }) => match === first.match);
    return isOne ? first : { match: 'UNKNOWN', by: null };
  }
}

function artifactOf(row: Row): string | null {
  const adapter = adapterOf(row);
  return adapter?.kind === 'Artifact' ? adapter.id : null;
}

/** The columns of an entry that are no path. */
export function adapterCells(
  row: Row,
  facts: AdapterFacts,
  { match, by }: Sameness,
): Readonly<Record<string, unknown>> {
  const signers = facts.signatures.map(({ verdict }) => verdict?.identity ?? null).filter((name) => name !== null);
  const isLoaded = row['part'] === '0';
  const rung = isLoaded ? row['rung'] : null;
  return {
    environment: row['environment'] ?? null,
    cluster: row['cluster'] ?? null,
    namespace: row['namespace'] ?? null,
    workload: row['workload'] ?? null,
    workloadId: row['workload_key'] ?? null,
    owner: row['owner'] ?? null,
    slot: isLoaded ? row['slot'] : null,
    adapter: adapterOf(row),
    state: row['state'] ?? null,
    rung,
    pinned: rung === 'RUNNING_DIGEST' || rung === 'PINNED' || row['part'] === '2',
    servedOn: facts.servedOn.filter((thing) => thing !== null),
    madeFor: onceEach(facts.madeFor.map(({ thing }) => thing)),
    baseMatch: match,
    matchedBy: by,
    open: isOpen(row),
    signed: facts.signatures.length > 0,
    signers: [...new Set(signers)].sort(),
    verdicts: [...new Set(facts.signatures.map(({ verdict }) => verdict?.status ?? 'unsigned'))].sort(),
    signedStatements: facts.signatures.slice(0, SIGNATURES_SHOWN).map(documentThing),
  };
}

function documentThing({ document, origin }: EvidenceShown): Thing {
  return { kind: 'Document', id: document, name: origin === '' ? document : origin };
}

function onceEach(things: readonly Thing[]): readonly Thing[] {
  return [...new Map(things.map((thing) => [`${thing.kind} ${thing.id}`, thing])).values()];
}

/** Whether a model may be one that was asked for: only what is known to differ is not. */
export function mayBe(identities: Identities, one: Thing, asked: Thing): boolean {
  const { match, by } = identities.compare(one, asked);
  if (match !== 'UNKNOWN') return match === 'SAME';
  if (by === 'name') return true;
  if (one.kind === 'Artifact' && asked.kind === 'Artifact') return false;
  if (identities.haveOtherNames(one, asked)) return false;
  const scheme = ({ id }: Thing): string => id.split(':', 1)[0] ?? '';
  return !(one.kind === 'Reference' && asked.kind === 'Reference' && scheme(one) === scheme(asked));
}
