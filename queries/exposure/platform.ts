import type { Lookups, Platform } from './exposure.ts';
import type { PodSpec } from '#schema';

/** What processors are called by kernels, and in image indexes. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['i386', '386'],
  ['i686', '386'],
  ['armhf', 'arm'],
  ['armel', 'arm'],
  ['armv7l', 'arm'],
]);

/** Whether a manifest for `offered` may run where `wanted` is known; what is not known excludes nothing. */
export function mayRunOn(offered: Platform, wanted: Platform | null): boolean {
  return agree(offered.architecture, wanted?.architecture) && agree(offered.os, wanted?.os);
}

function agree(offered: string | null, wanted: string | null | undefined): boolean {
  if (offered === null || offered === 'unknown' || wanted === null || wanted === undefined) return true;
  return spelled(offered) === spelled(wanted);
}

function spelled(name: string): string {
  const lower = name.toLowerCase();
  return ARCHITECTURES.get(lower) ?? lower;
}

/**
 * The platform a pod runs on: of its node, else as its node selector demands; null where neither says, or where two
 * documents about the node disagree.
 */
export function platformOf(pod: PodSpec, lookups: Lookups): Platform | null {
  const selected = pod.architecture === null ? null : { os: null, architecture: pod.architecture, variant: null };
  if (pod.nodeName === null) return selected;
  const states = lookups.objects({ group: '', kind: 'Node', namespace: '', name: pod.nodeName });
  const nodes = states.map(({ summary }) => summary.node);
  const [first] = nodes;
  if (first === undefined || first === null || first.architecture === null) return selected;
  const same = nodes.every((node) => node?.architecture === first.architecture && node.os === first.os);
  return same ? { os: first.os, architecture: first.architecture, variant: null } : null;
}
