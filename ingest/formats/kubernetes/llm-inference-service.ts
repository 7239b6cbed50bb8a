import type { InferenceComponent, InferenceService, StorageUri } from '#schema';
import { isObject, member } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { conditionOf, numberAt, objectAt, textAt, unusable } from './elements.ts';
import type { Place } from './elements.ts';
import { joinedPods, NO_POD, podSpec } from './pod-spec.ts';
import { withoutPasswords } from './secrets.ts';

/** Where it has pod specs: its own, its workers', and those of the prefill side. */
const POD_PATHS = [['template'], ['worker'], ['prefill', 'template'], ['prefill', 'worker']];

/**
 * A KServe LLMInferenceService (model-estate.md §5.1) as an InferenceService of one predictor, which loads the model and
 * every adapter. What its `baseRefs` add is in the workloads made of it, and is not looked up here.
 */
export function llmInferenceService(object: Place, remarks: Remark[]): InferenceService {
  const spec = objectAt(object, ['spec'], remarks) ?? { value: {}, at: '/spec' };
  if (isObject(member(spec.value, 'baseRefs')) || Array.isArray(member(spec.value, 'baseRefs'))) {
    const message = 'The service takes more from other objects, which are not merged in here.';
    remarks.push({ code: 'BASE_REFS_NOT_MERGED', at: `${spec.at}/baseRefs`, message });
  }
  return {
    components: [predictorOf(spec, remarks)],
    activeModelState: null,
    transitionStatus: null,
    servingRuntimeName: null,
    clusterServingRuntimeName: null,
    traffic: [],
    ready: conditionOf(member(object.value, 'status'), 'Ready'),
    ociModelMode: null,
  };
}

function predictorOf(spec: Place, remarks: Remark[]): InferenceComponent {
  const pods = POD_PATHS.flatMap((path) => {
    const place = objectAt(spec, path, remarks);
    return place === undefined ? [] : [podSpec(place, null, remarks)];
  });
  return {
    role: 'predictor',
    at: spec.at,
    modelFormat: null,
    runtime: null,
    runtimeVersion: null,
    storageUris: loaded(spec, remarks),
    storageText: null,
    image: null,
    pod: pods.length === 0 ? NO_POD : joinedPods(pods),
    minReplicas: numberAt(spec, 'replicas'),
    canaryTrafficPercent: null,
  };
}

function loaded(spec: Place, remarks: Remark[]): StorageUri[] {
  const model = objectAt(spec, ['model'], remarks);
  if (model === undefined) return [];
  const uri = textAt(model, 'uri', remarks);
  // The name of the model is what it is served as.
  const own = uri === null ? [] : [stored(uri, `${model.at}/uri`)];
  return [...own, ...adaptersOf(model, remarks)];
}

/** The adapters of a model. One that cannot be read is one all the same, from nobody knows where. */
function adaptersOf(model: Place, remarks: Remark[]): StorageUri[] {
  const at = `${model.at}/lora`;
  const lora = member(model.value, 'lora');
  if (lora === undefined || lora === null) return [];
  if (!isObject(lora)) return [unreadable(at, remarks)];
  const listed = member(lora, 'adapters');
  if (listed === undefined || listed === null) return [];
  if (!Array.isArray(listed)) return [unreadable(`${at}/adapters`, remarks)];
  return (listed as readonly unknown[]).map((value, position) => {
    const place = `${at}/adapters/${position}`;
    return isObject(value) ? adapter({ value, at: place }, remarks) : unreadable(place, remarks);
  });
}

/** Its name is its slot. One without an address is put there in another way. */
function adapter(place: Place, remarks: Remark[]): StorageUri {
  const uri = textAt(place, 'uri', remarks);
  const name = textAt(place, 'name', remarks);
  const found = uri === null ? stored('', place.at) : stored(uri, `${place.at}/uri`);
  return name === null ? found : { ...found, name };
}

function unreadable(at: string, remarks: Remark[]): StorageUri {
  remarks.push(unusable(at, 'This is no adapter that can be read: which one is loaded is not known.'));
  return stored('', at);
}

function stored(uri: string, at: string): StorageUri {
  return { uri: withoutPasswords(uri), mountPath: null, at };
}
