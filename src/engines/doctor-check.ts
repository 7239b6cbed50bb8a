import type { Check } from './engine.ts';

/** How many places of one trouble are named. */
const NAMED = 3;

/** What is looked at, before it is known what is found. */
export interface CheckAsked {
  readonly name: string;
  /** What holds where all is well, as a sentence. */
  readonly law: string;
  /** What to do where it does not hold. */
  readonly action: string;
}

/** Counts what is wrong and keeps the first places of it: a damaged store can have millions. */
export class Found {
  count = 0;
  readonly places: string[] = [];

  add(place: string): void {
    this.addAll(1, [place]);
  }

  /** So many, of which these are places. */
  addAll(count: number, places: readonly string[]): void {
    this.count += count;
    for (const place of places) if (this.places.length < NAMED && !this.places.includes(place)) this.places.push(place);
  }
}

/** The check of which this was found; `looked` says at how much, in words. */
export function checkOf(asked: CheckAsked, looked: string, { count, places }: Found): Check {
  const { name, law, action } = asked;
  return count === 0
    ? { name, law, state: 'ok', says: looked, count, places: [], action: null }
    : { name, law, state: 'wrong', says: looked, count, places: [...places], action };
}

/** A check that could not be made, which is no all-clear. */
export function uncheckedOf({ name, law, action }: CheckAsked, why: string): Check {
  return { name, law, state: 'unchecked', says: why, count: 0, places: [], action };
}

/** `1 row`, `3 rows`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
