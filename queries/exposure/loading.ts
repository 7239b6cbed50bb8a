import { storageReference } from '#schema';
import type { ContainerSpec, VolumeSpec } from '#schema';
import { BOUNDS } from './bounds.ts';
import type { Context } from './context.ts';
import type { Landing } from './landing.ts';
import {
  containerLandings,
  modelLandings,
  mountedClaims,
  provisionedLandings,
  volumeAt,
  volumeLandings,
} from './model-landings.ts';
import { isModelServer } from './model-servers.ts';
import { modelsNamedBy } from './naming.ts';
import type { NamedModel } from './naming.ts';
import type { Provisioned } from './provisioned.ts';
import { fetchedBy, isModelFolder, isModelcar, modelVolumes, provisionedBy } from './provisioned.ts';
import type { Contained, Unit } from './unit.ts';

/** A model in a slot of one unit. */
export interface Loading extends Landing {
  readonly slot: string;
}

/** What one unit loads, and what each of its containers is for. */
export interface Load {
  /** Whether it serves a slot; one that does without a loading of its own serves what its group serves. */
  readonly serving: boolean;
  /** Whether that is known by itself; a worker without any sign of a model serves only what the others of its group name. */
  readonly evident: boolean;
  readonly loadings: readonly Loading[];
  readonly runtimes: readonly Contained[];
  readonly loaders: readonly Contained[];
  /** Image volumes that are no model. */
  readonly volumes: readonly VolumeSpec[];
}

const STANDING = new Set(['kserve-container', 'main']);

/** What a unit loads (design.md §7; model-estate.md §2.4, §5.2). No loading: it serves no slot. */
export function loadOf(unit: Unit, context: Context): Load {
  const containers = unit.containers.filter((container) => !isModelcar(container));
  const ordinary = containers.filter(({ list }) => list === 'containers');
  const naming = [...containers, ...unit.hints].map((container) => ({
    container,
    models: modelsNamedBy(container.spec),
  }));
  const adapters = adaptersIn(unit, naming);
  const main = mainLoadings(unit, naming, adapters.paths, context);
  const evident = main.loadings.length > 0 || adapters.found.length > 0 || servesByItself(unit, ordinary);
  const isServing = evident || unit.worker;
  const others = unit.volumes.filter(({ image, name }) => image !== null && !main.volumes.has(name));
  if (!isServing) return { serving: false, evident, loadings: [], runtimes: [], loaders: containers, volumes: others };
  const named = new Set(naming.filter(({ models }) => models.length > 0).map(({ container }) => container.spec.name));
  const runtimes = runtimesOf(ordinary, named);
  const isRuntime = new Set(runtimes);
  const loadings = [...main.loadings, ...allAdapters(unit, adapters.found, context)];
  const slot = slotOf(unit);
  // An image volume in a pod that serves something unnamed is what it serves, as far as anybody can tell.
  const guessed = main.loadings.length > 0 ? [] : others;
  const found = guessed.flatMap((volume) =>
    volumeLandings(volume, unit, context).map((landing) => ({ ...landing, slot })),
  );
  const hasMain = main.loadings.length > 0 || found.length > 0 || unit.worker;
  const all = [...loadings, ...found, ...(hasMain ? [] : [unnamed(slot)])];
  const limit: readonly Loading[] = all.length > BOUNDS.models ? [{ ...unnamed(slot), reason: 'LIMIT_REACHED' }] : [];
  return {
    serving: true,
    evident,
    loadings: [...all.slice(0, BOUNDS.models), ...limit],
    runtimes,
    loaders: containers.filter((container) => !isRuntime.has(container)),
    volumes: guessed.length > 0 ? [] : others,
  };
}

export function slotOf({ part }: Unit): string {
  return part === null || part === 'other' ? 'model' : part;
}

export function unnamed(slot: string): Loading {
  return { slot, thing: null, digest: null, rung: 'UNRESOLVED', reason: null, path: [] };
}

/** The containers that serve: by name, else those that name a model, else what looks like a server, the only one, or all. */
function runtimesOf(ordinary: readonly Contained[], named: ReadonlySet<string>): readonly Contained[] {
  const standing = ordinary.filter(({ spec }) => STANDING.has(spec.name) || named.has(spec.name));
  if (standing.length > 0) return standing;
  for (const looksRight of [
    ({ gpu }: ContainerSpec) => gpu,
    ({ image }: ContainerSpec) => isModelServer(image),
    touchesModels,
  ]) {
    const found = ordinary.filter(({ spec }) => looksRight(spec));
    if (found.length > 0) return found;
  }
  return ordinary;
}

/** A GPU, a known server or a model folder makes a slot; of a KServe service its predictor always is one. */
function servesByItself({ part }: Unit, ordinary: readonly Contained[]): boolean {
  if (part === 'predictor') return true;
  if (part !== null) return false;
  return ordinary.some(({ spec }) => spec.gpu || isModelServer(spec.image) || touchesModels(spec));
}

function touchesModels({ command, args, env, mounts }: ContainerSpec): boolean {
  const words = [...command, ...args, ...env.map(({ value }) => value ?? '')].flatMap((text) => text.split(/[\s=]/));
  return words.some(isModelFolder) || mounts.some(({ path }) => isModelFolder(path));
}

interface NamingContainer {
  readonly container: Contained;
  readonly models: readonly NamedModel[];
}

interface Adapter {
  readonly model: NamedModel;
  readonly container: Contained;
  readonly fetched: Provisioned | undefined;
}

