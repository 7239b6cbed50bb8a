import { expect } from 'vitest';
import type { Outcome } from '../../cli/command-line.ts';

/** What a message must not show: where in the program it arose, and statements. */
const INSIDES = /\n\s+at |Error:|MATCH|MERGE|UNWIND|\$given|Neo\.\w+Error/u;

/** Expects what a command says that was refused: exit status 1, one sentence that fits and nothing that is nobody's business. */
export function expectRefused({ status, out, err }: Outcome, words: RegExp, secrets: readonly string[]): void {
  expect({ status, err }).toEqual({ status: 1, err: expect.stringMatching(words) as string });
  // What takes long tells how far it is before.
  expect(err).toMatch(/^(?:[A-Z][^\n]+\n)*provgraph: [^\n]+\.\n$/u);
  expectNothingInside(`${out}${err}`, secrets);
}

/** Expects a text without secrets, and without the insides of the program. */
export function expectNothingInside(text: string, secrets: readonly string[]): void {
  expect(text).not.toMatch(INSIDES);
  for (const secret of secrets) expect(text).not.toContain(secret);
}
