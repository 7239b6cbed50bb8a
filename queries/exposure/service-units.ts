import { storageReference } from '#schema';
import type { ContainerSpec, InferenceComponent, InferenceService, ObjectName, PodSpec } from '#schema';
import type { Lookups, State, Stated } from './exposure.ts';
import { KSERVE } from './ownership.ts';
import { showsImage } from './reflected.ts';
import { imagesOfModels, provisionedBy } from './provisioned.ts';
import { pendingState, serviceState } from './state.ts';
import type { Contained, DeclaredModel, Unit } from './unit.ts';
import { sinceOf } from './unit.ts';

/**
 * The units of a KServe service: those of its pods and templates, each with the models that the service names for its part;
 * and for a part without any, or whose model none of them shows, what the service itself asks for.
 */
export function serviceUnits(
  stated: Stated,
  service: InferenceService,
  made: readonly Unit[],
  lookups: Lookups,
): readonly Unit[] {
  const found: Unit[] = made.filter(({ part }) => part === 'other');
  const stating = service.components.length > 0 ? service.components : [NO_COMPONENT];
  const components = stating.map((component) => ({ ...component, pod: atRuntimeVersion(component.pod, component) }));
  const rest = made.filter(({ part }) => part !== 'other').map((unit) => ({ ...unit, part: unit.part ?? 'predictor' }));
  for (const role of ['predictor', 'transformer', 'explainer'] as const) {
    const own = components.filter((component) => component.role === role);
    const declared = own.flatMap((component) => declaredBy(component, stated.document));
    const units = rest.filter(({ part }) => part === role).map((unit) => ({ ...unit, declared }));
    const isSeen = units.some(({ seen }) => seen);
    const stateOf = (state: State | null, minReplicas: number | null): State =>
      isSeen ? pendingState(service) : serviceState(service, minReplicas, role, state);
    found.push(
      ...units.map((unit) => (unit.seen ? unit : { ...unit, state: stateOf(unit.state, own[0]?.minReplicas ?? null) })),
    );
    for (const component of own) {
      if (units.length > 0 && isShown(component, units)) continue;
      found.push(specUnit(stated, service, component, stateOf(null, component.minReplicas), lookups));
    }
  }
  return found;
}

/** The container that serves, by KServe's rule. */
const SERVING_CONTAINER = 'kserve-container';

const NO_COMPONENT: InferenceComponent = {
  role: 'predictor',
  at: '/spec',
  modelFormat: null,
  runtime: null,
  runtimeVersion: null,
  storageUris: [],
  storageText: null,
  image: null,
  pod: {
    containers: [],
    initContainers: [],
    ephemeralContainers: [],
    volumes: [],
    nodeName: null,
    architecture: null,
    labels: {},
    annotations: {},
  },
  minReplicas: null,
  canaryTrafficPercent: null,
};

function declaredBy(component: InferenceComponent, document: string): readonly DeclaredModel[] {
  const uris = component.storageUris.map(({ uri, at, name, mountPath }) => ({
    uri,
    adapter: adapterAt(at) === null ? null : (name ?? adapterAt(at)),
    mountPath,
    evidence: [{ document, at }],
  }));
  if (uris.length > 0 || component.storageText === null) return uris;
  const uri = `storage:${component.storageText}`;
  return [{ uri, adapter: null, mountPath: null, evidence: [{ document, at: component.at }] }];
}

/** An LLMInferenceService lists its adapters beside its model; what stands where the list belongs is the first of them. */
function adapterAt(at: string): string | null {
  const found = /\/model\/lora(?:\/adapters(?:\/(\d+)(?:\/uri)?)?)?$/.exec(at);
  return found === null ? null : (found[1] ?? '0');
}

/** Whether each model and each image that the component names is in one of the units; a unit that shows no model shows all. */
function isShown(component: InferenceComponent, units: readonly Unit[]): boolean {
  const images = component.pod.containers.filter(({ image }) => image !== null);
  const containers = units.flatMap((unit) => unit.containers.map(({ spec }) => spec));
  const hasImages = images.every((container) => containers.some((other) => isSameImage(other, container)));
  // Adapters are added to each unit that does not show them.
  const models = component.storageUris.filter(({ at }) => adapterAt(at) === null);
  return hasImages && models.every(({ uri }) => units.some((unit) => showsModel(unit, uri)));
}

function isSameImage(shown: ContainerSpec, wanted: ContainerSpec): boolean {
  return shown.image !== null && wanted.image !== null && showsImage(shown.image, wanted.image);
}

