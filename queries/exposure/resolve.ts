import type { InferenceService } from '#schema';
import { takesAdaptersFromObjects } from './adapters-from-objects.ts';
import { asInferred, because, buildsOf } from './builds.ts';
import type { Context, Reached } from './context.ts';
import { contextOf } from './context.ts';
import { ROUTES } from './exposure.ts';
import type { Exposure, Lookups, ResolveSettings, ResolvedWorkload, Route, Thing, WorkloadName } from './exposure.ts';
import type { Landing } from './landing.ts';
import { loadOf, slotOf, unnamed } from './loading.ts';
import type { Load, Loading } from './loading.ts';
import { membersOf } from './membership.ts';
import type { Members } from './membership.ts';
import { Merger } from './merge.ts';
import { containerLandings, volumeLandings } from './model-landings.ts';
import { adaptersOpenAt } from './naming.ts';
import { placementOf } from './placement.ts';
import { reach } from './reach.ts';
import { trustsRemoteCode } from './remote-code.ts';
import { serviceUnits } from './service-units.ts';
import type { Contained, Unit } from './unit.ts';
import { startedSpecs } from './unit.ts';
import { unitsOf } from './units.ts';

/** A model in a slot, as rows are keyed by it. */
interface Pair {
  readonly slot: string | null;
  readonly model: Thing | null;
}

interface Loaded {
  readonly unit: Unit;
  readonly load: Load;
}

/**
 * What a workload loads at one moment, by every route, or why that is unknown (design.md §7). Pure: it knows only what the
 * lookups say, and asks them for everything that its answer depends on.
 *
 * @returns exposures merged and in a fixed order; none when the workload is not in force, or GONE.
 * @throws RangeError when a part of the workload's name holds a control character or a lone surrogate.
 */
export function resolve(workload: WorkloadName, lookups: Lookups, settings: ResolveSettings): ResolvedWorkload {
  const context = contextOf(workload, lookups);
  const members = membersOf(workload.object, lookups);
  const loaded = unitsIn(members, lookups).map((unit) => ({ unit, load: loadOf(unit, context) }));
  const merger = new Merger();
  const named = new Map(
    loaded
      .flatMap(({ load }) => load.loadings)
      .filter(isServed)
      .map((loading) => [pairKey(loading), pairOf(loading)]),
  );
  for (const { unit, load } of loaded) {
    const serves = load.serving && (load.evident || load.loadings.length > 0 || named.size > 0);
    if (serves) addServing({ unit, load: withGroup(unit, load, loaded) }, context, merger);
    else addBeside({ unit, load: withoutSlot(load) }, [...named.values()], context, merger);
  }
  if (members.limited) addLimits([...named.values()], merger);
  return { ...placementOf(workload, members, lookups, settings), exposures: merger.exposures() };
}

function unitsIn(members: Members, lookups: Lookups): readonly Unit[] {
  const services = members.roots.flatMap((stated) => {
    const service: InferenceService | null = stated.summary.inferenceService;
    return service === null ? [] : [{ stated, service }];
  });
  if (services.length === 0) return unitsOf(members, null, lookups);
  return services.flatMap(({ stated, service }) =>
    serviceUnits(stated, service, unitsOf(members, service, lookups), lookups),
  );
}

/** A name that may have meant more than the digests known: it is an unknown beside them, and no model of its own. */
function isServed({ reason }: Loading): boolean {
  return reason === null;
}

const pairOf = ({ slot, thing }: Loading): Pair => ({ slot, model: thing });
const pairKey = ({ slot, thing }: Loading): string => JSON.stringify([slot, thing?.kind, thing?.id]);

/** A worker serves what the others of its workload name. */
function withGroup(unit: Unit, load: Load, loaded: readonly Loaded[]): Load {
  if (load.loadings.length > 0) return load;
  const group = loaded.flatMap((other) => other.load.loadings).filter(isServed);
  return { ...load, loadings: group.length > 0 ? group : [unnamed(slotOf(unit))] };
}

/** In a unit that serves nothing no container is a runtime. */
function withoutSlot(load: Load): Load {
  return { ...load, runtimes: [], loaders: [...load.runtimes, ...load.loaders] };
}

function addServing({ unit, load }: Loaded, context: Context, merger: Merger): void {
  const runtimes = load.runtimes.flatMap((container) => imagesOf(container, unit, context));
  const loaders = loadersOf(load, unit, context);
  for (const loading of load.loadings) {
    const pair = pairOf(loading);
    addModel(loading, unit, context, merger);
    if (!isServed(loading)) continue;
    add(merger, pair, 'RUNTIME', unit, runtimes.length > 0 ? runtimes : [UNKNOWN_IMAGE]);
    add(merger, pair, 'LOADER', unit, loaders);
  }
  if (!mayTakeAdapters(unit)) return;
  for (const loading of load.loadings.filter(({ slot }) => !slot.startsWith('adapter/'))) {
    const open: Ended = { ...because('ADAPTERS_OPEN', []), rung: 'UNRESOLVED' };
    for (const route of ['MODEL_CODE', 'BUILD_TIME'] as const) add(merger, pairOf(loading), route, unit, [open]);
  }
}

