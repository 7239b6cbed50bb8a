import type { InferenceComponent, InferenceService } from '#schema';
import { isObject, member, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { conditionOf, elementsOf, numberAt, objectAt, textsOf } from './elements.ts';
import type { Place } from './elements.ts';
import { inferenceComponent } from './inference-component.ts';

const ROLES = ['predictor', 'transformer', 'explainer'] as const;
/** v1beta1 has its components in `spec`; v1alpha2 had them in these two. */
const ENDPOINTS_OF_V1ALPHA2 = ['default', 'canary'];
const OCI_MODEL_MODE = /(?:^|[/.])oci-?model-?mode$/i;

/** A KServe InferenceService: v1beta1, and v1alpha2 as far as it has the same members (model-estate.md §5.1). */
export function inferenceService(object: Place, remarks: Remark[]): InferenceService {
  const spec = objectAt(object, ['spec'], remarks);
  const status = objectAt(object, ['status'], remarks);
  const components = spec === undefined ? [] : componentsOf(spec, remarks);
  if (components.length === 0) {
    const message = 'The InferenceService has no component: what it serves is not known.';
    remarks.push({ code: 'COMPONENTS_MISSING', at: `${object.at}/spec`, message });
  }
  const modelStatus = member(status?.value, 'modelStatus');
  return {
    components,
    activeModelState: textOf(member(member(modelStatus, 'states'), 'activeModelState')),
    transitionStatus: textOf(member(modelStatus, 'transitionStatus')),
    servingRuntimeName: textOf(member(status?.value, 'servingRuntimeName')),
    clusterServingRuntimeName: textOf(member(status?.value, 'clusterServingRuntimeName')),
    traffic: status === undefined ? [] : trafficOf(status, remarks),
    ready: conditionOf(status?.value, 'Ready'),
    ociModelMode: ociModelMode([member(object.value, 'metadata'), ...components.map(({ pod }) => pod)]),
  };
}

function componentsOf(spec: Place, remarks: Remark[]): InferenceComponent[] {
  const current = rolesOf(spec, remarks);
  const older = ENDPOINTS_OF_V1ALPHA2.flatMap((name) => {
    const endpoint = objectAt(spec, [name], remarks);
    if (endpoint === undefined) return [];
    const canaryTrafficPercent = name === 'canary' ? numberAt(spec, 'canaryTrafficPercent') : null;
    return rolesOf(endpoint, remarks).map((component) => ({ ...component, canaryTrafficPercent }));
  });
  return [...current, ...older];
}

function rolesOf(parent: Place, remarks: Remark[]): InferenceComponent[] {
  return ROLES.flatMap((role) => {
    const component = objectAt(parent, [role], remarks);
    return component === undefined ? [] : [inferenceComponent(role, component, remarks)];
  });
}

function trafficOf(status: Place, remarks: Remark[]): InferenceService['traffic'][number][] {
  const components = objectAt(status, ['components'], remarks);
  if (components === undefined) return [];
  return Object.keys(components.value)
    .sort()
    .flatMap((component) => {
      const place = objectAt(components, [component], remarks);
      if (place === undefined) return [];
      const latestReady = textOf(member(place.value, 'latestReadyRevision'));
      return elementsOf(place, 'traffic', remarks).map((target) => {
        const latest = member(target.value, 'latestRevision') === true;
        const revision = textOf(member(target.value, 'revisionName')) ?? (latest ? latestReady : null) ?? '';
        return { component, revision, percent: numberAt(target, 'percent') ?? 0, latest };
      });
    });
}

function ociModelMode(carriers: readonly unknown[]): string | null {
  for (const carrier of carriers) {
    if (!isObject(carrier)) continue;
    for (const [key, value] of Object.entries(textsOf(member(carrier, 'annotations')))) {
      if (OCI_MODEL_MODE.test(key) && value !== '') return value;
    }
  }
  return null;
}
