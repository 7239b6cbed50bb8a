import type { ContainerSpec } from '#schema';
import type { Word } from './command-line.ts';

/** A variable that a server of a container finds in its environment. */
export interface Variable {
  readonly name: string;
  /** Null where it is hidden or comes from elsewhere. */
  readonly value: string | null;
  /** JSON Pointer. */
  readonly at: string;
}

const ASSIGNMENT = /^(?<name>[A-Za-z_]\w*)=(?<value>.*)$/s;
const OFF = new Set(['', '0', 'false', 'no', 'off', 'none']);

/** The variables of a container's spec, then those that its command sets (`env A=1 serve`, `export A=1; serve`). */
export function variablesOf({ env, at }: ContainerSpec, words: readonly Word[]): readonly Variable[] {
  const own = env.map(({ name, value }, position): Variable => ({ name, value, at: `${at}/env/${position}/value` }));
  const set = words.flatMap((word): Variable[] => {
    const { name, value } = ASSIGNMENT.exec(word.text)?.groups ?? {};
    return name === undefined || value === undefined ? [] : [{ name, value, at: word.at }];
  });
  return [...own, ...set];
}

/** Whether a switch is on, as far as its value is known: one that comes from elsewhere may be. */
export function isOn(value: string | null): boolean {
  return value === null || !OFF.has(value.trim().toLowerCase());
}
