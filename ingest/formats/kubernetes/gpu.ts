import { isObject, member } from '../../json/index.ts';

/** Vendors whose extended resources are all accelerators, and single resources of those who offer others too. */
const ACCELERATOR =
  /^(?:(?:nvidia|amd|habana|cambricon|iluvatar|qualcomm|furiosa|rebellions|tenstorrent|graphcore|d)\.(?:com|ai|io)|gpu\.intel\.com|cloud-tpus\.google\.com|huawei\.com|npu\.[a-z.-]+)\/|^google\.com\/tpu$|^aws\.amazon\.com\/neuron|^(?:[a-z0-9-]+\.)+[a-z]+\/(?:gpu|vgpu|v?cuda|npu|tpu)/;

/**
 * Whether a container's resources ask for an accelerator: by an extended resource (also a slice of one) or by a claim of
 * dynamic resource allocation, which does not say here of what, and in practice is for accelerators.
 */
export function asksForGpu(resources: unknown): boolean {
  const claims = member(resources, 'claims');
  if (Array.isArray(claims) && claims.length > 0) return true;
  return ['limits', 'requests'].some((key) => {
    const amounts = member(resources, key);
    if (!isObject(amounts)) return false;
    return Object.entries(amounts).some(([name, amount]) => ACCELERATOR.test(name) && !isZero(amount));
  });
}

function isZero(amount: unknown): boolean {
  return amount === 0 || amount === null || (typeof amount === 'string' && /^0+(?:\.0*)?[a-z]*$/i.test(amount));
}
