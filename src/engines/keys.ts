import { LIMITS } from '#ingest';
import { sha256Of } from '#schema';
import type { KubernetesSummary } from '#schema';

/** How long owners and labels may be, in bytes of UTF-8: whoever writes an object chooses them. */
const LONGEST_LINK = 3_000;
const HASH = sha256Of('').length;

/**
 * A text that something is found by: where it has more bytes of UTF-8 than an index takes, it is cut, and its hash stands for
 * the rest.
 */
export function boundedText(text: string, longest: number): string {
  if (text.length * 3 <= longest || Buffer.byteLength(text) <= longest) return text;
  return `${text.slice(0, Math.floor((longest - HASH) / 3)).toWellFormed()}${sha256Of(text)}`;
}

/**
 * The keys of what the projection asks. A commit that changes what a key answers marks it dirty; the same spelling is
 * used on both sides, so that a late document finds every workload that asked for it. None is longer than an index takes.
 */
const indexed = (text: string): string => boundedText(text, LIMITS.nameBytes);

/** The id of a model as exposures are found by: a workload may name what it likes. */
export const modelKey = (id: string): string => indexed(id);

export const objectKey = (scope: string, id: string): string => indexed(`object:${scope}|${id}`);
export const ownerKey = (id: string): string => boundedText(`owner:${id}`, LONGEST_LINK);
export const labelKey = (namespace: string, label: string, value: string): string =>
  boundedText(`label:${namespace}|${label}=${value}`, LONGEST_LINK);
export const linkKey = (scope: string, link: string): string => indexed(`link:${scope}|${link}`);
export const artifactKey = (digest: string): string => indexed(`artifact:${digest}`);
export const referenceKey = (id: string): string => indexed(`reference:${id}`);
export const buildsKey = (artifact: string): string => indexed(`builds:${artifact}`);
export const sbomsKey = (artifact: string): string => indexed(`sboms:${artifact}`);
export const environmentKey = (scope: string): string => indexed(`environment:${scope}`);
export const workloadKey = (id: string): string => `workload:${id}`;

/** The summary in a STATES claim. It was written by our own reader, and is trusted to have its shape. */
export function parseSummary(text: string): KubernetesSummary {
  return JSON.parse(text) as KubernetesSummary;
}
