import type { ContainerSpec } from '#schema';
import { flagsOf, wordsOf } from './command-line.ts';
import { isOn, variablesOf } from './variables.ts';

const VARIABLE = /(?:^|_)TRUST_REMOTE_CODE$/i;
/** In a script, or in options that are written as JSON. */
const WITHIN = /trust[-_]remote[-_]code["'\s]*[:=]["'\s]*(?:true|1|yes|on)\b/i;

/**
 * Whether a container runs code that the config of a model names. That code may be in another repository (`auto_map` with
 * `org/name--module.Class`), so that a list of files without code says nothing of what is run.
 */
export function trustsRemoteCode(container: ContainerSpec): boolean {
  const words = wordsOf(container);
  const flags = flagsOf(words).filter(({ name }) => name === 'trust-remote-code');
  if (flags.some(({ values }) => isOn(values[0]?.text ?? null))) return true;
  const variables = variablesOf(container, words);
  if (variables.some(({ name, value }) => VARIABLE.test(name) && isOn(value))) return true;
  return [...words.map(({ text }) => text), ...variables.map(({ value }) => value ?? '')].some((text) =>
    WITHIN.test(text),
  );
}
