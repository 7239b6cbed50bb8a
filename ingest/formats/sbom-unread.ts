import { Failure } from '../failure.ts';
import type { Format } from '../format.ts';
import type { Head } from '../head.ts';
import { scanHead } from '../head.ts';

/** One form of a bill of materials, how it is known, and what to make instead. */
interface Form {
  readonly name: string;
  readonly instead: string;
  is(head: Head): boolean;
}

const AS_JSON = 'let the generator write JSON, or convert it';

/** The first that fits counts. Nothing here searches for one end of a text from every place in it: heads may be hostile. */
const FORMS: readonly Form[] = [
  {
    name: 'CycloneDX as XML',
    instead: AS_JSON,
    is: ({ text }) =>
      isXml(text) && text.includes('cyclonedx.org/schema/bom/') && /<(?:[a-z]{1,40}:)?bom[\s>]/i.test(text),
  },
  {
    name: 'SPDX as RDF',
    instead: AS_JSON,
    is: ({ text }) => isXml(text) && text.includes('spdx.org/rdf/') && /<(?:[a-z]{1,40}:)?RDF[\s>]/i.test(text),
  },
  { name: 'SPDX as XML', instead: AS_JSON, is: ({ text }) => isXml(text) && /<spdxVersion>\s{0,40}SPDX-/.test(text) },
  {
    name: 'SPDX as tag-value',
    instead: AS_JSON,
    is: ({ text }) => /^[A-Za-z]+:/.test(firstLine(text)) && /^SPDXVersion:[ \t]{0,40}SPDX-/m.test(text),
  },
  {
    name: 'SPDX as YAML',
    instead: AS_JSON,
    is: ({ text }) =>
      /^(["']?)(?:spdxVersion\1[ \t]{0,40}:[ \t]{0,40}["']?SPDX-|SPDXID\1[ \t]{0,40}:[ \t]{0,40}["']?SPDXRef-DOCUMENT)/m.test(
        text,
      ),
  },
  {
    name: 'CycloneDX as YAML',
    instead: AS_JSON,
    is: ({ text }) => /^(["']?)bomFormat\1[ \t]{0,40}:[ \t]{0,40}["']?CycloneDX/im.test(text),
  },
  {
    name: 'A JSON array of bills of materials',
    instead: 'write each into a document of its own, or one on each line',
    is: ({ text }) =>
      /^\s*\[/.test(text) &&
      /"(?:bomFormat"\s{0,40}:\s{0,40}"CycloneDX"|spdxVersion"\s{0,40}:\s{0,40}"SPDX-)/i.test(text),
  },
];

/** Forms of tools, which are JSON objects. */
const OBJECTS: readonly Form[] = [
  {
    name: "Syft's own JSON",
    instead: 'let Syft write CycloneDX or SPDX as JSON (`-o cyclonedx-json`), or convert it (`syft convert`)',
    // The list of artifacts comes first, and is longer than the head.
    is: ({ keys, text }) =>
      keys.has('artifacts') && (keys.has('artifactRelationships') || /"foundBy"\s{0,40}:/.test(text)),
  },
  {
    name: "Trivy's own JSON",
    instead: 'let Trivy write CycloneDX or SPDX as JSON (`--format cyclonedx`), or convert it (`trivy convert`)',
    is: ({ keys }) => keys.has('SchemaVersion') && (keys.has('Results') || keys.has('ArtifactName')),
  },
];

/**
 * Bills of materials in forms that are not read. They are known and refused, so that they count among what could not be
 * read: passed over in silence, an artifact that has one would look like an artifact that has none.
 */
export const sbomUnread: Format = {
  name: 'sbom-unread',
  doc: 'Bills of materials in forms that are not read: CycloneDX as XML or YAML, SPDX as tag-value, YAML, XML or RDF, the own JSON of Syft and Trivy, JSON arrays of them',
  reader: 1,
  recognises: (head: Head) => formOf(head) !== undefined,
  read({ bytes }) {
    const form = formOf(scanHead(bytes));
    const named = form?.name ?? 'This form of a bill of materials';
    throw new Failure('UNSUPPORTED_VERSION', `${named} is not read: ${form?.instead ?? AS_JSON}.`);
  },
};

function formOf(head: Head): Form | undefined {
  if (head.shape === 'json') return OBJECTS.find((form) => form.is(head));
  return head.shape === 'text' ? FORMS.find((form) => form.is(head)) : undefined;
}

function isXml(text: string): boolean {
  return text.trimStart().startsWith('<');
}

/** The first line that is neither empty nor a comment. */
function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
}
