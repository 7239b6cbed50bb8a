import { EDGES, NODES } from '#schema';
import { QUESTIONS, ROUTES } from '#queries';
import type { AskRequest, BatchKind, Batches } from '../../src/engines/index.ts';
import type { Random } from './random.ts';
import { SEEN } from './schedule.ts';
import type { DrawnEstate } from './schedule.ts';
import { oddText } from './world.ts';

/** One thing that is read of a store. */
export type ReadRequest =
  | { readonly reads: 'ask'; readonly request: AskRequest }
  | { readonly reads: 'show' | 'document'; readonly id: string }
  | { readonly reads: 'failures' }
  | {
      readonly [Kind in BatchKind]: {
        readonly reads: 'batch';
        readonly kind: Kind;
        readonly request: Batches[Kind]['request'];
      };
    }[BatchKind];

type Held = Readonly<Record<string, unknown>>;

/** What a store holds, as its dump tells, so that most of what is asked about is there. */
class Holdings {
  readonly #byTable = new Map<string, Held[]>();

  constructor(dump: readonly string[]) {
    for (const line of dump) {
      const space = line.indexOf(' ');
      const table = line.slice(0, space);
      const rows = this.#byTable.get(table) ?? [];
      rows.push(JSON.parse(line.slice(space + 1)) as Held);
      this.#byTable.set(table, rows);
    }
  }

