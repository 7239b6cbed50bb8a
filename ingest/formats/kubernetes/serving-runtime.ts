import type { ServingRuntime } from '#schema';
import { member, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { elementsOf, objectAt } from './elements.ts';
import type { Place } from './elements.ts';
import { joinedPods, podSpec } from './pod-spec.ts';

/** A KServe ServingRuntime or ClusterServingRuntime (model-estate.md §5.1): the containers of its services, inline. */
export function servingRuntime(spec: Place, clusterScoped: boolean, remarks: Remark[]): ServingRuntime {
  const worker = objectAt(spec, ['workerSpec'], remarks);
  const pods = [spec, ...(worker === undefined ? [] : [worker])].map((place) => podSpec(place, place.value, remarks));
  return {
    clusterScoped,
    pod: joinedPods(pods),
    formats: elementsOf(spec, 'supportedModelFormats', remarks).map(({ value }) => ({
      name: textOf(member(value, 'name')) ?? '',
      version: textOf(member(value, 'version')),
      autoSelect: member(value, 'autoSelect') === true,
    })),
    disabled: member(spec.value, 'disabled') === true,
  };
}
