import { digestOf, parseDigest } from './digest.ts';
import type { Reference } from './written-reference.ts';

const DEFAULT_REGISTRY = 'docker.io';
const DEFAULT_TAG = 'latest';
/** Longest repository name that the distribution specification allows, with its registry. */
const LONGEST = 1_024;
const REGISTRY = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?$/;
const SEGMENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const BARE_ID = /^[0-9a-f]{64}$/;
const RUNTIME_SCHEME = /^[a-z0-9][a-z0-9+.-]*:\/\//i;
/** Names that a container runtime makes up for an image that was loaded from a file. */
const IMPORTED = /^docker\.io\/library\/import-\d{4}-\d{2}-\d{2}$/;
const DOCKER_HUB = new Set(['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

interface ImageParts {
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/**
 * Reads a container image as a Pod spells it: `nginx`, `host/a/b:1`, `a/b@sha256:…`, `a/b:1@sha256:…`. Defaults are
 * filled in as a runtime does: registry `docker.io`, `library/` there, tag `latest` when neither tag nor digest is
 * written. With a digest the id is by digest and the tag is kept beside it.
 *
 * @returns undefined when it is no image reference (a bare image id is none).
 */
export function imageReference(text: string): Reference | undefined {
  const parts = readImage(text.trim());
  if (parts === undefined) return undefined;
  const { repository, digest } = parts;
  const tag = parts.tag ?? (digest === null ? DEFAULT_TAG : null);
  const id = digest === null ? `oci:${repository}:${tag ?? DEFAULT_TAG}` : `oci:${repository}@${digest}`;
  return { id, kind: 'oci', repository, tag, digest, revision: null, mutable: digest === null };
}

/**
 * Reads the image id of a container status, or the image reference of a volume status (model-estate.md §5.2):
 * `docker-pullable://repo@sha256:…`, `docker://sha256:…`, `repo@sha256:…`, `sha256:…`, 64 hex digits. Whether the digest
 * is of an index, a manifest or a config cannot be told from it. A repository that the runtime made up for an imported
 * image is left out.
 *
 * @returns nulls for what is not there.
 */
export function parseImageId(text: string): { repository: string | null; digest: string | null } {
  const rest = text.trim().replace(RUNTIME_SCHEME, '');
  if (BARE_ID.test(rest)) return { repository: null, digest: digestOf('sha256', rest) ?? null };
  const bare = parseDigest(rest);
  if (bare !== undefined) return { repository: null, digest: bare };
  const at = rest.lastIndexOf('@');
  const digest = at < 0 ? null : (parseDigest(rest.slice(at + 1)) ?? null);
  const repository = readImage(at < 0 ? rest : rest.slice(0, at))?.repository ?? null;
  return { repository: repository !== null && IMPORTED.test(repository) ? null : repository, digest };
}

function readImage(text: string): ImageParts | undefined {
  if (text === '' || text.length > LONGEST || parseDigest(text) !== undefined || BARE_ID.test(text)) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? null : parseDigest(text.slice(at + 1));
  if (digest === undefined) return undefined;
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : null;
  if (tag !== null && !TAG.test(tag)) return undefined;
  const repository = readRepository(hasTag ? named.slice(0, colon) : named);
  return repository === undefined ? undefined : { repository, tag, digest };
}

function readRepository(name: string): string | undefined {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = /[.:[A-Z]/.test(first) || first === 'localhost';
  let registry = isRegistry ? first.toLowerCase() : DEFAULT_REGISTRY;
  let path = isRegistry ? name.slice(slash + 1) : name;
  if (!REGISTRY.test(registry)) return undefined;
  if (DOCKER_HUB.has(registry)) registry = DEFAULT_REGISTRY;
  if (registry === DEFAULT_REGISTRY && !path.includes('/')) path = `library/${path}`;
  if (!path.split('/').every((segment) => SEGMENT.test(segment))) return undefined;
  return `${registry}/${path}`;
}
