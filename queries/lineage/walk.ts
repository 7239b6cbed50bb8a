import type { Evidence, Thing } from '../exposure/exposure.ts';
import type { Moment } from '../answering/moment.ts';
import { STEPS, STEP_ROWS } from './steps.ts';
import type { Way } from './steps.ts';
import type { Reader, Row } from '../question.ts';

/** How surely two things belong together, most surely first. */
export const HOWS = ['DIGEST', 'REVISION', 'NAME'] as const;
export type How = (typeof HOWS)[number];

export const LINEAGE_LIMITS = { depth: 8, things: 2_000, hops: 64, relations: 20_000 } as const;

/** One hop of the way, without its strength. */
export interface LineageHop {
  readonly edge: string;
  readonly from: Thing;
  readonly to: Thing;
  readonly evidence: readonly Evidence[];
  /** No document says it. */
  readonly inferred: boolean;
}

/** One step of a lineage, from the thing that is nearer to the one asked for. */
export interface Step {
  readonly way: Way;
  readonly relation: string;
  /** How the document names what it leads to; null where it does not. */
  readonly name: string | null;
  /** How many makings it is away: builds and derivations. */
  readonly depth: number;
  /** How sure the way to here is, by its least sure hop. */
  readonly how: How;
  readonly hop: LineageHop;
  /** It leads to the same model in another shape, not to one that was made. */
  readonly same: boolean;
  /** It leads back to something on its own way. */
  readonly loop: boolean;
  readonly before: Visited;
}

/** Something that was reached, and how. */
export interface Visited {
  readonly thing: Thing;
  readonly depth: number;
  readonly how: How;
  readonly step: Step | null;
  readonly length: number;
}

export interface Walked {
  readonly steps: readonly Step[];
  /** What was asked for, and what is the same without a making between. */
  readonly asked: ReadonlySet<string>;
  /** Things from which a step was not gone, because of a limit. */
  readonly cut: ReadonlySet<string>;
  /** A limit cut the walk. */
  readonly limited: boolean;
}

/** Steps by which a model was made; all others lead to the same model in another shape, or into it. */
export const MAKING = new Set([
  'DERIVED_FROM',
  'DERIVED_FROM_REFERENCE',
  'ORIGIN_OF',
  'CONSUMED',
  'CONSUMED_BY',
  'TRAINED_ON',
  'USED_TO_TRAIN',
]);
const BUILDING = new Set(['PRODUCED_BY', 'PRODUCED']);
/** Steps whose document names what they lead to, and not where they start. */
const NAMES_TARGET = new Set([
  'DERIVED_FROM',
  'DERIVED_FROM_REFERENCE',
  'CONSUMED',
  'TRAINED_ON',
  'PRODUCED',
  'HOLDS_FILE',
  'HAS_LAYER',
]);
/** Steps that name a thing as a model: then what holds it is meant. */
const NAMING = new Set([...MAKING, 'PRODUCED']);

interface Entered extends Visited {
  /** Look for what holds it. */
  readonly named: boolean;
  /** All its platforms are meant. */
  readonly whole: boolean;
  /** What it names is meant. */
  readonly resolved: boolean;
  /** It may be known by another revision of its name. */
  readonly nameable: boolean;
}

/** `Artifact sha256:…`: kinds have ids of their own. */
export const thingKey = ({ kind, id }: Thing): string => `${kind} ${id}`;

/** The way from the thing asked for to where a step leads. */
export function pathOf(step: Step): readonly LineageHop[] {
  const hops: LineageHop[] = [step.hop];
  for (let before = step.before.step; before !== null; before = before.before.step) hops.push(before.hop);
  return hops.reverse();
}

/** Whether a name can mean other bytes tomorrow: any but a full commit and a digest. */
export function isMutableName(id: string): boolean {
  return !/@(?:[0-9a-f]{40}|[a-z0-9]+:[0-9a-f]{32,128})$/.test(id);
}

/**
 * Everything that the roots were made from, or that was made from them: what is certain by digest first, then what is by a
 * pinned revision, then what is by a name only; within each the nearest first. Nothing is entered twice, so loops end.
 */
