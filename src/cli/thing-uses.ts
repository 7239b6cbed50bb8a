import type { Answer } from '#queries';
import { deployedModels, loadsFact } from './deployed-models.ts';
import type { Estate, NodeKey, ThingShown } from '../engines/engine.ts';

type Fact = ThingShown['facts'][number];

/** One use: a workload that loads the thing, or what a workload loads. */
export interface Use {
  readonly workload: string;
  readonly workloadId: string;
  readonly cluster: string;
  readonly slot: string;
  readonly state: string;
  readonly route: string;
  readonly rung: string;
  /** What it loads: the thing itself, or what the thing is a part of, or a name of it. */
  readonly loads: string;
  /** Its id, which is a digest where the bytes are known. */
  readonly loadsId: string;
  /** Why not every type of package is judged in it; empty where every one is, or where that is not asked. */
  readonly reason: string;
  /** The types that are judged all the same. */
  readonly judged: string;
}

export interface Uses {
  readonly uses: readonly Use[];
  /** Of how many there are; more than are listed where the rest was not fetched. */
  readonly total: number;
  /** Whether something that it is a part of was not looked at. */
  readonly cut: boolean;
  /** For a package: the answer of which these are the rows. */
  readonly answer: Answer | null;
}

/** What is deployed when its neighbour is: the bytes of a layer with the manifest, those of a tag with what it means. */
const DEPLOYED_WITH: Readonly<Record<string, readonly ('out' | 'in')[]>> = {
  HAS_PLATFORM: ['out'],
  HAS_CONFIG: ['in'],
  HAS_LAYER: ['in'],
  HOLDS_FILE: ['in'],
  CARRIES_WEIGHTS: ['in'],
  HAS_DIGEST: ['in', 'out'],
  RESOLVES_TO: ['out'],
  PRODUCED: ['out'],
};
const DEPTH = 3;
/** How many neighbours are looked at. */
const LOOKED_AT = 200;

/** How many rows are asked for at once. */
const PAGE = 1000;
const PACKAGES = ['Package', 'PackageVersion', 'Purl'];

/** Where a thing is used now. A workload's uses are what it loads. */
export async function usesOf(estate: Estate, thing: ThingShown): Promise<Uses> {
  if (PACKAGES.includes(thing.kind)) return packageUses(estate, thing.id);
  const own = thing.facts.filter(isUse).map((fact) => useOf(fact, thing));
  if (thing.kind === 'Workload') return { uses: own, total: own.length, cut: false, answer: null };
  const looked = new Set([keyOf(thing)]);
  let level: readonly ThingShown[] = [thing];
  let cut = false;
  const uses = [...own, ...(await usesByName(estate, thing, own))];
  for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
    const next = level.flatMap(deployedWith).filter((other) => !looked.has(keyOf(other)));
    const distinct = [...new Map(next.map((other) => [keyOf(other), other])).values()];
    const room = Math.max(0, LOOKED_AT - looked.size);
    cut ||= distinct.length > room || level.some(({ facts, factsTotal }) => factsTotal > facts.length);
    const asked = distinct.slice(0, room);
    for (const other of asked) looked.add(keyOf(other));
    level = (await estate.batch('things', asked)).filter((found) => found !== null);
    for (const found of level) uses.push(...found.facts.filter(isUse).map((fact) => useOf(fact, found)));
  }
  return { uses, total: uses.length, cut, answer: null };
}

/** A name that was never resolved is loaded by whoever is told to load it. */
async function usesByName(estate: Estate, thing: ThingShown, own: readonly Use[]): Promise<readonly Use[]> {
  if (thing.kind !== 'Reference' || own.length > 0) return [];
  const named = (await deployedModels(estate)).filter(
    ({ model }) => model?.kind === 'Reference' && model.id === thing.id,
  );
  return named.map((model) => useOf(loadsFact(model), thing));
}

/** A fact of the projection: it has a route. */
export const isUse = ({ properties }: Fact): boolean => 'route' in properties;

const keyOf = ({ kind, id }: NodeKey): string => `${kind} ${id}`;

function deployedWith({ facts }: ThingShown): NodeKey[] {
  return facts
    .filter(({ edge, direction }) => DEPLOYED_WITH[edge]?.includes(direction) === true)
    .map(({ other: { kind, id } }) => ({ kind, id }));
}

function useOf({ direction, other, properties }: Fact, thing: ThingShown): Use {
  const text = (name: string): string => (typeof properties[name] === 'string' ? properties[name] : '');
  const workload = direction === 'in' ? other : thing;
  const loaded = direction === 'in' ? thing : other;
  return {
    workload: workload.name,
    workloadId: workload.id,
    cluster: text('cluster'),
    slot: text('slot'),
    state: text('state'),
    route: text('route'),
    rung: text('rung'),
    loads: loaded.name === '' ? loaded.id : loaded.name,
    loadsId: loaded.id,
    reason: text('reason'),
    judged: text('judged'),
  };
}

async function packageUses(estate: Estate, id: string): Promise<Uses> {
  const request = { question: 'deployed-workloads-using-package', parameters: { package: id }, first: PAGE };
  const answer = await estate.ask(request);
  const uses = answer.rows.map((row): Use => {
    const text = (name: string): string => {
      const value: unknown = Reflect.get(row, name);
      return typeof value === 'string' ? value : '';
    };
    return {
      workload: `${text('namespace')}/${text('workload')}`,
      workloadId: text('workloadId'),
      cluster: text('cluster'),
      slot: text('slot'),
      state: text('state'),
      route: text('route'),
      rung: text('rung'),
      loads: text('package'),
      loadsId: '',
      reason: '',
      judged: '',
    };
  });
  return { uses, total: answer.total.count, cut: answer.truncated || !answer.total.exact, answer };
}
