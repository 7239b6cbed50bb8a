import { identifyPackage, edgeKind, objectId } from '#schema';
import type { CompleteListing, Observation, Settled } from '#ingest';
import { inventorySets } from '../inventory-sets.ts';
import { objectLinks } from '../object-links.ts';
import { claimRow } from './claim-writes.ts';
import type { ClaimRow } from './claim-writes.ts';
import type { FreshNodes } from './fresh-nodes.ts';
import { listingKey, observationKey } from './hashed-keys.ts';

/** A document that was settled, without its bytes. */
export interface SettledSlim extends Omit<Settled, 'document' | 'reading'> {
  readonly digest: string;
  readonly size: number;
  readonly remarks: string;
  readonly claims: readonly ClaimRow[];
  readonly links: readonly string[];
  /** It was looked for in the store before, and was not there. */
  readonly wasAbsent: boolean;
}

/** What is to be done in a commit, in this order. */
export type Step =
  | { readonly do: 'settle'; readonly settled: SettledSlim }
  | { readonly do: 'observe'; readonly key: string; readonly seen: Observation }
  | { readonly do: 'list'; readonly key: string; readonly listing: CompleteListing }
  | { readonly do: 'withdraw'; readonly document: string; readonly reason: string; readonly at: string }
  | { readonly do: 'restore'; readonly document: string };

/** What was given since the last commit. */
export class PendingBatch {
  readonly steps: Step[] = [];
  /** The last settling of each document. */
  readonly settled = new Map<string, SettledSlim>();
  /** Each once, as it was seen first. */
  readonly observations = new Map<string, Observation>();

  get isEmpty(): boolean {
    return this.steps.length === 0;
  }

  /** Notes a document with its claims; what is new of their ends goes to `fresh`. */
  settle(settled: Settled, wasAbsent: boolean, fresh: FreshNodes): void {
    const { document, reading, ...rest } = settled;
    const { digest } = document;
    fresh.add('Document', digest);
    const claims = claimsOf(settled, fresh);
    for (const claim of claims) addEnds(claim, fresh);
    const states = reading?.claims.find(({ edge }) => edge === 'STATES');
    const links = states === undefined ? [] : objectLinks(String(states.properties?.['summary'] ?? '{}'));
    for (const link of links) fresh.add('Link', link);
    const remarks = JSON.stringify(reading?.remarks ?? []);
    const slim = { ...rest, digest, size: document.bytes.length, remarks, claims, links, wasAbsent };
    this.settled.set(digest, slim);
    this.steps.push({ do: 'settle', settled: slim });
  }

  observe(seen: Observation, fresh: FreshNodes): void {
    fresh.add('Document', seen.document);
    fresh.add('Source', seen.source);
    fresh.add('Run', seen.run);
    if (seen.object !== null) fresh.add('KubernetesObject', objectId(seen.object));
    const key = observationKey(seen);
    if (!this.observations.has(key)) this.observations.set(key, seen);
    this.steps.push({ do: 'observe', key, seen });
  }

  list(listing: CompleteListing, fresh: FreshNodes): void {
    fresh.add('Source', listing.source);
    fresh.add('Run', listing.run);
    this.steps.push({ do: 'list', key: listingKey(listing), listing });
  }

  withdraw(document: string, reason: string, at: string): void {
    this.steps.push({ do: 'withdraw', document, reason, at });
  }

  restore(document: string): void {
    this.steps.push({ do: 'restore', document });
  }
}

function claimsOf({ document: { digest }, reading, inner }: Settled, fresh: FreshNodes): ClaimRow[] {
  const held = inner.map(({ digest: to, at }) => claimRow(digest, { edge: 'HOLDS', from: digest, to, at }));
  if (reading === null) return held;
  const claims = [...held, ...reading.claims.map((claim) => claimRow(digest, claim))];
  for (const set of reading.inventory === undefined ? [] : inventorySets(reading.inventory)) {
    fresh.addSet(set);
    const properties = { places: set.places };
    claims.push(claimRow(digest, { edge: set.listedBy, from: digest, to: set.id, at: '', properties }));
  }
  return claims;
}

function addEnds({ type, from, to }: ClaimRow, fresh: FreshNodes): void {
  const kind = edgeKind(type);
  addEnd(kind.from, from, fresh);
  addEnd(kind.to, to, fresh);
}

function addEnd(label: string, key: string, fresh: FreshNodes): void {
  if (isSet(label)) return;
  if (label !== 'Purl') {
    fresh.add(label, key);
    return;
  }
  const identity = identifyPackage(key);
  if (identity === undefined) throw new RangeError(`a claim about no package URL: ${key}`);
  fresh.addPackage(identity);
}

/** A set is made with its members. */
const isSet = (label: string): boolean => label.endsWith('Set');