export async function walk(reader: Reader, moment: Moment, roots: readonly Thing[], way: Way): Promise<Walked> {
  const done = new Set<string>();
  const asked = new Set<string>();
  const open = new Map<string, Entered>();
  const steps: Step[] = [];
  const cut = new Set<string>();
  let limited = roots.length > LINEAGE_LIMITS.things;
  for (const thing of roots.slice(0, LINEAGE_LIMITS.things)) {
    const nameable = way === 'descendants' || isMutableName(thing.id);
    const meant = { named: true, whole: true, resolved: true, nameable };
    open.set(thingKey(thing), { thing, depth: 0, how: 'DIGEST', step: null, length: 0, ...meant });
  }
  for (let level = nextOf(open); level.length > 0; level = nextOf(open)) {
    for (const { thing } of level) {
      open.delete(thingKey(thing));
      done.add(thingKey(thing));
    }
    for (const { thing, depth } of level) if (depth === 0) asked.add(thingKey(thing));
    const rows = await reader.rows(STEPS[way][moment.mode], { ...listsOf(level), ...moment.parameters });
    limited ||= rows.length > STEP_ROWS;
    const byKey = new Map(level.map((one) => [thingKey(one.thing), one]));
    const found = stepsIn(rows, byKey, way);
    const pinned = new Set(found.filter(namesCommit).map(repositoryIn));
    for (const step of found) {
      if (step.depth > LINEAGE_LIMITS.depth || step.before.length >= LINEAGE_LIMITS.hops) {
        cut.add(thingKey(step.hop.from));
        continue;
      }
      const key = thingKey(step.hop.to);
      const entered = enteredBy(step, pinned.has(repositoryIn(step)));
      const waiting = open.get(key);
      if (!done.has(key) && waiting === undefined && done.size + open.size >= LINEAGE_LIMITS.things) {
        cut.add(thingKey(step.hop.from));
        continue;
      }
      // What was asked for, met again behind a making, was made from itself.
      steps.push(step.depth > 0 && asked.has(key) ? { ...step, loop: true } : step);
      if (!done.has(key) && (waiting === undefined || rank(entered) < rank(waiting))) open.set(key, entered);
    }
  }
  return { steps, asked, cut, limited: limited || cut.size > 0 };
}

/** Certain before likely, near before far, short before long. */
function rank({ how, depth, length }: Visited): number {
  return (HOWS.indexOf(how) * (LINEAGE_LIMITS.depth + 1) + depth) * (LINEAGE_LIMITS.hops + 1) + length;
}

/** The best of what waits, all of one rank. */
function nextOf(open: ReadonlyMap<string, Entered>): readonly Entered[] {
  const best = Math.min(...[...open.values()].map(rank));
  return [...open.values()].filter((one) => rank(one) === best);
}

function listsOf(level: readonly Entered[]): Readonly<Record<string, readonly string[]>> {
  const list = (kind: Thing['kind'], where: (one: Entered) => boolean = () => true): readonly string[] =>
    level.filter((one) => one.thing.kind === kind && where(one)).map(({ thing }) => thing.id);
  return {
    artifacts: list('Artifact'),
    named: list('Artifact', ({ named }) => named),
    wholes: list('Artifact', ({ whole }) => whole),
    references: list('Reference'),
    resolved: list('Reference', ({ resolved }) => resolved),
    nameable: list('Reference', ({ nameable }) => nameable),
    builds: list('Build'),
    weights: list('Weights'),
    datasets: list('DatasetVersion'),
  };
}

/** The rows as steps: what several documents say is one. */
function stepsIn(rows: readonly Row[], level: ReadonlyMap<string, Entered>, way: Way): readonly Step[] {
  const keyOf = (row: Row): string =>
    JSON.stringify([row['edge'], row['relation'], row['from_kind'], row['from_key'], row['to_kind'], row['to_key']]);
  return [...Map.groupBy(rows.slice(0, STEP_ROWS), keyOf).values()].flatMap((same): Step[] => {
    const [first] = same;
    const before = level.get(`${String(first?.['from_kind'])} ${String(first?.['from_key'])}`);
    if (first === undefined || before === undefined) return [];
    const step = stepOf(first, evidenceIn(same), before, way);
    const met = metOnWay(step);
    if (met === undefined) return [step];
    // Back to the same model without a making between is no news: it came from there.
    return step.same && met.depth === step.depth ? [] : [{ ...step, loop: true }];
  });
}

