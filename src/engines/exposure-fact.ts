import type { CoverageClass, Hop, Thing } from '#queries';
import type { ThingShown } from './engine.ts';

/** An exposure that holds now, as an engine keeps it. */
export interface OpenExposure {
  /** The id of the workload, and what it is called. */
  readonly workload: string;
  readonly name: string;
  /** JSON texts, as `judgement`: the class of coverage. */
  readonly model: string | null;
  readonly hops: string;
  readonly route: string;
  readonly state: string;
  readonly rung: string;
  readonly slot: string | null;
  readonly cluster: string | null;
  readonly environment: string | null;
  readonly judgement: string | null;
}

/** What an exposure says of its workload (what that loads), or of its artifact (which workload loads it). */
export function exposureFact(kind: string, exposure: OpenExposure): ThingShown['facts'][number] {
  const hops = JSON.parse(exposure.hops) as readonly Hop[];
  if (kind !== 'Workload') {
    return factOf(exposure, hops, 'LOADS', 'in', { kind: 'Workload', id: exposure.workload, name: exposure.name });
  }
  const last = hops.at(-1);
  const nothing: Thing = { kind: 'Artifact', id: '', name: 'nothing that is known' };
  const other = last?.to ?? (exposure.model === null ? nothing : (JSON.parse(exposure.model) as Thing));
  return factOf(exposure, hops, last?.edge ?? 'LOADS', 'out', other);
}

/** A model that only workloads name, by the exposures of those that load it, in their order. Null where none does. */
export function namedModel(id: string, exposures: readonly OpenExposure[], most: number): ThingShown | null {
  const model = exposures[0]?.model ?? null;
  if (model === null) return null;
  const { kind, name } = JSON.parse(model) as Thing;
  const understood = 'the name of a model in the specification of workloads';
  const facts = exposures.slice(0, most).map((exposure) => exposureFact(kind, exposure));
  return { kind, id, name, understood, facts, factsTotal: exposures.length };
}

function factOf(
  exposure: OpenExposure,
  hops: readonly Hop[],
  edge: string,
  direction: 'out' | 'in',
  other: Thing,
): ThingShown['facts'][number] {
  const evidence = hops[0]?.evidence[0];
  const { route, state, rung } = exposure;
  const properties: Record<string, unknown> = { route, state, rung };
  for (const name of ['slot', 'cluster', 'environment'] as const) {
    if (exposure[name] !== null) properties[name] = exposure[name];
  }
  Object.assign(properties, judgementOf(exposure.judgement));
  return { edge, direction, other, properties, document: evidence?.document ?? null, at: evidence?.at ?? '' };
}

/** Why not every type of package is judged in it, and which types are all the same. */
function judgementOf(text: string | null): Readonly<Record<string, string>> {
  if (text === null) return {};
  const { all, judged, reason } = JSON.parse(text) as CoverageClass;
  if (all) return {};
  return judged.length === 0 ? { reason } : { reason, judged: judged.join(' ') };
}
