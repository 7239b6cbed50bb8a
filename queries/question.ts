import type { z } from 'zod';
import type { Answer } from './answering/answer.ts';
import type { Cypher } from './answering/cypher.ts';

export type Value = string | number | null;

/** What a statement may be given: a value, a list, or a list of lists. How an engine spells a list is its own affair. */
export type Parameter = Value | readonly Value[] | readonly (readonly Value[])[];

/** What a row may hold. Flags and lists are told in one way or another: `answering/rows.ts` reads them. */
export type Cell = Parameter | boolean | Uint8Array;
export type Row = Readonly<Record<string, Cell>>;

/**
 * The id of a node in the store that is read: compared with `===`, a key of maps, and handed back to the same reader. It is
 * never reckoned with, never shown, and no order of an answer rests on it.
 */
export type NodeId = string | number;

/** One text per engine. Parameters are named: `:package` in SQL, `$package` in Cypher. */
export interface Statement {
  readonly name: string;
  readonly sql: string;
  readonly cypher?: Cypher;
}

/** The read side of an engine, owned by questions: one consistent snapshot while an answer is made. */
export interface Reader {
  rows(statement: Statement, parameters: Readonly<Record<string, Parameter>>): Promise<readonly Row[]>;
}

/** What every question understands beside its own parameters. */
export interface AskOptions {
  /** 1 to 1,000. */
  readonly first: number;
  readonly after: string | null;
  /** ISO time, or null for now. */
  readonly asOf: string | null;
  /** ISO time, or null: as known now. */
  readonly knownAt: string | null;
  /** The clock of the caller: questions hold none. */
  readonly now: string;
}

export interface Column {
  readonly name: string;
  readonly doc: string;
  /** GraphQL type, from the closed set that the derivation knows. */
  readonly type: string;
}

/** A question is data: from the list derive the GraphQL field, the CLI command, the web form and the docs page. */
interface Definition<Shape extends z.ZodRawShape> {
  /** Kebab-case: file, command, anchor; GraphQL is its camelCase. */
  readonly name: string;
  /** The sentence it answers. */
  readonly asks: string;
  readonly doc: string;
  /** Each parameter has a description; lists are repeatable parameters. */
  readonly parameters: z.ZodObject<Shape, z.core.$strict>;
  /** Name of the GraphQL row type, and its columns. */
  readonly rowType: string;
  readonly columns: readonly Column[];
  readonly statements: Readonly<Record<string, Statement>>;
  answer(
    reader: Reader,
    parameters: z.output<z.ZodObject<Shape, z.core.$strict>>,
    options: AskOptions,
  ): Promise<Answer>;
}

export interface Question extends Omit<Definition<z.ZodRawShape>, 'parameters' | 'answer'> {
  readonly parameters: z.ZodObject;
  /** The parameters must have been checked against the shape (`ask` does). */
  answer(reader: Reader, parameters: Readonly<Record<string, unknown>>, options: AskOptions): Promise<Answer>;
}

export const question = <Shape extends z.ZodRawShape>(definition: Definition<Shape>): Question => ({
  ...definition,
  answer: (reader, parameters, options) => definition.answer(reader, definition.parameters.parse(parameters), options),
});

/** A question was asked wrongly: every mistake, with the nearest right word where there is one. */
export class AskError extends Error {
  readonly code: 'UNKNOWN_QUESTION' | 'BAD_PARAMETER' | 'BAD_CURSOR' | 'NOT_FOUND' | 'LIMIT_REACHED' | 'TIME_LIMIT';
  readonly at: string | null;
  readonly nearest: readonly string[];

  constructor(code: AskError['code'], message: string, options: { at?: string; nearest?: readonly string[] } = {}) {
    super(message);
    this.name = 'AskError';
    this.code = code;
    this.at = options.at ?? null;
    this.nearest = options.nearest ?? [];
  }
}
