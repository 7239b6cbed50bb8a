import { Composer, Lexer, Parser } from 'yaml';
import type { CST, Document } from 'yaml';
import { Failure } from '../../failure.ts';
import { LIMITS } from '../../limits.ts';
import { yamlValue } from './yaml-value.ts';
import { leadingZeroOctal, wholeNumber } from './yaml-whole-number.ts';

export interface YamlDocument {
  readonly value: unknown;
  /** Position in the file, from 1; empty documents count. */
  readonly ordinal: number;
  /** Line where its content begins, from 1. */
  readonly line: number;
}

/** What the parser's stack holds beside the nesting itself: the document, and the scalar at its end. */
const STACK_BESIDE_NESTING = 2;

/**
 * The documents of a YAML stream that are not empty, as JSON values. YAML 1.2 core schema: timestamps, `on` and `yes` stay
 * text; numbers are those of JSON (double precision), a leading zero is octal as for kubectl. Unknown tags are passed over.
 *
 * @throws Failure MALFORMED (`line N`), also for a duplicate key, a key that is no scalar, an alias that contains itself;
 *   TOO_DEEP; TOO_LARGE when aliases expand beyond their limit.
 */
export function yamlDocuments(text: string): YamlDocument[] {
  const lineOf = (offset: number): number => lineAt(text, offset);
  const documents: YamlDocument[] = [];
  let ordinal = 0;
  for (const document of compose(text, lineOf)) {
    ordinal++;
    const [error] = document.errors;
    if (error !== undefined) {
      const line = lineOf(error.pos[0]);
      const message = `Document ${ordinal} of the YAML is malformed (line ${line}): ${error.message}`;
      throw new Failure('MALFORMED', message, { at: `line ${line}`, cause: error });
    }
    const { contents } = document;
    const value = contents === null ? null : yamlValue(contents, lineOf);
    if (value !== null) documents.push({ value, ordinal, line: lineOf(contents?.range[0] ?? 0) });
  }
  return documents;
}

/** Composes document by document; the parser keeps its own stack, so that depth is refused before anything recurses. */
function* compose(text: string, lineOf: (offset: number) => number): Generator<Document.Parsed> {
  const parser = new Parser();
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    customTags: (tags) => [leadingZeroOctal, wholeNumber, ...tags],
    resolveKnownTags: false,
    // Compared pairwise by the library; ours is by a set, in yamlValue.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  function* next(tokens: Iterable<CST.Token>): Generator<Document.Parsed> {
    for (const token of tokens) yield* composer.next(token);
  }
  for (const lexeme of new Lexer().lex(text)) {
    yield* next(parser.next(lexeme));
    if (parser.stack.length > LIMITS.depth + STACK_BESIDE_NESTING) {
      const line = lineOf(parser.offset);
      const message = `The YAML nests deeper than ${LIMITS.depth} levels (line ${line}).`;
      throw new Failure('TOO_DEEP', message, { at: `line ${line}` });
    }
  }
  yield* next(parser.end());
  yield* composer.end();
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
