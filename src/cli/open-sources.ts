import { Failure, openSource, SOURCES } from '#ingest';
import type { Source } from '#ingest';
import { nearest } from '#schema';
import type { Mistakes } from './mistakes.ts';
import { RunFailure } from './mistakes.ts';

/** Kinds of source that the contract names and this version does not read. */
const NOT_BUILT: readonly string[] = ['oci', 'rekor', 'kubernetes', 'mlflow', 'huggingface'];

/** Kinds of source that are written with their name before a colon. */
const BUILT = SOURCES.filter((source) => source.matches(`${source.name}:`)).map(({ name }) => name);

/** What is wrong with the texts themselves, before anything is opened. */
export function checkSources(wheres: readonly string[], mistakes: Mistakes): void {
  if (wheres.length === 0) {
    mistakes.add('Say what to ingest: files, folders, or - for standard input (provgraph ingest <where>…).');
  }
  if (wheres.filter((where) => where === '-').length > 1) mistakes.add('Standard input (-) can be read only once.');
  for (const where of wheres) {
    const kind = /^([a-z][a-z-]+):/u.exec(where)?.[1];
    if (where === '') mistakes.add('An empty text names no source.');
    if (kind === undefined || SOURCES.some((source) => source.matches(where))) continue;
    if (NOT_BUILT.includes(kind)) {
      mistakes.add(
        `${where}: sources of the kind ${kind}: are not built into this version; it reads files, folders, oci-layout:, hf-cache: and -.`,
      );
    } else {
      const [best] = nearest(kind, [...BUILT, ...NOT_BUILT]);
      const hint = best === undefined ? '' : ` (the nearest is ${best}:)`;
      mistakes.add(
        `${where}: there is no source of the kind ${kind}:${hint}; a file of that name is written ./${where}.`,
      );
    }
  }
}

/**
 * Opens every source of an ingest.
 *
 * @throws RunFailure naming each one that cannot be opened.
 */
export async function openSources(wheres: readonly string[]): Promise<readonly Source[]> {
  const opened = await Promise.allSettled(wheres.map(async (where) => openSource(where)));
  const sources: Source[] = [];
  const refused: string[] = [];
  for (const result of opened) {
    if (result.status === 'fulfilled') {
      if (result.value !== undefined) sources.push(result.value);
    } else if (result.reason instanceof Failure) {
      refused.push(result.reason.message);
    } else {
      throw result.reason;
    }
  }
  if (refused.length > 0) throw new RunFailure(`${refused.join(' ')} Nothing was read.`);
  return sources;
}