  values(table: string, column = 'key'): readonly string[] {
    const all = (this.#byTable.get(table) ?? []).map((row) => row[column]);
    return [...new Set(all.filter((value) => typeof value === 'string'))];
  }
}

const NOBODYS = `sha256:${'0'.repeat(64)}`;

/** What is read of an estate whose dump this is: most questions, some of them again, and everything else that can be read. */
export function drawnRequests(random: Random, estate: DrawnEstate, dump: readonly string[]): readonly ReadRequest[] {
  const held = new Holdings(dump);
  const asked = [
    ...random.some(QUESTIONS, 8, 14).map(({ name }) => name),
    ...random.times(4, 8, () =>
      random.one(['deployed-models-using-package', 'evidence-of', 'lineage', 'adapters', 'why']),
    ),
  ].map((name): ReadRequest => ({ reads: 'ask', request: asking(random, estate, held, name) }));
  const things = random.times(2, 4, (): ReadRequest => ({ reads: 'show', id: idOf(random, held) }));
  const documents = random
    .some(held.values('document_state', 'document'), 0, 3)
    .map((id): ReadRequest => ({ reads: 'document', id }));
  return [...asked, ...things, ...documents, { reads: 'failures' }, ...batches(random, held)];
}

function asking(random: Random, estate: DrawnEstate, held: Holdings, question: string): AskRequest {
  const shape = QUESTIONS.find(({ name }) => name === question)?.parameters.shape ?? {};
  const parameters: Record<string, string | readonly string[]> = {};
  for (const name of Object.keys(shape)) {
    const value =
      REQUIRED.has(name) || random.once(name === 'version' ? 6 : 3)
        ? valueOf(random, estate, held, question, name)
        : null;
    if (value !== null) parameters[name] = value;
  }
  const times = [...SEEN, ...estate.steps.map(({ at }) => at)];
  return {
    question,
    parameters,
    first: random.one([1, 2, 3, 5, 1000]),
    ...(random.once(4) ? { asOf: random.one(times) } : {}),
    ...(random.once(4) ? { knownAt: random.one(times) } : {}),
  };
}

const REQUIRED = new Set(['package', 'digest', 'of', 'from', 'to', 'artifact']);

function valueOf(
  random: Random,
  { world }: DrawnEstate,
  held: Holdings,
  question: string,
  name: string,
): string | readonly string[] | null {
  const of = (table: string, column: string): string | null => {
    const there = held.values(table, column);
    return random.once(8) || there.length === 0 ? oddText(random) : random.one(there);
  };
  switch (name) {
    case 'package':
      return packageAsked(random, held, world.packages);
    case 'version':
      return random.some(['1.0', '2.6.0+cu124', ...world.packages.map(({ version }) => version)], 1, 2);
    case 'digest':
    case 'from':
    case 'to':
      return digestAsked(random, held);
    case 'artifact':
    case 'of':
    case 'base':
      return random.once(2) ? digestAsked(random, held) : nameAsked(random, held, world.models);
    case 'direction':
      return random.one(['ancestors', 'descendants', 'both']);
    case 'deployed':
      return random.one(['only', 'all']);
    case 'type':
      return random.one(['pypi', 'deb', 'npm', 'PyPI', 'nothing']);
    case 'route':
      return random.some(ROUTES, 1, 2);
    case 'check':
      return null;
    case 'workload': {
      const asked = of('exposure', 'workload');
      return random.once(2) ? (asked?.replace(/^[^/]*\//u, '') ?? null) : of('exposure', 'workload_id');
    }
    default:
      if (['environment', 'cluster', 'namespace', 'owner'].includes(name)) return of('exposure', name);
      throw new RangeError(`nothing is drawn for the parameter ${name} of ${question}`);
  }
}

/** What the generators of SBOMs are known to find, so that it may be absent. */
const COMMON = [
  'pkg:pypi/requests',
  'pkg:pypi/torch',
  'pkg:pypi/absent@1.0',
  'pkg:deb/debian/openssl',
  'pkg:npm/absent',
];

function packageAsked(random: Random, held: Holdings, packages: DrawnEstate['world']['packages']): string {
  if (random.once(16)) return oddText(random);
  if (random.once(3)) return random.one(COMMON);
  const one = random.one(packages);
  const listed = random.one([one.purl ?? one.name, ...held.values('Purl')]);
  return random.one([one.name, one.purl ?? one.name, listed, listed.replace(/[@?].*$/u, '')]);
}

function digestAsked(random: Random, held: Holdings): string {
  const kinds = ['Artifact', 'Artifact', 'Digest', 'Document', 'Weights'].flatMap((kind) => held.values(kind));
  return random.once(12) || kinds.length === 0 ? NOBODYS : random.one(kinds);
}

function nameAsked(random: Random, held: Holdings, models: readonly string[]): string {
  const names = [...held.values('Reference'), ...models, ...models.map((one) => `hf:${one}`)];
  return random.one([...names, oddText(random)]);
}

function idOf(random: Random, held: Holdings): string {
  const { label } = random.one(NODES);
  const ids = held.values(label);
  return ids.length === 0 || random.once(10) ? digestAsked(random, held) : random.one(ids);
}

function batches(random: Random, held: Holdings): readonly ReadRequest[] {
  const nodes = (): Batches['nodes']['request'] =>
    random.times(1, 6, () => {
      const { label } = random.one(NODES);
      return { kind: label, id: random.one(['nobody', ...held.values(label)]) };
    });
  const kept = held.values('document_state', 'document');
  return [
    ...random.times(2, 4, () => neighbours(random, held)),
    { reads: 'batch', kind: 'nodes', request: nodes() },
    { reads: 'batch', kind: 'things', request: nodes() },
    { reads: 'batch', kind: 'whole', request: nodes().slice(0, 2) },
    { reads: 'batch', kind: 'documents', request: [NOBODYS, ...random.some(kept, 0, 3)] },
    ...random.times(1, 3, () => search(random, held)),
  ];
}

function neighbours(random: Random, held: Holdings): ReadRequest {
  const edge = random.one(EDGES.filter((one) => one.exposed));
  const direction = random.one(['out', 'in'] as const);
  const ids = held.values(direction === 'out' ? edge.from : edge.to);
  const others = held.values(direction === 'out' ? edge.to : edge.from);
  const request = {
    edge: edge.type,
    direction,
    ids: [...random.some(ids, 1, 6), 'nobody'],
    first: random.one([1, 2, 10]),
    after: others.length > 0 && random.once(4) ? random.one(others) : null,
    counted: random.once(2),
  };
  return { reads: 'batch', kind: 'neighbours', request };
}

function search(random: Random, held: Holdings): ReadRequest {
  const { label } = random.one(NODES);
  const found = random.one(['a', 'torch', oddText(random), ...held.values(label)]);
  const text = random.once(2) ? found : found.slice(0, random.whole(1, 12));
  return { reads: 'batch', kind: 'search', request: { text, first: random.one([1, 3, 20]) } };
}
