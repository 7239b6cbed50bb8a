import { Failure } from './failure.ts';
import { LIMITS } from './limits.ts';
import type { ListedComponent, Reading } from './reading.ts';

/**
 * Refuses what a document says by names that no index takes. It is refused whole: a half of it would make packages look
 * absent, and every engine must say the same of it.
 *
 * @throws Failure TOO_LARGE with the place of the first such name.
 */
export function refuseLongNames({ claims, inventory }: Reading): void {
  for (const { from, to, at, properties = {} } of claims)
    if ([from, to, properties['nameKey'], properties['groupNameKey']].some(isTooLong)) throw tooLong(at);
  for (const component of inventory?.components ?? [])
    if (namesOf(component).some(isTooLong)) throw tooLong(component.place);
}

const namesOf = ({ identity, source }: ListedComponent): readonly unknown[] => [identity.purl, identity.source, source];

/** A unit of UTF-16 is at most three bytes of UTF-8. */
const isTooLong = (text: unknown): boolean =>
  typeof text === 'string' && text.length * 3 > LIMITS.nameBytes && Buffer.byteLength(text) > LIMITS.nameBytes;

const tooLong = (at: string): Failure =>
  new Failure('TOO_LARGE', `A name here has more than ${LIMITS.nameBytes} bytes; longer ones cannot be looked up.`, {
    at,
  });
