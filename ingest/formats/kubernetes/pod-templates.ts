import type { PodSpec } from '#schema';
import { isObject, member, pointer } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import type { Place } from './elements.ts';
import { joinedPods, podSpec } from './pod-spec.ts';

/** Policies show parts of pods as patterns; nobody runs those. */
const GROUPS_OF_POLICIES =
  /(?:^|\.)(?:kyverno\.io|gatekeeper\.sh|sigstore\.dev|openreports\.io)$|^admissionregistration\.k8s\.io$/;
/** `template`, `workerTemplate`, `podTemplate`; Seldon lists its templates as `componentSpecs`. */
const TEMPLATE = /template$|^componentSpecs$/i;

/**
 * The pod that an object of any kind runs, by its shape: every pod template below its `spec` (a Deployment's, a CronJob's
 * `jobTemplate`, those of leaders, workers and replica groups in custom resources), or containers in the `spec` itself (a
 * Knative Revision). Several templates are read as one pod. Undefined where there is none.
 */
export function podOf(object: Place, group: string, remarks: Remark[]): PodSpec | undefined {
  if (GROUPS_OF_POLICIES.test(group)) return undefined;
  const inline = member(object.value, 'spec');
  if (isObject(inline) && holdsContainers(inline)) {
    const spec = { value: inline, at: `${object.at}/spec` };
    return podSpec(spec, member(object.value, 'metadata'), remarks);
  }
  const pods = ['spec', 'template']
    .flatMap((key) => templatesIn(object, key, false))
    .map((template) => {
      const spec = member(template.value, 'spec');
      const place = { value: isObject(spec) ? spec : {}, at: `${template.at}/spec` };
      return podSpec(place, member(template.value, 'metadata'), remarks);
    });
  return pods.length === 0 ? undefined : joinedPods(pods);
}

/** The pod templates at or below a member; a template's own content is not searched. */
function templatesIn(parent: Place, key: string, named: boolean): Place[] {
  const value = member(parent.value, key);
  const at = parent.at + pointer(key);
  const isNamed = named || TEMPLATE.test(key);
  if (Array.isArray(value)) {
    return (value as readonly unknown[]).flatMap((element, position) =>
      isObject(element) ? templatesAt({ value: element, at: `${at}/${position}` }, isNamed) : [],
    );
  }
  return isObject(value) ? templatesAt({ value, at }, isNamed) : [];
}

function templatesAt(place: Place, named: boolean): Place[] {
  const spec = member(place.value, 'spec');
  if (named && isObject(spec) && holdsContainers(spec)) return [place];
  return Object.keys(place.value).flatMap((key) => templatesIn(place, key, false));
}

function holdsContainers(spec: unknown): boolean {
  const containers = member(spec, 'containers');
  return Array.isArray(containers) && (containers as readonly unknown[]).some(isObject);
}