/** Whether its server may have adapters that nothing here names. */
function mayTakeAdapters(unit: Unit): boolean {
  const containers = [...unit.containers, ...unit.hints];
  return (
    containers.some(({ spec }) => adaptersOpenAt(spec) !== null) || startedSpecs(unit).some(takesAdaptersFromObjects)
  );
}

/** A unit that serves no slot is beside all slots of its workload; in a workload without any it is what runs. */
function addBeside({ unit, load }: Loaded, pairs: readonly Pair[], context: Context, merger: Merger): void {
  if (pairs.length > 0) {
    const found = loadersOf(load, unit, context);
    for (const pair of pairs) add(merger, pair, 'LOADER', unit, found);
    return;
  }
  const nothing: Pair = { slot: null, model: null };
  const ordinary = load.loaders.filter(({ list }) => list === 'containers');
  const runtimes = ordinary.flatMap((container) => imagesOf(container, unit, context));
  add(merger, nothing, 'RUNTIME', unit, runtimes.length > 0 ? runtimes : [UNKNOWN_IMAGE]);
  const others = load.loaders.filter(({ list }) => list !== 'containers');
  add(merger, nothing, 'LOADER', unit, loadersOf({ ...load, loaders: others }, unit, context));
}

/** Where something ends, and how well that is known. */
type Ended = Reached & { readonly rung: Exposure['rung'] };

const UNKNOWN_IMAGE: Ended = { ...because('IMAGE_UNRESOLVED', []), rung: 'UNRESOLVED' };

/** What is loaded beside the runtime. Without a pod nobody knows what was put into it. */
function loadersOf(load: Load, unit: Unit, context: Context): readonly Ended[] {
  const found = load.loaders.flatMap((container) => imagesOf(container, unit, context));
  const volumes = load.volumes.flatMap((volume) => endsOf(volumeLandings(volume, unit, context), unit, context));
  return [...found, ...volumes, ...(unit.seen ? [] : [UNKNOWN_IMAGE])];
}

function imagesOf(container: Contained, unit: Unit, context: Context): readonly Ended[] {
  return endsOf(containerLandings(container, 'RUNS', unit, context), unit, context);
}

function endsOf(landings: readonly Landing[], unit: Unit, context: Context): readonly Ended[] {
  if (landings.length === 0) return [UNKNOWN_IMAGE];
  return landings.flatMap((landing): readonly Ended[] => {
    const { digest, rung, reason, path } = landing;
    if (digest === null) return [{ ...because(reason ?? 'IMAGE_UNRESOLVED', path), rung }];
    return reach(digest, unit.platform, context).map((reached) => ({ ...after(landing, reached), rung }));
  });
}

/** The way to a digest, and on from there. */
function after({ path }: Landing, reached: Reached): Reached {
  return { ...reached, hops: [...(reached.indirect ? asInferred(path) : path), ...reached.hops] };
}

function addModel(loading: Loading, unit: Unit, context: Context, merger: Merger): void {
  const { digest, rung, reason, path } = loading;
  const pair = pairOf(loading);
  if (digest === null) {
    const unresolved: Ended = { ...because(reason ?? 'MODEL_UNRESOLVED', path), rung };
    add(merger, pair, 'MODEL_CODE', unit, [unresolved]);
    add(merger, pair, 'BUILD_TIME', unit, [unresolved]);
    return;
  }
  const end = (reached: Reached): Ended => ({ ...after(loading, reached), rung });
  const isTrusted = [...unit.containers, ...unit.hints].some(({ spec }) => trustsRemoteCode(spec));
  const held = reach(digest, unit.platform, context).map(end);
  add(merger, pair, 'MODEL_CODE', unit, isTrusted ? held.map((one) => ({ ...one, holdsNoCode: false })) : held);
  add(merger, pair, 'BUILD_TIME', unit, buildsOf(digest, unit.platform, context).map(end));
}

function add(merger: Merger, pair: Pair, route: Route, { state }: Unit, ends: readonly Ended[]): void {
  for (const { artifact, judgedBy, siblings, reason, counted, holdsNoCode, hops, rung } of ends) {
    const exposure: Exposure = { ...pair, route, artifact, judgedBy, siblings, reason, counted, rung, state, hops };
    // Only a model is judged by its file list: an image is more than the files that a manifest names.
    merger.add(holdsNoCode && route === 'MODEL_CODE' ? { ...exposure, holdsNoCode } : exposure);
  }
}

function addLimits(pairs: readonly Pair[], merger: Merger): void {
  for (const pair of pairs.length > 0 ? pairs : [{ slot: null, model: null }]) {
    for (const route of ROUTES) {
      const nothing = { artifact: null, judgedBy: [], siblings: [], hops: [], counted: true } as const;
      merger.add({ ...pair, ...nothing, route, reason: 'LIMIT_REACHED', rung: 'UNRESOLVED', state: 'DESIRED' });
    }
  }
}
