import { Failure } from './failure.ts';
import type { Document } from './format.ts';
import { brokenText, twinPlaces } from './json/index.ts';
import { capRemarks } from './remarks.ts';
import type { Claim, Reading, Remark } from './reading.ts';

/** Formats whose bytes are not the text that is read: what is inside them is looked at by itself. */
const WRAPPERS: ReadonlySet<string> = new Set(['gzip', 'zstd', 'json-lines']);
/** Members of a bill of materials by which a component is found. */
const NAMING = /\/(?:purl|name|group|version|versionInfo|referenceLocator|bom-ref|SPDXID)$/;

/**
 * A reading with what parsing lost without a word: text that is no UTF-8 (ENCODING_INVALID), members that stand twice
 * (MEMBER_TWICE), each with its place; what lies in an inner document is said by that one. A bill of materials that may have
 * lost a component by it counts as cut. Throws `Failure` MALFORMED for a member that stands twice in a document whose reading
 * cannot say that it is in doubt: one of the two is what somebody relies on.
 */
export function withLosses({ bytes }: Document, format: string, reading: Reading): Reading {
  if (WRAPPERS.has(format)) return reading;
  // The objects of a cluster are written anew: what was lost is lost in them already.
  const within = format === 'kubernetes' ? [] : reading.inner.map(({ at }) => `${at}/`);
  const isOwn = (at: string): boolean => !within.some((inner) => at.startsWith(inner));
  const broken = brokenText(bytes).filter(isOwn);
  const twins = twinPlaces(bytes).filter(isOwn);
  const [twin] = twins;
  if (broken.length === 0 && twin === undefined) return reading;
  const isBill = reading.inventory !== undefined;
  if (twin !== undefined && !isBill && format !== 'kubernetes') {
    throw new Failure('MALFORMED', 'An object in the JSON has this member twice; one of them would be lost.', {
      at: twin,
    });
  }
  const remarks = capRemarks([...twins.map(twinRemark), ...broken.map(brokenRemark), ...reading.remarks]);
  const isCut = isBill && (twin !== undefined || broken.some((at) => NAMING.test(at)));
  return isCut ? asCut({ ...reading, remarks }) : { ...reading, remarks };
}

function twinRemark(at: string): Remark {
  const message = 'The object has this member twice: the last one was read, the one before it only kept.';
  return { code: 'MEMBER_TWICE', at, message };
}

function brokenRemark(at: string): Remark {
  const message = 'This text is not UTF-8: what could not be read of it stands as U+FFFD.';
  return { code: 'ENCODING_INVALID', at, message };
}

function asCut(reading: Reading): Reading {
  const claims = reading.claims.map((claim): Claim =>
    claim.edge === 'INVENTORIES' ? { ...claim, properties: { ...claim.properties, cut: true } } : claim,
  );
  const { inventory } = reading;
  return { ...reading, claims, ...(inventory === undefined ? {} : { inventory: { ...inventory, cut: true } }) };
}