function adaptersIn(
  unit: Unit,
  naming: readonly NamingContainer[],
): { found: readonly Adapter[]; paths: ReadonlySet<string> } {
  const fetched = fetchedBy(unit);
  const found = naming.flatMap(({ container, models }) =>
    models
      .filter(({ slot }) => slot.startsWith('adapter/'))
      .map((model) => ({
        model,
        container,
        fetched:
          fetched.find(({ path }) => path !== null && path === model.path) ?? declaredAt(unit, model.path, fetched),
      })),
  );
  return { found, paths: new Set(found.flatMap(({ fetched: source }) => source?.path ?? [])) };
}

/** What the service says is put at a path, where the unit itself does not show what is fetched. */
function declaredAt(unit: Unit, path: string | null, fetched: readonly Provisioned[]): Provisioned | undefined {
  if (path === null || fetched.length > 0) return undefined;
  const declared = unit.declared.find(({ mountPath }) => mountPath !== null && mountPath === path);
  return declared === undefined ? undefined : { text: declared.uri, path, evidence: declared.evidence };
}

function adapterLoadings({ model, container, fetched }: Adapter, unit: Unit, context: Context): readonly Loading[] {
  const { slot } = model;
  if (fetched !== undefined)
    return provisionedLandings(fetched, unit, context).map((landing) => ({ ...landing, slot }));
  return modelLandings(model, container, unit, context).map((landing) => ({ ...landing, slot }));
}

/**
 * The adapters that a unit shows, and those that only its service names. What the unit shows without a name is what the service
 * names for that slot only where the platform puts it; at any other path it may be something else, and both are there.
 */
function allAdapters(unit: Unit, found: readonly Adapter[], context: Context): readonly Loading[] {
  const shown = found.map((adapter) => ({ adapter, loadings: adapterLoadings(adapter, unit, context) }));
  const declared = declaredAdapters(
    unit,
    shown.flatMap(({ loadings }) => loadings),
    context,
  );
  const slots = new Set(declared.map(({ slot }) => slot));
  const own = shown.flatMap(({ adapter: { model }, loadings }) =>
    loadings.filter(({ thing, slot }) => thing !== null || !slots.has(slot) || !isPlatformPath(model)),
  );
  return [...own, ...declared];
}

/** Where KServe puts an adapter of this name. */
function isPlatformPath({ slot, path }: NamedModel): boolean {
  return path?.replace(/\/$/, '') === `/mnt/lora/${slot.slice('adapter/'.length)}`;
}

/** Adapters that the service names and the unit does not, by the name that the service gives them, else by position. */
function declaredAdapters(unit: Unit, shown: readonly Loading[], context: Context): readonly Loading[] {
  const known = new Set(shown.map(({ thing }) => thing?.id));
  return unit.declared.flatMap(({ uri, adapter, evidence }) =>
    adapter === null
      ? []
      : provisionedLandings({ text: uri, evidence }, unit, context)
          .filter(({ thing }) => thing === null || !known.has(thing.id))
          .map((landing) => ({ ...landing, slot: `adapter/${adapter}` })),
  );
}

/** Whether something fetched is an adapter that the service names, and not its model too. */
function isDeclaredAdapter({ declared }: Unit, text: string): boolean {
  const id = storageReference(text)?.id ?? text;
  const same = declared.filter(({ uri }) => (storageReference(uri)?.id ?? uri) === id);
  return same.length > 0 && same.every(({ adapter }) => adapter !== null);
}

/** The models of a unit beside its adapters, and the image volumes among them. */
function mainLoadings(
  unit: Unit,
  naming: readonly NamingContainer[],
  adapterPaths: ReadonlySet<string>,
  context: Context,
): { loadings: readonly Loading[]; volumes: ReadonlySet<string> } {
  const slot = slotOf(unit);
  const loadings: Loading[] = [];
  const add = (landings: readonly Landing[], into = slot): void => {
    loadings.push(...landings.map((landing) => ({ ...landing, slot: into })));
  };
  for (const car of unit.containers.filter(isModelcar)) {
    const landings = containerLandings(car, 'LOADS', unit, context);
    add(landings.length > 0 ? landings : [unnamed(slot)]);
  }
  const volumes = new Set<string>();
  for (const volume of modelVolumes(unit)) {
    volumes.add(volume.name);
    add(volumeLandings(volume, unit, context));
  }
  const provisioned = provisionedBy(unit).filter(
    ({ path, text }) => (path === null || !adapterPaths.has(path)) && !isDeclaredAdapter(unit, text),
  );
  for (const source of provisioned) add(provisionedLandings(source, unit, context));
  if (loadings.length === 0)
    for (const source of unit.declared.filter(
      ({ adapter, mountPath }) => adapter === null && (mountPath === null || !adapterPaths.has(mountPath)),
    ))
      add(provisionedLandings({ text: source.uri, evidence: source.evidence }, unit, context));
  const isProvisioned = loadings.length > 0;
  const isNamed = naming.some(({ models }) =>
    models.some(({ slot: of, reference }) => of === 'model' && reference !== null),
  );
  // A runtime names the folder of the platform whether or not something is put there.
  const isPutThere = (path: string): boolean =>
    (isProvisioned && isModelFolder(path)) || (isNamed && /^\/mnt\/models(?:\/|$)/.test(path));
  for (const { container, models } of naming) {
    for (const model of models.filter((candidate) => !candidate.slot.startsWith('adapter/'))) {
      if (model.path !== null && isPutThere(model.path)) continue;
      const volume = model.path === null ? undefined : volumeAt(model.path, container.spec, unit)?.volume;
      if (volume !== undefined && volume.image !== null) volumes.add(volume.name);
      add(modelLandings(model, container, unit, context), model.slot === 'draft' ? 'draft' : slot);
    }
  }
  if (!loadings.some((loading) => loading.slot === slot)) add(mountedClaims(unit, context));
  return { loadings, volumes };
}
