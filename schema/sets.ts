import { sha256Of } from './identity/index.ts';

/** One member of a ComponentSet: what its identity is made of. */
export interface SetMember {
  readonly purl: string;
  readonly scope: string;
  readonly source: string | null;
}

/** The line that stands for a member in the hash of its set, and orders it. */
export function memberLine({ purl, scope, source }: SetMember): string {
  return `${purl}\t${scope}\t${source ?? ''}`;
}

/** The id of the set of these lines (`memberLine`), which must be sorted by code unit and distinct. */
export function componentSetId(type: string, sortedLines: readonly string[]): string {
  return setId('set', type, sortedLines);
}

/** The line that stands for a dependency pair in the hash of its set, and orders it: the first depends on the second. */
export const pairLine = (dependent: string, dependency: string): string => `${dependent}\t${dependency}`;

/** The id of the set of these lines (`pairLine`), which must be sorted by code unit and distinct. `type`: of the dependents. */
export function dependencySetId(type: string, sortedLines: readonly string[]): string {
  return setId('dependencies', type, sortedLines);
}

/** The id of the set of these digests (`sha256:…`), which must be sorted by code unit and distinct. */
export function digestSetId(type: string, sortedDigests: readonly string[]): string {
  return setId('digests', type, sortedDigests);
}

function setId(prefix: string, type: string, sortedLines: readonly string[]): string {
  return `${prefix}:${sha256Of(`${type}\n${sortedLines.join('\n')}`).slice('sha256:'.length)}`;
}
