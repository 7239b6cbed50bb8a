import type { KubernetesSummary } from '#schema';

/**
 * The keys of what the projection asks. A commit that changes what a key answers marks it dirty; the same spelling is
 * used on both sides, so that a late document finds every workload that asked for it.
 */
export const objectKey = (scope: string, id: string): string => `object:${scope}|${id}`;
export const ownerKey = (id: string): string => `owner:${id}`;
export const labelKey = (namespace: string, label: string, value: string): string =>
  `label:${namespace}|${label}=${value}`;
export const linkKey = (scope: string, link: string): string => `link:${scope}|${link}`;
export const artifactKey = (digest: string): string => `artifact:${digest}`;
export const referenceKey = (id: string): string => `reference:${id}`;
export const buildsKey = (artifact: string): string => `builds:${artifact}`;
export const sbomsKey = (artifact: string): string => `sboms:${artifact}`;
export const environmentKey = (scope: string): string => `environment:${scope}`;
export const workloadKey = (id: string): string => `workload:${id}`;

/** The summary in a STATES claim. It was written by our own reader, and is trusted to have its shape. */
export function parseSummary(text: string): KubernetesSummary {
  return JSON.parse(text) as KubernetesSummary;
}
