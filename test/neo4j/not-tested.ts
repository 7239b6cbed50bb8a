import { describe, test } from 'vitest';

/**
 * Skips tests that need a Neo4j, loudly. Where CI is true, or where one is there and broken, that is an error.
 *
 * @param name - of the tests.
 * @param reason - why there is no Neo4j.
 */
export function notTested(name: string, reason: string, isBroken = false): void {
  const message = `No Neo4j (${reason}): ${name} is not tested.`;
  if (isBroken || process.env['CI'] === 'true') throw new Error(message);
  console.warn(`\n*** SKIPPED: ${message} ***\n`);
  describe.skip(name, () => {
    test('needs a Neo4j', () => undefined);
  });
}
