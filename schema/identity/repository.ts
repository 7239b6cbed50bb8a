import { digestOf } from './digest.ts';

const SCP_LIKE = /^(?:[A-Za-z0-9._-]{1,64}@)([A-Za-z0-9.-]{1,255}):(?!\/\/)([^\s]{1,1000})$/;
const FETCHABLE = new Set(['https:', 'http:', 'ssh:', 'git:']);
const PREFIXES = ['scm:', 'git:git:', 'git:http', 'git:ssh', 'git:git@', 'git+'];

/**
 * The id of a source repository (model-estate.md §7.2): scheme `git+https`, lower-case host, no `.git`, no credentials,
 * no query, no fragment, no `@ref`. Accepts https, http, ssh, git, `git+…` and `scm:git:…` URLs and the scp-like
 * `git@host:path`. The path keeps its case.
 *
 * @returns undefined when the text names no repository on a host (a file path, no path, not a URL).
 */
export function gitRepository(url: string): string | undefined {
  const text = withoutPrefix(url.trim());
  const scp = SCP_LIKE.exec(text);
  if (scp !== null) return spell((scp[1] ?? '').toLowerCase(), scp[2] ?? '');
  const parsed = URL.parse(text);
  if (parsed === null || !FETCHABLE.has(parsed.protocol) || parsed.hostname === '') return undefined;
  const isHttp = parsed.protocol === 'https:' || parsed.protocol === 'http:';
  // The port of another transport says nothing about where https listens.
  const host = isHttp && parsed.port !== '' ? `${parsed.hostname}:${parsed.port}` : parsed.hostname;
  return spell(host.toLowerCase(), parsed.pathname);
}

/** `scm:git:https://…` (Maven) and `git+https://…` (pip, npm, SLSA) wrap the URL itself. */
function withoutPrefix(text: string): string {
  let rest = text;
  for (const prefix of PREFIXES) {
    if (!rest.toLowerCase().startsWith(prefix)) continue;
    rest = rest.slice(prefix.startsWith('git:') ? 'git:'.length : prefix.length);
  }
  return rest;
}

function spell(host: string, path: string): string | undefined {
  const [beforeFragment = ''] = path.split(/[?#]/, 1);
  // A ref follows a name; an @ that begins a segment is part of the name.
  const ref = beforeFragment.search(/[^/]@/);
  const named = ref < 0 ? beforeFragment : beforeFragment.slice(0, ref + 1);
  const segments = named.split('/').filter((segment) => segment !== '');
  const joined = segments.join('/').replace(/\.git$/i, '');
  return host === '' || joined === '' ? undefined : `git+https://${host}/${joined}`;
}

/** The id of a source revision, `gitCommit:<40 or 64 hex>`: one for all forks. @returns undefined for anything else. */
export function sourceRevision(commitHex: string): string | undefined {
  return digestOf('gitCommit', commitHex.trim());
}
