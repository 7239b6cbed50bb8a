import { canonicalJson } from '#schema';
import type { ContainerSpec, InferenceComponent, StorageUri } from '#schema';
import { isObject, member, pointer, textOf } from '../../json/index.ts';
import type { JsonObject } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { elementsOf, numberAt, objectAt, textAt } from './elements.ts';
import type { Place } from './elements.ts';
import { containerSpec, joinedPods, podSpec } from './pod-spec.ts';
import { isSecretName, withoutPasswords } from './secrets.ts';

/** The members of older forms that name a framework; any other is known by what it holds. */
const FRAMEWORKS = new Set(
  'tensorflow sklearn xgboost pytorch triton onnx huggingface lightgbm paddle pmml mlflow alibi art aix'.split(' '),
);
const OF_A_FRAMEWORK = ['storageUri', 'storage', 'runtimeVersion', 'protocolVersion'];
const OF_A_CONTAINER = ['image', 'args', 'command', 'env', 'envFrom', 'resources', 'volumeMounts'];
/** The container that KServe makes of `model` or of a framework's member. */
const SERVING_CONTAINER = 'kserve-container';

/**
 * One component of an InferenceService in every form it was ever written in (model-estate.md §2.4, §5.1): `model`, a member
 * per framework, `storageUris`, `storage`, inline containers, and workers of several nodes.
 */
export function inferenceComponent(
  role: InferenceComponent['role'],
  component: Place,
  remarks: Remark[],
): InferenceComponent {
  const { model, frameworks } = servedBy(component, remarks);
  const served = model === undefined ? frameworks : [model, ...frameworks];
  const uris = [...served, component].flatMap((place) => storageUrisOf(place, remarks));
  const worker = objectAt(component, ['workerSpec'], remarks);
  const pods = [component, ...(worker === undefined ? [] : [worker])].map((place) =>
    podSpec(place, place.value, remarks),
  );
  const pod = joinedPods(pods);
  const containers = served.filter(isContainer).map((place) => servingContainer(place, remarks));
  return {
    role,
    at: component.at,
    modelFormat: textOf(member(member(model?.value, 'modelFormat'), 'name')) ?? frameworks[0]?.name ?? null,
    runtime: textOf(member(model?.value, 'runtime')),
    runtimeVersion:
      served.map((place) => textAt(place, 'runtimeVersion', remarks)).find((version) => version !== null) ?? null,
    storageUris: uris,
    storageText: uris.length > 0 ? null : storageText([...served, component]),
    image: served.map(({ value }) => textOf(member(value, 'image'))).find((image) => image !== null) ?? null,
    pod: { ...pod, containers: [...pod.containers, ...containers] },
    minReplicas: numberAt(component, 'minReplicas'),
    canaryTrafficPercent: numberAt(component, 'canaryTrafficPercent'),
  };
}

interface Served {
  readonly model: Place | undefined;
  readonly frameworks: readonly (Place & { readonly name: string })[];
}

function servedBy(component: Place, remarks: Remark[]): Served {
  const frameworks = Object.entries(component.value).flatMap(([name, value]) => {
    const isOne = name !== 'model' && isObject(value) && (FRAMEWORKS.has(name) || holdsModel(value));
    return isOne ? [{ name, value, at: component.at + pointer(name) }] : [];
  });
  return { model: objectAt(component, ['model'], remarks), frameworks };
}

function holdsModel(value: JsonObject): boolean {
  return OF_A_FRAMEWORK.some((key) => Object.hasOwn(value, key));
}

function isContainer({ value }: Place): boolean {
  return OF_A_CONTAINER.some((key) => Object.hasOwn(value, key));
}

function servingContainer(place: Place, remarks: Remark[]): ContainerSpec {
  const container = containerSpec(place, remarks);
  return container.name === '' ? { ...container, name: SERVING_CONTAINER } : container;
}

function storageUrisOf(place: Place, remarks: Remark[]): StorageUri[] {
  const single = textAt(place, 'storageUri', remarks);
  const found: StorageUri[] =
    single === null ? [] : [{ uri: withoutPasswords(single), mountPath: null, at: `${place.at}/storageUri` }];
  for (const element of elementsOf(place, 'storageUris', remarks)) {
    const uri = textAt(element, 'uri', remarks);
    const mountPath = textOf(member(element.value, 'mountPath'));
    if (uri !== null) found.push({ uri: withoutPasswords(uri), mountPath, at: `${element.at}/uri` });
    else remarks.push({ code: 'ELEMENT_UNUSABLE', at: element.at, message: 'This names no URI, and is passed over.' });
  }
  return found;
}

/** Canonical JSON of every `storage` that is stated: one object as it is, of several a list. */
function storageText(places: readonly Place[]): string | null {
  const stated = places
    .map(({ value }) => member(value, 'storage'))
    .filter(isObject)
    .map(shownStorage);
  if (stated.length === 0) return null;
  return canonicalJson(stated.length === 1 ? stated[0] : stated);
}

function shownStorage(storage: JsonObject): JsonObject {
  const parameters = member(storage, 'parameters');
  if (!isObject(parameters)) return storage;
  const shown = Object.entries(parameters).filter(([name]) => !isSecretName(name));
  return { ...storage, parameters: Object.fromEntries(shown) };
}