function stepOf(row: Row, evidence: readonly Evidence[], before: Entered, way: Way): Step {
  const edge = String(row['edge']);
  const id = String(row['to_key']);
  const name = typeof row['name'] === 'string' && row['name'] !== '' ? row['name'] : null;
  const kind = String(row['to_kind']) as Thing['kind'];
  const to: Thing = { kind, id, name: NAMES_TARGET.has(edge) ? (name ?? id) : id };
  const hop: LineageHop = { edge, from: before.thing, to, evidence, inferred: evidence.length === 0 };
  return {
    way,
    relation: String(row['relation']),
    name,
    depth: before.depth + (MAKING.has(edge) ? 1 : 0),
    how: leastSure(before.how, howOf(hop)),
    hop,
    same: !MAKING.has(edge) && !BUILDING.has(edge),
    loop: false,
    before,
  };
}

export const leastSure = (a: How, b: How): How => (HOWS.indexOf(a) >= HOWS.indexOf(b) ? a : b);

/** A step from or to a name is as sure as the name. */
export function howOf({ edge, from, to }: LineageHop): How {
  if (edge === 'SAME_NAME') return 'NAME';
  const name = [from, to].find(({ kind }) => kind === 'Reference' || kind === 'DatasetVersion');
  if (name === undefined || /(?:^|@)[A-Za-z0-9]+:[0-9a-f]{32,128}$/.test(name.id)) return 'DIGEST';
  return isMutableName(name.id) ? 'NAME' : 'REVISION';
}

/** Each document once. */
function evidenceIn(rows: readonly Row[]): readonly Evidence[] {
  const places = new Map<string, string>();
  for (const { document, at } of rows) {
    if (typeof document === 'string' && !places.has(document)) places.set(document, String(at));
  }
  return [...places].map(([document, at]) => ({ document, at }));
}

function metOnWay({ hop, before }: Step): Visited | undefined {
  const key = thingKey(hop.to);
  for (let one: Visited | undefined = before; one !== undefined; one = one.step?.before) {
    if (thingKey(one.thing) === key) return one;
  }
  return undefined;
}

/** A commit of the same thing is known: what its other names meant at other times is something else. */
const namesCommit = ({ hop }: Step): boolean => hop.edge === 'NAMED_BY' && !isMutableName(hop.to.id);
const repositoryIn = ({ hop }: Step): string => `${thingKey(hop.from)} ${hop.to.id.split('@', 1)[0] ?? ''}`;

/**
 * Whether another revision of a name may be meant. A commit that a document names is that commit; but what was made from one
 * may have been named by a branch.
 */
function mayHaveOtherNames({ hop, way }: Step, isPinned: boolean): boolean {
  if (hop.edge === 'SAME_NAME') return false;
  return isMutableName(hop.to.id) ? !(hop.edge === 'NAMED_BY' && isPinned) : way === 'descendants';
}

/** Another revision of a name that was asked for and may mean anything: what it means may be what was asked for. */
const mayBeAsked = ({ hop, before }: Step): boolean =>
  before.step === null && hop.edge === 'SAME_NAME' && isMutableName(hop.from.id);

function enteredBy(step: Step, isPinned: boolean): Entered {
  const { hop, before, depth, way } = step;
  const isAsked = before.step === null && hop.edge === 'RESOLVES_TO';
  return {
    thing: hop.to,
    depth,
    // What the name that was asked for means is what was asked for.
    how: isAsked ? 'DIGEST' : step.how,
    step,
    length: before.length + 1,
    named: isAsked || NAMING.has(hop.edge),
    whole: hop.edge !== 'PLATFORM_OF',
    // A name that is met on the way to descendants names what was made from, not everything it ever meant.
    resolved: way === 'ancestors' || mayBeAsked(step),
    nameable: mayHaveOtherNames(step, isPinned),
  };
}
