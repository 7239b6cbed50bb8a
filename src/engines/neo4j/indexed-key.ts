import { boundedText } from '../keys.ts';
import { LONGEST_INDEXED } from './indexable.ts';

/**
 * A key of what the projection asks as it is stored, short enough for an index: a pod may name what it likes, and that nothing
 * of that name is stored must not keep it from being asked for.
 */
export const indexedKey = (key: string): string => boundedText(key, LONGEST_INDEXED);
