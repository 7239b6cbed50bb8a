import { Failure } from '../../failure.ts';
import type { JsonObject } from '../../json/index.ts';
import { isObject, parseJson } from '../../json/index.ts';
import { yamlDocuments } from './yaml-documents.ts';

export interface FoundDocument {
  readonly value: JsonObject;
  /** Empty for JSON; `document 2` in YAML, from 1, where empty documents count too. */
  readonly at: string;
}

/**
 * The documents of a file: one of JSON, or all of YAML that are not empty. JSON that is also YAML is read as JSON.
 *
 * @throws Failure MALFORMED where the file cannot be read to its end, or a document is no mapping; TOO_DEEP; TOO_LARGE.
 */
export function documentsIn(bytes: Uint8Array): FoundDocument[] {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (/^\s*\{/.test(text) && !isStreamOfYaml(text)) {
    const value = parseJson(bytes);
    if (!isObject(value)) throw new Failure('MALFORMED', 'The document is no JSON object.');
    return [{ value, at: '' }];
  }
  return yamlDocuments(text).map(({ value, ordinal, line }) => {
    if (isObject(value)) return { value, at: `document ${ordinal}` };
    const message = `Document ${ordinal} of the file (line ${line}) is no mapping, so it is no Kubernetes object.`;
    throw new Failure('MALFORMED', message, { at: `line ${line}` });
  });
}

/** JSON cannot hold a line of its own with `---`: not outside strings, and inside them no line ends. */
function isStreamOfYaml(text: string): boolean {
  return /^---(?:\s|$)/m.test(text);
}
