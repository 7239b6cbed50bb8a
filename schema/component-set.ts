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
  return `set:${sha256Of(`${type}\n${sortedLines.join('\n')}`).slice('sha256:'.length)}`;
}
