import type { Thing } from '../exposure/exposure.ts';
import { thingKey } from './walk.ts';
import type { How, LineageHop, Step, Visited, Walked } from './walk.ts';

/** A model from which a step starts: what holds the card, the config or the layer that says it, or what a build made. */
export interface Start {
  readonly thing: Thing;
  readonly depth: number;
  /** The way to it is that of `before`, then `hops`. */
  readonly before: Step | null;
  readonly hops: readonly LineageHop[];
  /** NAME where only another revision of its name is known to be meant. */
  readonly sure: How;
}

/** What a step may lead to, with the hops behind the step. */
export interface End {
  readonly thing: Thing;
  readonly hops: readonly LineageHop[];
  readonly loop: boolean;
}

/** Revisions of a name that are told one by one as what it may mean; where there are more, the name stands for them. */
const MOST_REVISIONS = 8;

const INTO_PARTS = new Set(['HOLDS_FILE', 'HAS_LAYER', 'HAS_CONFIG', 'HAS_PLATFORM']);
const OUT_OF_PARTS = new Set(['FILE_OF', 'LAYER_OF', 'CONFIG_OF']);

/** The steps of one walk by where they start and lead to, so that those between two models can be put together. */
export class StepsTaken {
  readonly #outOf: ReadonlyMap<string, readonly Step[]>;
  readonly #into: ReadonlyMap<string, readonly Step[]>;

  readonly #starts = new Map<string, readonly Start[]>();
  readonly #cut: ReadonlySet<string>;

  constructor({ steps, cut }: Walked) {
    this.#cut = cut;
    this.#outOf = Map.groupBy(steps, ({ hop }) => thingKey(hop.from));
    this.#into = Map.groupBy(steps, ({ hop }) => thingKey(hop.to));
  }

  /** One for each model that holds what the step starts from; at least one. */
  startsOf(step: Step): readonly Start[] {
    const { thing } = step.before;
    const known = this.#starts.get(thingKey(thing));
    if (known !== undefined) return known;
    const starts =
      thing.kind === 'Build'
        ? this.#in(thing, 'PRODUCED_BY').flatMap((produced) => this.buildStarts(produced))
        : this.#modelsAt(step.before);
    this.#starts.set(thingKey(thing), starts);
    return starts;
  }

  /** The same for the step from what was built to its build; the step is the last of the hops. */
  buildStarts(produced: Step): readonly Start[] {
    return this.#modelsAt(produced.before).map((start) => ({ ...start, hops: [...start.hops, produced.hop] }));
  }

  /** One for each model that the step may lead to; at least one: what it leads to as it stands. */
  endsOf({ hop, loop }: Step): readonly End[] {
    const { to } = hop;
    const ends =
      to.kind === 'Build'
        ? this.#out(to, 'PRODUCED').flatMap((step) => through(step, this.#holders(step.hop.to)))
        : to.kind === 'Reference'
          ? this.#meantEnds(to)
          : this.#holders(to);
    return ends.length > 0 ? ends : [{ thing: to, hops: [], loop }];
  }

  /** Whether a build that was met says what it took in, or may say it beyond a limit. */
  hasInputs(build: Thing): boolean {
    return this.#cut.has(thingKey(build)) || this.#out(build, 'CONSUMED').length > 0;
  }

  /** The steps from a name to what it was seen to mean. */
  resolving(name: Thing): readonly Step[] {
    return this.#out(name, 'RESOLVES_TO');
  }

  /** What a name was seen to mean, as far as the walk met it. */
  meantBy(name: Thing): readonly Thing[] {
    const named = this.#in(name, 'NAMED_BY').map(({ hop }) => hop.from);
    const all = [...this.resolving(name).map(({ hop }) => hop.to), ...named];
    return [...new Map(all.map((thing) => [thingKey(thing), thing])).values()];
  }

