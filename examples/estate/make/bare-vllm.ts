import { vllm } from './images.ts';
import { deployment } from './kubernetes.ts';
import type { KubernetesObject, Place } from './kubernetes.ts';
import { tagReference } from './oci.ts';

/** A vLLM server without KServe: the model is a name in its arguments, which may be one word or two. */
export function bareVllm(
  place: Place,
  name: string,
  shape: { args: readonly string[]; node: string; imageID: string; started: string },
): KubernetesObject[] {
  const { args, node, imageID, started } = shape;
  const spec = {
    name: 'vllm',
    image: tagReference(vllm),
    args: [...args, '--served-model-name=chat', '--port=8000'],
    resources: { limits: { 'nvidia.com/gpu': '1' } },
  };
  const pods = [{ node, started, containers: [{ spec, imageID }] }];
  return deployment(place, name, { created: started }, [{ template: [spec], pods }]);
}
