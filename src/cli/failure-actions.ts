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
const OTHERWISE = [
  'Make it again with the tool that made it, and ingest that.',
  'Make them again with the tools that made them, and ingest those.',
] as const;

/** What to do about all documents that failed with one code. */
export function actionForCode(code: string, count: number): string {
  const sentences = Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined;
  return (sentences ?? OTHERWISE)[count === 1 ? 0 : 1];
}

/** The one thing to do about a document that could not be read. */
export function actionOf({ code, document, origin }: Pick<FailureListed, 'code' | 'document' | 'origin'>): string {
  const withdraw = `provgraph withdraw ${document} --reason …`;
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
