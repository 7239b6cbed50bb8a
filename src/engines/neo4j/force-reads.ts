import { cypher } from '#queries';
import type { Transaction } from './connection.ts';
import { textIn, textOrNullIn, textsIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { unstored } from './force.ts';
import type { DocumentForce } from './force.ts';
import { givenRows } from './given-rows.ts';
import type { Step } from './pending-batch.ts';

/** How deep one statement follows what lies in documents. */
const STRETCH = 8;

const STATES = cypher`UNWIND $given.keys AS key MATCH (d:Document {key: key}) WHERE d.outcome IS NOT NULL
  RETURN key, d.format AS format, d.reader AS reader, d.outcome AS outcome, d.rt AS rt, d.withdrawnReason AS withdrawnReason,
    d.withdrawnAt AS withdrawnAt, d.withHolder AS withHolder, d.withdrawnFrom AS withdrawnFrom, d.withdrawnTo AS withdrawnTo`;
const INNER = cypher`UNWIND $given.keys AS key MATCH path = (:Document {key: key})-[:HOLDS*1..8]->(i:Document)
  RETURN DISTINCT startNode(last(relationships(path))).key AS holder, i.key AS inner, length(path) AS depth`;
const OFFERED = cypher`UNWIND $given.keys AS key MATCH (i:Document {key: key})
  RETURN key, EXISTS { MATCH (o:Observation {document: key}) WHERE NOT o.inner } AS isOffered,
    COLLECT { MATCH (i)<-[:HOLDS]-(h:Document) RETURN DISTINCT h.key } AS holders`;

/**
 * What a batch needs to know of documents, to say which of them are in force afterwards: those that it is about, and where
 * any of them may go or come back, all that lies in it and everything that holds that.
 */
export async function forceOf(transaction: Transaction, steps: readonly Step[]): Promise<Map<string, DocumentForce>> {
  const documents = new Map<string, DocumentForce>();
  await addStates(transaction, documents, [...new Set(steps.flatMap(namedBy))]);
  const inner = innerGiven(steps);
  const moving = [...documents.values()].filter(({ withHolder }) => withHolder).map(({ digest }) => digest);
  const asked = steps.flatMap((step) => (step.do === 'withdraw' || step.do === 'restore' ? [step.document] : []));
  const movable = reachedFrom([...moving, ...asked], inner);
  if (movable.length === 0) return documents;
  const held = await heldBelow(transaction, movable);
  const below = [...new Set([...held.flatMap(([, one]) => one), ...movable.flatMap((one) => inner.get(one) ?? [])])];
  await addStates(transaction, documents, [...below, ...movable]);
  for (const [holder, ones] of Map.groupBy(held, ([one]) => one))
    of(documents, holder).inner = ones.map(([, one]) => one).sort();
  const offered = await givenRows(transaction, OFFERED, { keys: below });
  await addStates(transaction, documents, [...new Set(offered.flatMap((row) => textsIn(row, 'holders')))]);
  for (const row of offered) {
    const document = of(documents, textIn(row, 'key'));
    document.isOffered = row['isOffered'] === true;
    for (const holder of textsIn(row, 'holders')) document.holders.add(holder);
  }
  return documents;
}

function namedBy(step: Step): readonly string[] {
  if (step.do === 'settle') return [step.settled.digest, ...step.settled.inner.map(({ digest }) => digest)];
  if (step.do === 'observe') return step.seen.inner ? [] : [step.seen.document];
  return step.do === 'list' ? [] : [step.document];
}

/** By document, what the batch itself says to lie in it, in any of its steps. */
function innerGiven(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, string[]>();
  for (const step of steps) {
    if (step.do !== 'settle') continue;
    const inner = step.settled.inner.map(({ digest }) => digest);
    given.set(step.settled.digest, [...(given.get(step.settled.digest) ?? []), ...inner]);
  }
  return given;
}

function reachedFrom(start: readonly string[], inner: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = new Set(start);
  for (const one of reached) for (const below of inner.get(one) ?? []) reached.add(below);
  return [...reached];
}

/** Holder and held, for everything that lies in these documents, however deep. */
async function heldBelow(
  transaction: Transaction,
  documents: readonly string[],
): Promise<readonly (readonly [string, string])[]> {
  const held: (readonly [string, string])[] = [];
  const visited = new Set<string>();
  for (let keys = [...documents]; keys.length > 0;) {
    for (const key of keys) visited.add(key);
    const rows = await givenRows(transaction, INNER, { keys });
    held.push(...rows.map((row) => [textIn(row, 'holder'), textIn(row, 'inner')] as const));
    const deepest = rows.filter((row) => wholeIn(row, 'depth') === STRETCH).map((row) => textIn(row, 'inner'));
    keys = [...new Set(deepest)].filter((key) => !visited.has(key));
  }
  const distinct = new Map(held.map((pair) => [pair.join(' '), pair]));
  return [...distinct.values()];
}

/** Adds what is stored of these documents; of what is only named, that it is not. */
async function addStates(
  transaction: Transaction,
  documents: Map<string, DocumentForce>,
  digests: readonly string[],
): Promise<void> {
  const keys = digests.filter((digest) => !documents.has(digest));
  if (keys.length === 0) return;
  for (const key of keys) documents.set(key, unstored(key));
  for (const row of await givenRows(transaction, STATES, { keys })) {
    const digest = textIn(row, 'key');
    documents.set(digest, { ...unstored(digest), ...stateIn(row) });
  }
}

function stateIn(row: Cells): Partial<DocumentForce> {
  const from = wholesIn(row, 'withdrawnFrom');
  const to = wholesIn(row, 'withdrawnTo');
  return {
    isStored: true,
    format: textIn(row, 'format'),
    reader: wholeIn(row, 'reader'),
    outcome: textIn(row, 'outcome'),
    rt: row['rt'] === null ? null : wholeIn(row, 'rt'),
    withdrawnReason: textOrNullIn(row, 'withdrawnReason'),
    withdrawnAt: textOrNullIn(row, 'withdrawnAt'),
    withHolder: row['withHolder'] === true,
    undone: from.map((one, ordinal) => ({ from: one, to: to[ordinal] ?? one })),
  };
}

function wholesIn(row: Cells, name: string): readonly number[] {
  const cell: unknown = row[name] ?? [];
  if (!Array.isArray(cell)) throw new TypeError(`${name} is no list`);
  return cell.map((one: unknown) => wholeIn({ one }, 'one'));
}

function of(documents: Map<string, DocumentForce>, digest: string): DocumentForce {
  const known = documents.get(digest) ?? unstored(digest);
  documents.set(digest, known);
  return known;
}
