/**
 * @typedef {import('./adapter-graph.js').AdapterRow} AdapterRow
 * @typedef {import('./graph.js').Mark} Mark
 */

/** What is made of a signature, the worst first. */
const SIGNED = new Map([
  ['invalid', 'signed, but the signature does not hold'],
  ['untrusted-identity', 'signed by somebody who is not trusted'],
  ['unverifiable', 'signed, but it cannot be checked'],
  ['unsupported', 'signed in a way that is not supported'],
  ['unchecked', 'signed, not checked'],
  ['trusted', 'signed, trusted'],
]);

/**
 * What is said in the box of an adapter: whether it fits, and whether it is signed.
 *
 * @param {AdapterRow} row
 * @returns {Mark[]}
 */
export function markInWords({ adapter, workloadId, baseMatch, signed, verdicts }) {
  /** @type {Mark[]} */
  const marks = [];
  if (baseMatch === 'DIFFERENT') marks.push({ look: 'mismatch', words: 'made for another base' });
  if (baseMatch === 'SAME') marks.push({ look: 'fits', words: 'fits its base' });
  if (baseMatch === 'UNKNOWN' && workloadId !== null) marks.push({ look: 'open', words: 'fit not known' });
  if (adapter === null) return marks;
  const worst = [...SIGNED].find(([status]) => verdicts.includes(status));
  if (signed) marks.push({ look: worst?.[0] === 'invalid' ? 'mismatch' : 'signed', words: worst?.[1] ?? 'signed' });
  else marks.push({ look: 'unsigned', words: 'no signature known' });
  return marks;
}

/**
 * What the picture shows, in one sentence for those who only look at the line above it.
 *
 * @param {readonly AdapterRow[]} rows
 */
export function adaptersInWords(rows) {
  const adapters = rows.filter(({ adapter, slot }) => adapter !== null || slot !== null);
  const of = (/** @type {(row: AdapterRow) => boolean} */ test) => adapters.filter(test).length;
  const loaded = of(({ workloadId }) => workloadId !== null);
  const counts = [
    ['served on another base than it was made for', of(({ baseMatch }) => baseMatch === 'DIFFERENT')],
    [
      'of which the fit is not known',
      of(({ baseMatch, workloadId }) => baseMatch === 'UNKNOWN' && workloadId !== null),
    ],
    ['that fits its base', of(({ baseMatch }) => baseMatch === 'SAME')],
    ['without a known signature', of(({ signed }) => !signed)],
  ];
  const said = counts.flatMap(([words, count]) => (count === 0 ? [] : [`${count} ${words}`]));
  const drawn = `${loaded} ${loaded === 1 ? 'adapter' : 'adapters'} in use`;
  return said.length === 0 ? `${drawn}.` : `${drawn}: ${said.join(', ')}.`;
}
