declare const brand: unique symbol;

/**
 * A Cypher text that holds nothing but what is written in the code. Only the functions of this file make one, so that no
 * text of a document or of who asks can get into a statement: such texts are parameters.
 */
export type Cypher = string & { readonly [brand]: 'Cypher' };

/** The tag of every Cypher text; what stands between its parts is such a text itself. */
export function cypher(texts: TemplateStringsArray, ...constants: readonly Cypher[]): Cypher {
  return made(texts.map((text, index) => `${text}${constants[index] ?? ''}`).join(''));
}

/** Texts one after the other, with a text between them: for statements that are made from a list of the model. */
export function cypherJoined(texts: readonly Cypher[], between: Cypher): Cypher {
  return made(texts.join(between));
}

/** A label, a type of relationship, a property or a variable, as the model names it. Anything else is a bug. */
export function cypherName(name: string): Cypher {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name)) throw new Error(`${name} is no name in Cypher`);
  return made(name);
}

/** A whole number from 0, such as a limit. Anything else is a bug. */
export function cypherWhole(number: number): Cypher {
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${number} is no whole number`);
  return made(String(number));
}

const made = (text: string): Cypher => text as Cypher;
