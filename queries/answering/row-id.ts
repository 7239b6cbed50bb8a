import { hashKey } from '#schema';

/**
 * The id of a row of an answer: the same for as long as the same is said of the same things.
 *
 * @param parts - texts that tell the row from all others. What comes from documents may hold control characters, which no key does.
 */
export const rowId = (parts: readonly string[]): string => hashKey('row', parts.map(spelled));

/** Different texts are spelled differently: a backslash as two, a control character by its number. */
const spelled = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(/\p{Cc}/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
