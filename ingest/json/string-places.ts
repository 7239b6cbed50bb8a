import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  stringEnd,
} from './scan.ts';
import { unescaped } from './unescaped.ts';
import { pointer } from './value.ts';

/**
 * Where chosen strings stand in well-formed JSON, as JSON Pointers, each once: of a name its member. `isChosen` gets the
 * indices of the quotes around a string.
 *
 * @param most - how many places are given at most.
 */
export function stringPlaces(
  bytes: Uint8Array,
  isChosen: (open: number, close: number) => boolean,
  most: number,
): readonly string[] {
  const places = new Set<string>();
  /** The step into each container that is open: the index in a list, the name in an object. */
  const steps: (string | number)[] = [];
  for (let i = 0; i < bytes.length && places.size < most; i++) {
    const byte = bytes[i];
    const step = steps.at(-1);
    if (byte === QUOTE) {
      const close = stringEnd(bytes, i);
      const isName = typeof step === 'string' && bytes[skipSpace(bytes, close + 1)] === COLON;
      if (isName) steps[steps.length - 1] = nameAt(bytes, i, close);
      if (isChosen(i, close)) places.add(pointer(...steps));
      i = close;
    } else if (byte === OPEN_BRACE) steps.push('');
    else if (byte === OPEN_BRACKET) steps.push(0);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) steps.pop();
    else if (byte === COMMA && typeof step === 'number') steps[steps.length - 1] = step + 1;
  }
  return [...places];
}

function nameAt(bytes: Uint8Array, open: number, close: number): string {
  return unescaped(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(open, close + 1)));
}