  #modelsAt(at: Visited): readonly Start[] {
    const here = { depth: at.depth, before: at.step, hops: [], sure: 'DIGEST' } as const;
    const { thing } = at;
    if (thing.kind === 'Reference') return this.#namedAt(at, 'DIGEST');
    const found = new Map<string, Start>();
    const add = (start: Start): unknown => found.has(thingKey(start.thing)) || found.set(thingKey(start.thing), start);
    for (const step of this.#steps(this.#into, thing, INTO_PARTS)) {
      for (const model of this.#wholes(step.before.thing))
        add({ thing: model, depth: step.depth, before: step, hops: [], sure: 'DIGEST' });
    }
    for (const { hop } of this.#steps(this.#outOf, thing, OUT_OF_PARTS)) add({ ...here, thing: hop.to });
    return found.size > 0 ? [...found.values()] : [{ ...here, thing }];
  }

  /** What a name means on the way to it: what it was seen to mean, or else what another revision of it means. */
  #namedAt(at: Visited, sure: How): readonly Start[] {
    const { thing: name, depth, step: before } = at;
    const start = (thing: Thing, how: How): Start => ({ thing, depth, before, hops: [], sure: how });
    const meant = this.meantBy(name);
    if (meant.length > 0) return meant.map((thing) => start(thing, sure));
    if (before?.hop.edge === 'SAME_NAME')
      return this.#namedAt(before.before, 'NAME').map((other) => ({ ...other, before, hops: [] }));
    const others = this.#meantEnds(name);
    if (others.length === 0 || others.length > MOST_REVISIONS) return [start(name, sure)];
    return others.map(({ thing, hops: [other] }) => ({
      ...start(thing, 'NAME'),
      hops: other === undefined ? [] : thereAndBack(other),
    }));
  }

  #meantEnds(name: Thing): readonly End[] {
    const meant = this.resolving(name);
    if (meant.length > 0) return meant.map(endOf);
    return this.#out(name, 'SAME_NAME').flatMap((step) =>
      through(step, this.resolving(step.hop.to).map(endOf)).filter(({ hops }) => hops.length > 1),
    );
  }

  /** The models that hold a file, a layer or a config that is named as a model. */
  #holders(thing: Thing): readonly End[] {
    return this.#steps(this.#outOf, thing, OUT_OF_PARTS).map(endOf);
  }

  /** What a part is a part of in the end; nothing is looked at twice, however parts hold each other. */
  #wholes(part: Thing): readonly Thing[] {
    const seen = new Set([thingKey(part)]);
    const wholes: Thing[] = [];
    for (const open = [part]; ;) {
      const thing = open.pop();
      if (thing === undefined) return wholes.length > 0 ? wholes : [part];
      const holders = this.#steps(this.#into, thing, INTO_PARTS).map(({ before }) => before.thing);
      if (holders.length === 0) wholes.push(thing);
      for (const holder of holders) {
        if (seen.has(thingKey(holder))) continue;
        seen.add(thingKey(holder));
        open.push(holder);
      }
    }
  }

  #out(thing: Thing, edge: string): readonly Step[] {
    return this.#steps(this.#outOf, thing, new Set([edge]));
  }

  #in(thing: Thing, edge: string): readonly Step[] {
    return this.#steps(this.#into, thing, new Set([edge]));
  }

  #steps(map: ReadonlyMap<string, readonly Step[]>, thing: Thing, edges: ReadonlySet<string>): readonly Step[] {
    return (map.get(thingKey(thing)) ?? []).filter(({ hop }) => edges.has(hop.edge));
  }
}

/** That two names may mean the same, on a way that goes on from the first. */
const thereAndBack = (hop: LineageHop): readonly LineageHop[] => [hop, { ...hop, from: hop.to, to: hop.from }];

const endOf = ({ hop, loop }: Step): End => ({ thing: hop.to, hops: [hop], loop });

/** The same ends behind one step more; the step itself where there are none. */
function through(step: Step, ends: readonly End[]): readonly End[] {
  if (ends.length === 0) return [endOf(step)];
  return ends.map((end) => ({ ...end, hops: [step.hop, ...end.hops], loop: step.loop || end.loop }));
}
