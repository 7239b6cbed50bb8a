import type { Head } from '../../head.ts';

/** `v1`, `apps/v1`, `serving.kserve.io/v1beta1`. The versions of a Rekor entry (`0.0.2`) are none. */
const API_VERSION = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?v[0-9]+(?:(?:alpha|beta)[0-9]+)?$/;
/** Kinds are in camel case with a capital; those of a Rekor entry are not. */
const KIND = /^[A-Z][A-Za-z0-9]*$/;
/** Members by which an object is known whose `kind` lies beyond the first 64 KiB. */
const MEMBERS = ['items', 'metadata', 'data', 'binaryData'];
const TOP_LEVEL_KEY = /^(["']?)([A-Za-z]+)\1[ \t]*:(?:[ \t]+([^#\r\n]*))?/;

/**
 * Whether this is one Kubernetes object or a list of them, in JSON, or a YAML file whose first document is. A chart (no
 * `kind`), a compose file (no `apiVersion`) and an entry of a Rekor log are not.
 */
export function recognisesKubernetes(head: Head): boolean {
  if (head.shape === 'json') return looksTyped(head.keys);
  return head.shape === 'text' && looksTyped(keysOfFirstDocument(head.text));
}

function looksTyped(keys: ReadonlyMap<string, string | null>): boolean {
  if (!API_VERSION.test(keys.get('apiVersion') ?? '')) return false;
  const kind = keys.get('kind');
  if (typeof kind === 'string') return KIND.test(kind);
  if (kind === null) return true;
  return MEMBERS.some((key) => keys.has(key));
}

/** The keys at column 0 of the first document that has any. */
function keysOfFirstDocument(text: string): Map<string, string | null> {
  const keys = new Map<string, string | null>();
  for (const line of text.split('\n')) {
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line) && keys.size > 0) break;
    const match = TOP_LEVEL_KEY.exec(line);
    const key = match?.[2];
    if (key !== undefined) keys.set(key, plain(match?.[3] ?? ''));
  }
  return keys;
}

function plain(value: string): string | null {
  const text = value.trim();
  const quoted = /^(["'])(.*)\1$/.exec(text);
  return quoted?.[2] ?? (text === '' ? null : text);
}
