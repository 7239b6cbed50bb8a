import type { FailureListed } from '../engines/engine.ts';

/** What to do about one document of a code, and about several. */
const SENTENCES: Readonly<Record<string, readonly [one: string, several: string]>> = {
  UNSUPPORTED_VERSION: [
    'Make it again in a version that is read, and ingest that.',
    'Make them again in a version that is read, and ingest those.',
  ],
  UNREADABLE: [
    'See to it that it can be read, and ingest it again.',
    'See to it that they can be read, and ingest them again.',
  ],
  OUTSIDE_SOURCE: ['Ingest the file that the link leads to.', 'Ingest the files that the links lead to.'],
  TOO_LARGE: ['Split it and ingest the parts.', 'Split them and ingest the parts.'],
  TOO_MANY_DOCUMENTS: ['Split it and ingest the parts.', 'Split them and ingest the parts.'],
  TOO_DEEP: ['Ingest the innermost document by itself.', 'Ingest the innermost documents by themselves.'],
  DIGEST_MISMATCH: [
    'Fetch it again from where it comes: its bytes are not those that were promised.',
    'Fetch them again from where they come: their bytes are not those that were promised.',
  ],
};
/** Failures that their code alone does not tell apart: how the sentence begins, and what to do then. */
const TOLD: readonly (readonly [begins: string, one: string, several: string])[] = [
  [
    'The API server answered with an error',
    'The cluster refused: give the account that exports the right to list these objects, and export again.',
    'The cluster refused: give the account that exports the right to list these objects, and export again.',
  ],
  [
    'Not taken',
    'Ingest it again with the name of its own cluster (--cluster).',
    'Ingest each again with the name of its own cluster (--cluster).',
  ],
  ['Standard input is empty', 'Run it again, and see what the program before it says.', 'Run them again.'],
];
const OTHERWISE = [
  'Make it again with the tool that made it, and ingest that.',
  'Make them again with the tools that made them, and ingest those.',
] as const;

type Failed = Pick<FailureListed, 'code' | 'message'>;

/** What to do about all documents that failed in one way: those of which the first is like the others (`sameAction`). */
export function actionForAll(first: Failed, count: number): string {
  const told = toldOf(first);
  if (told !== undefined) return told[count === 1 ? 1 : 2];
  const sentences = Object.hasOwn(SENTENCES, first.code) ? SENTENCES[first.code] : undefined;
  return (sentences ?? OTHERWISE)[count === 1 ? 0 : 1];
}

/** The same text for failures about which the same is done. */
export function sameAction(failure: Failed): string {
  return `${failure.code} ${toldOf(failure)?.[0] ?? ''}`;
}

const toldOf = ({ code, message }: Failed): (typeof TOLD)[number] | undefined =>
  code === 'UNREADABLE' ? TOLD.find(([begins]) => message.startsWith(begins)) : undefined;

/** The one thing to do about a document that could not be read. */
export function actionOf({
  code,
  message,
  document,
  origin,
}: Pick<FailureListed, 'code' | 'message' | 'document' | 'origin'>): string {
  const withdraw = `provgraph withdraw ${document} --reason …`;
  const told = toldOf({ code, message });
  if (told !== undefined) return `${told[1].replace(/\.$/u, '')}; then: ${withdraw}`;
  switch (code) {
    case 'UNSUPPORTED_VERSION':
      return `Make it again in a version that is read, and ingest that; then: ${withdraw}`;
    case 'UNREADABLE':
      return `See to it that ${origin} can be read, and ingest it again, or, if it does not matter: ${withdraw}`;
    case 'OUTSIDE_SOURCE':
      return `Ingest the file that the link leads to; then: ${withdraw}`;
    case 'TOO_LARGE':
    case 'TOO_MANY_DOCUMENTS':
      return `Split it and ingest the parts; then: ${withdraw}`;
    case 'TOO_DEEP':
      return `Ingest the innermost document by itself; then: ${withdraw}`;
    case 'DIGEST_MISMATCH':
      return `Fetch it again from where it comes, its bytes are not those that were promised; then: ${withdraw}`;
    default:
      return `Make it again with the tool that made it, and ingest that; then: ${withdraw}`;
  }
}
