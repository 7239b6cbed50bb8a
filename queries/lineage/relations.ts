import type { Thing } from '../exposure/exposure.ts';
import { StepsTaken } from './steps-taken.ts';
import type { End, Start } from './steps-taken.ts';
import { howOf, HOWS, leastSure, LINEAGE_LIMITS, MAKING, pathOf, thingKey } from './walk.ts';
import type { How, LineageHop, Step, Walked } from './walk.ts';

export type Direction = 'SAME' | 'ANCESTOR' | 'DESCENDANT';

/** One row of a lineage: how two models belong together, or a model and the data or build that it comes from. */
export interface Relation {
  readonly direction: Direction;
  /** How many makings away from what was asked for. */
  readonly depth: number;
  /** The end that is nearer to what was asked for. */
  readonly from: Thing;
  readonly to: Thing;
  readonly relation: string;
  readonly named: string | null;
  /** How surely the two belong together, whatever leads to the first of them. */
  readonly how: How;
  readonly loop: boolean;
  /** The artifact whose origin it tells; null for a relation that tells none. */
  readonly owner: Thing | null;
  /** The way from what was asked for is that of `before`, then `hops`. */
  readonly before: Step | null;
  readonly hops: readonly LineageHop[];
}

/** What one walk found, as relations; several may be of the same two things. `limited`: there are more. */
export function relationsOf(walked: Walked): { readonly relations: readonly Relation[]; readonly limited: boolean } {
  const taken = new StepsTaken(walked);
  const relations: Relation[] = [];
  let limited = false;
  for (const step of walked.steps) {
    const found = MAKING.has(step.hop.edge) ? madeBy(step, taken, walked.asked) : sameAs(step, taken);
    for (const relation of found) {
      if (relation.depth > LINEAGE_LIMITS.depth || relations.length >= LINEAGE_LIMITS.relations) limited = true;
      else relations.push(relation);
    }
  }
  return { relations, limited };
}

/** From what was asked for to the second end of a relation. */
export const wayOf = ({ before, hops }: Relation): readonly LineageHop[] => [
  ...(before === null ? [] : pathOf(before)),
  ...hops,
];

/** Each relation of two things once, told in the best way. */
export function onceEach(relations: readonly Relation[]): readonly Relation[] {
  const best = new Map<string, Relation>();
  for (const relation of relations) {
    const { direction, from, to } = relation;
    // What was asked for is one model: what else that is, is told once, and of each of its names.
    const isShape = direction === 'SAME' && from.kind !== 'Reference';
    const key = JSON.stringify([direction, ...(isShape ? [] : [thingKey(from), relation.relation]), thingKey(to)]);
    const known = best.get(key);
    if (known === undefined || isBetter(relation, known)) best.set(key, relation);
  }
  return [...best.values()];
}

/** What is said most surely, then what is found most surely, then the shortest way. */
function isBetter(a: Relation, b: Relation): boolean {
  const [one, other] = [a, b].map(({ how, before, depth, hops }) => {
    const length = (before === null ? 0 : before.before.length + 1) + hops.length;
    return [HOWS.indexOf(how), HOWS.indexOf(before?.how ?? 'DIGEST'), depth, length];
  });
  for (const [index, rank] of (one ?? []).entries()) {
    const difference = rank - (other?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** A derivation, data or an input of a build: from each model that it is said of, to each that it may lead to. */
function madeBy(step: Step, taken: StepsTaken, asked: ReadonlySet<string>): readonly Relation[] {
  const ends = taken.endsOf(step);
  return taken.startsOf(step).flatMap((start) => ends.map((end) => made(step, start, end, asked)));
}

function made(step: Step, start: Start, end: End, asked: ReadonlySet<string>): Relation {
  const { hop, way, before } = step;
  const depth = start.depth + (step.depth - before.depth);
  const hops = [...start.hops, hop, ...end.hops];
  const met = new Set((start.before === null ? [] : pathOf(start.before)).map(({ from }) => thingKey(from)));
  const ownEnd = way === 'ancestors' ? start.thing : end.thing;
  const otherEnd = way === 'ancestors' ? end.thing : start.thing;
  return {
    direction: way === 'ancestors' ? 'ANCESTOR' : 'DESCENDANT',
    depth,
    from: start.thing,
    to: end.thing,
    relation: step.relation,
    named: step.name,
    how: hops.map(howOf).reduce(leastSure, start.sure),
    loop: step.loop || end.loop || met.has(thingKey(end.thing)) || asked.has(thingKey(end.thing)),
    owner: ownEnd.kind === 'Artifact' && otherEnd.kind !== 'DatasetVersion' ? ownEnd : null,
    before: start.before,
    hops,
  };
}

/** The same model in another shape or by another name; a build of which no input is stated; nothing for a step on the way. */
function sameAs(step: Step, taken: StepsTaken): readonly Relation[] {
  const { hop, before } = step;
  const isAsked = before.step === null;
  switch (hop.edge) {
    case 'CARRIED_BY':
      // From what carries the weights; the weights themselves only where they were asked for.
      return [same(step, before.step?.hop.edge === 'CARRIES_WEIGHTS' ? before.step.before.thing : before.thing)];
    case 'HAS_DIGEST':
    case 'PLATFORM_OF':
      return [same(step, before.thing)];
    case 'FILE_OF':
    case 'LAYER_OF':
    case 'CONFIG_OF':
      return before.depth === 0 ? [same(step, before.thing)] : [];
    case 'RESOLVES_TO':
      return isAsked && !hop.from.id.endsWith(`@${hop.to.id}`) ? [same(step, before.thing)] : [];
    case 'SAME_NAME':
      return otherRevisions(step, taken);
    case 'PRODUCED_BY':
      return taken.hasInputs(hop.to)
        ? []
        : taken.buildStarts(step).map((start) => ({
            ...same(step, start.thing),
            before: start.before,
            hops: start.hops,
          }));
    default:
      return [];
  }
}

/** What another revision of a name means: of the name that was asked for, or of one that is known to mean something else. */
function otherRevisions(step: Step, taken: StepsTaken): readonly Relation[] {
  const { hop, before } = step;
  const means = taken.meantBy(hop.from);
  const known = new Set(means.map(thingKey));
  const from = before.step === null ? hop.from : means[0];
  if (from === undefined) return [];
  return (
    taken
      .resolving(hop.to)
      // A revision that was asked for too tells itself what it means.
      .filter((resolved) => resolved.before.step !== null && !known.has(thingKey(resolved.hop.to)))
      .map((resolved) => ({ ...same(step, from), to: resolved.hop.to, hops: [hop, resolved.hop] }))
  );
}

function same(step: Step, from: Thing): Relation {
  const { hop, depth, way, before, relation, name } = step;
  const isAsked = depth === 0 && hop.edge !== 'PRODUCED_BY';
  return {
    direction: isAsked ? 'SAME' : way === 'ancestors' ? 'ANCESTOR' : 'DESCENDANT',
    depth,
    from,
    to: hop.to,
    relation,
    named: name,
    how: howOf(hop),
    loop: step.loop,
    owner: null,
    before: before.step,
    hops: [hop],
  };
}
