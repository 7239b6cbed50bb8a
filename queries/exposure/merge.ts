import { BOUNDS } from './bounds.ts';
import { byCodePoint, uniteEvidence } from './context.ts';
import { ROUTES, RUNGS, STATES } from './exposure.ts';
import type { Exposure, Hop, Thing } from './exposure.ts';

interface Entry {
  readonly exposure: Exposure;
  readonly siblings: Set<string>;
  readonly judgedBy: Set<string>;
  /** By what the path goes through; each with its evidence united. */
  readonly paths: Map<string, Path>;
}

interface Path {
  readonly hops: readonly Hop[];
  readonly evidence: readonly Hop['evidence'][][];
}

/**
 * Collects exposures, says the same once, and orders them. Two that differ in evidence only are one with the evidence of
 * both; of several paths to one artifact the one with least inference, then the shortest stays. The builds of a model are
 * different facts with different signers, so their paths stay apart.
 */
export class Merger {
  readonly #entries = new Map<string, Entry>();
  #isFull = false;

  add(exposure: Exposure): void {
    const way = wayOf(exposure.hops);
    const key = keyOf(exposure, exposure.route === 'BUILD_TIME' ? way : '');
    const entry = this.#entries.get(key) ?? this.#enter(key, exposure);
    if (entry === undefined) return;
    for (const sibling of exposure.siblings) entry.siblings.add(sibling);
    for (const judge of exposure.judgedBy) entry.judgedBy.add(judge);
    const path = entry.paths.get(way) ?? { hops: exposure.hops, evidence: exposure.hops.map(() => []) };
    for (const [position, hop] of exposure.hops.entries()) path.evidence[position]?.push(hop.evidence);
    entry.paths.set(way, path);
  }

  #enter(key: string, exposure: Exposure): Entry | undefined {
    if (this.#entries.size >= BOUNDS.exposures) {
      this.#isFull = true;
      return undefined;
    }
    const entry: Entry = { exposure, siblings: new Set(), judgedBy: new Set(), paths: new Map() };
    this.#entries.set(key, entry);
    return entry;
  }

  /** In the order of slot, model, route, artifact and the rest; names are the same for the same thing throughout. */
  exposures(): readonly Exposure[] {
    const merged = [...this.#entries.values()].map(mergedEntry);
    const found = this.#isFull ? [...merged, ...limitsOf(merged)] : merged;
    const names = namesOf(found);
    const rename = (thing: Thing): Thing => ({ ...thing, name: names.get(`${thing.kind} ${thing.id}`) ?? thing.name });
    return found
      .map((exposure) => ({
        ...exposure,
        model: exposure.model === null ? null : rename(exposure.model),
        hops: exposure.hops.map((hop) => ({ ...hop, from: rename(hop.from), to: rename(hop.to) })),
      }))
      .map((exposure) => ({ exposure, key: orderOf(exposure) }))
      .sort((a, b) => byCodePoint(a.key, b.key))
      .map(({ exposure }) => exposure);
  }
}

function keyOf(exposure: Exposure, way: string): string {
  const { slot, model, route, artifact, reason, counted, holdsNoCode = false, rung, state } = exposure;
  const parts = [slot, model?.kind, model?.id, route, artifact, reason, counted, holdsNoCode, rung, state, way];
  return JSON.stringify(parts);
}

function wayOf(hops: readonly Hop[]): string {
  return JSON.stringify(hops.map(({ edge, to, inferred }) => [edge, to.kind, to.id, inferred]));
}

function mergedEntry({ exposure, siblings, judgedBy, paths }: Entry): Exposure {
  const [best] = [...paths.entries()].sort(([wayA, a], [wayB, b]) => {
    const guesses = inferences(a.hops) - inferences(b.hops);
    return guesses || a.hops.length - b.hops.length || byCodePoint(wayA, wayB);
  });
  const path = best?.[1];
  const hops = (path?.hops ?? []).map((hop, position) => ({
    ...hop,
    evidence: uniteEvidence(path?.evidence[position] ?? []),
  }));
  return { ...exposure, siblings: [...siblings].sort(byCodePoint), judgedBy: [...judgedBy].sort(byCodePoint), hops };
}

const inferences = (hops: readonly Hop[]): number => hops.filter(({ inferred }) => inferred).length;

function limitsOf(found: readonly Exposure[]): readonly Exposure[] {
  const slots = new Map(found.map((exposure) => [`${exposure.slot ?? ''} ${exposure.model?.id ?? ''}`, exposure]));
  return [...slots.values()].flatMap((exposure) =>
    ROUTES.map((route): Exposure => {
      const { slot, model, state } = exposure;
      const nothing = { artifact: null, judgedBy: [], siblings: [], hops: [], counted: true } as const;
      return { slot, model, state, ...nothing, route, reason: 'LIMIT_REACHED', rung: 'UNRESOLVED' };
    }),
  );
}

/** The smallest of the names that people gave to a thing; its id where nobody did. */
function namesOf(found: readonly Exposure[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const add = ({ kind, id, name }: Thing): void => {
    const key = `${kind} ${id}`;
    const before = names.get(key);
    if (before === undefined || before === id || (name !== id && name < before)) names.set(key, name);
  };
  for (const { model, hops } of found) {
    if (model !== null) add(model);
    for (const { from, to } of hops) {
      add(from);
      add(to);
    }
  }
  return names;
}

function orderOf(exposure: Exposure): string {
  const { slot, model, route, artifact, reason, rung, state, counted, holdsNoCode, hops } = exposure;
  return [
    slot ?? '',
    model?.id ?? '',
    ROUTES.indexOf(route),
    counted ? 0 : 1,
    artifact ?? '',
    reason ?? '',
    RUNGS.indexOf(rung),
    STATES.indexOf(state),
    holdsNoCode === true ? 1 : 0,
    wayOf(hops),
  ].join('\u0000');
}
