import { imageReference } from './image-reference.ts';
import type { Reference } from './written-reference.ts';

const LONGEST = 4_096;
const SCHEME = /^([a-z][a-z0-9+.-]*):(.*)$/is;
const COMMIT = /^[0-9a-f]{40}$/i;
const HUB_SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const HUB_TYPES = new Set(['datasets', 'spaces']);
/** Query parameters that grant access. They are no part of a name, and must not be kept. */
const SECRET_PARAMETER =
  /^(?:x-amz-.*|x-goog-.*|aws.*|googleaccessid|sig|signature|s[eprtv]|spr|sk(?:oid|tid|[tesv])|expires|policy|auth.*|.*(?:token|password|secret|credential).*|.*key(?:-?id)?|key-pair-id)$/i;
const DEFAULT_BRANCH = { hf: 'main', modelscope: 'master' } as const;
const ARCHIVED_BY_MLFLOW = new Set(['models', 'runs', 'mlflow-artifacts']);

type Hub = keyof typeof DEFAULT_BRANCH;

/**
 * Reads where a serving platform is told to load a model from (model-estate.md §2.4): the storageUri of KServe with all
 * its `oci…` schemes, hub, bucket, volume and MLflow names.
 *
 * @returns undefined when the text is empty, is too long, holds a control character, or names no scheme and is no
 *   absolute path. A malformed text of a known scheme is kept as `uri:`, so that it is not lost.
 */
export function storageReference(uri: string): Reference | undefined {
  const text = uri.trim();
  if (text === '' || text.length > LONGEST || /\p{Cc}/u.test(text) || !text.isWellFormed()) return undefined;
  if (text.startsWith('/')) return located('file', withoutTrailingSlash(text));
  const match = SCHEME.exec(text);
  if (match === null) return undefined;
  const scheme = (match[1] ?? '').toLowerCase();
  const rest = match[2] ?? '';
  if (ARCHIVED_BY_MLFLOW.has(scheme)) return located('mlflow', `${scheme}:${withoutTrailingSlash(rest)}`);
  if (!rest.startsWith('//')) return asWritten(text);
  return read(scheme, rest.slice(2)) ?? asWritten(text);
}

/**
 * The reference of a name on the Hugging Face hub, as in `--model org/name`. Without a revision it is the default branch,
 * `main`; a full commit is lower-cased and immutable.
 *
 * @throws RangeError when a part holds a control character or a lone surrogate.
 */
export function hubReference(name: string, revision: string | null): Reference {
  for (const part of [name, revision ?? '']) {
    if (/\p{Cc}/u.test(part) || !part.isWellFormed())
      throw new RangeError(`a hub name holds a control character or a lone surrogate: ${JSON.stringify(part)}`);
  }
  return onHub('hf', name, revision);
}

function read(scheme: string, rest: string): Reference | undefined {
  switch (scheme) {
    case 'oci':
    case 'oci+modelcar':
    case 'oci+native':
    case 'oci+fetch':
    case 'docker':
      return imageReference(rest.replace(/\/$/, ''));
    case 'kit':
      // A ModelKit is in a registry; without one in the name its default is the tool's, not Docker's.
      return /^[^/]*[.:][^/]*\//.test(rest) || rest.startsWith('localhost/') ? imageReference(rest) : undefined;
    case 'hf':
      return readHub('hf', rest);
    case 'modelscope':
      return readHub('modelscope', rest);
    case 's3':
    case 'pvc':
      return rest === '' ? undefined : located(scheme, withoutTrailingSlash(rest));
    case 'gs':
    case 'gcs':
      return rest === '' ? undefined : located('gs', withoutTrailingSlash(rest));
    case 'file':
      return located('file', withoutTrailingSlash(rest.replace(/^localhost\//, '/')));
    case 'http':
    case 'https':
      return readUrl(scheme, rest);
    default:
      return undefined;
  }
}

/** `org/repo`, `org/repo:revision`, `org/repo@revision/path`, `datasets/org/repo`. A path inside is not kept. */
function readHub(hub: Hub, rest: string): Reference | undefined {
  const mark = rest.search(/[:@]/);
  const segments = withoutTrailingSlash(mark < 0 ? rest : rest.slice(0, mark)).split('/');
  const typed = HUB_TYPES.has(segments[0] ?? '');
  const named = segments[0] === 'models' && segments.length > 2 ? segments.slice(1) : segments;
  const length = typed ? 3 : 2;
  const name = (mark < 0 ? named.slice(0, length) : named).join('/');
  if (name === '' || !name.split('/').every((segment) => HUB_SEGMENT.test(segment))) return undefined;
  if (mark < 0) return onHub(hub, name, null);
  const written = rest.slice(mark + 1);
  const ref = /^refs\/(?:pr|convert)\/[^/]+/.exec(written)?.[0];
  const revision = rest[mark] === ':' ? withoutTrailingSlash(written) : (ref ?? written.split('/', 1)[0] ?? '');
  return onHub(hub, name, revision.replaceAll(/%2f/gi, '/'));
}

function onHub(hub: Hub, name: string, revision: string | null): Reference {
  const written = revision === null || revision === '' ? DEFAULT_BRANCH[hub] : revision;
  const pinned = COMMIT.test(written);
  const spelled = pinned ? written.toLowerCase() : written;
  return {
    id: `${hub}:${name}@${spelled}`,
    kind: hub,
    repository: name,
    tag: null,
    digest: null,
    revision: spelled,
    mutable: !pinned,
  };
}

/** Host in lower case, no credentials, no fragment, no query parameter that grants access. */
function readUrl(scheme: string, rest: string): Reference | undefined {
  const url = URL.parse(`${scheme}://${rest}`);
  if (url === null) return undefined;
  const kept = [...url.searchParams].filter(([key]) => !SECRET_PARAMETER.test(key));
  const query = kept.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
  const path = withoutTrailingSlash(url.pathname);
  return located(scheme, `${url.host}${path === '/' ? '' : path}${query === '' ? '' : `?${query}`}`);
}

function located(kind: string, place: string): Reference {
  return { id: `${kind}:${place}`, kind, repository: null, tag: null, digest: null, revision: null, mutable: true };
}

/** Everything else keeps its spelling, but for a password. */
function asWritten(text: string): Reference {
  return located('uri', text.replace(/^([^/]*:\/\/[^/:@]*):[^/@]*@/, '$1@'));
}

function withoutTrailingSlash(path: string): string {
  let end = path.length;
  while (end > 1 && path.charCodeAt(end - 1) === 47) end--;
  return path.slice(0, end);
}