function showsModel(unit: Unit, uri: string): boolean {
  const texts = provisionedBy(unit).map(({ text }) => text);
  const images = imagesOfModels(unit);
  if (texts.length === 0 && images.length === 0) return true;
  const wanted = storageReference(uri);
  if (wanted === undefined) return texts.includes(uri);
  if (texts.some((text) => text === uri || storageReference(text)?.id === wanted.id)) return true;
  if (wanted.kind === 'pvc') return unit.volumes.some(({ claim }) => claim !== null && isOnClaim(wanted.id, claim));
  return images.some((image) => showsImage(image, wanted.id.slice('oci:'.length)));
}

/** Whether a `pvc:claim/path` is on the claim. */
export function isOnClaim(id: string, claim: string): boolean {
  return id === `pvc:${claim}` || id.startsWith(`pvc:${claim}/`);
}

/** What the service asks for: its own containers, else those of the runtime that it or its status names. */
function specUnit(
  stated: Stated,
  service: InferenceService,
  component: InferenceComponent,
  state: State,
  lookups: Lookups,
): Unit {
  const { document, summary } = stated;
  const named = component.pod.containers.filter(({ image }) => image !== null);
  const own = named.map((spec) => contained('containers', spec, document, null));
  const init = component.pod.initContainers.map((spec) => contained('initContainers', spec, document, null));
  const isServed = own.some(({ spec }) => spec.name === SERVING_CONTAINER) || component.role !== 'predictor';
  const runtimes =
    isServed || (own.length > 0 && component.storageUris.length === 0)
      ? []
      : runtimesOf(stated, service, component, lookups);
  const further = { document, at: component.at };
  const borrowed = runtimes.flatMap((runtime) => {
    const stated = runtime.summary.servingRuntime?.pod;
    if (stated === undefined) return [];
    const pod = atRuntimeVersion(stated, component);
    return [
      ...pod.containers.map((spec) => contained('containers', spec, runtime.document, further)),
      ...pod.initContainers.map((spec) => contained('initContainers', spec, runtime.document, further)),
    ];
  });
  const overridden = borrowed.filter(({ spec }) => !own.some((other) => other.spec.name === spec.name));
  return {
    document,
    seen: false,
    state,
    since: sinceOf(stated),
    platform: architectureOf(component.pod.architecture),
    part: component.role,
    containers: [...own, ...init, ...overridden],
    hints: component.pod.containers
      .filter(({ image }) => image === null)
      .map((spec) => contained('containers', spec, document, null)),
    volumes: component.pod.volumes,
    annotations: summary.annotations,
    annotationsAt: '/metadata/annotations',
    worker: false,
    declared: declaredBy(component, document),
  };
}

/** A pod whose serving container has the version that the service asks for: KServe puts it in place of tag and digest. */
function atRuntimeVersion(pod: PodSpec, { runtimeVersion }: InferenceComponent): PodSpec {
  if (runtimeVersion === null) return pod;
  const isServing = ({ name }: ContainerSpec): boolean => name === SERVING_CONTAINER || pod.containers.length === 1;
  return {
    ...pod,
    containers: pod.containers.map((spec) =>
      spec.image !== null && isServing(spec) ? { ...spec, image: tagged(spec.image, runtimeVersion) } : spec,
    ),
  };
}

function tagged(image: string, tag: string): string {
  const named = image.split('@', 1)[0] ?? image;
  const colon = named.lastIndexOf(':');
  return `${colon > named.lastIndexOf('/') ? named.slice(0, colon) : named}:${tag}`;
}

function contained(
  list: Contained['list'],
  spec: ContainerSpec,
  document: string,
  further: { document: string; at: string } | null,
): Contained {
  return { list, spec, status: null, document, further: further === null ? [] : [further] };
}

function architectureOf(architecture: string | null): Unit['platform'] {
  return architecture === null ? null : { os: null, architecture, variant: null };
}

/** The runtimes named, the status first: one of the namespace goes before one of the cluster. */
function runtimesOf(
  { summary }: Stated,
  service: InferenceService,
  component: InferenceComponent,
  lookups: Lookups,
): readonly Stated[] {
  const { namespace } = summary.name;
  const inNamespace = (name: string): ObjectName => ({ group: KSERVE, kind: 'ServingRuntime', namespace, name });
  const inCluster = (name: string): ObjectName => ({
    group: KSERVE,
    kind: 'ClusterServingRuntime',
    namespace: '',
    name,
  });
  const asked = component.runtime === null ? [] : [inNamespace(component.runtime), inCluster(component.runtime)];
  const stated = [
    ...(service.servingRuntimeName === null ? [] : [inNamespace(service.servingRuntimeName)]),
    ...(service.clusterServingRuntimeName === null ? [] : [inCluster(service.clusterServingRuntimeName)]),
  ];
  // What is asked for by name may have changed since the status was written.
  for (const name of [...asked, ...stated]) {
    const found = lookups.objects(name).filter((object) => object.summary.servingRuntime !== null);
    if (found.length > 0) return found;
  }
  return [];
}
