import type { PackageIdentity } from '#schema';
import { coordinateVersion, sourceCoordinate } from '#schema';
import { LIMITS } from '../../limits.ts';
import type { Claim, ComponentDigest, ComponentScope, Inventory, ListedComponent } from '../../reading.ts';
import { Remarks } from '../../remarks.ts';
import type { Generator } from '../generators.ts';
import type { Element, GivenDigest, SourcePackage, WrittenPurl } from './element.ts';
import { identify, IMAGE_TYPES, nameProperties } from './element.ts';
import { strongestOf } from './subject.ts';

type Component = { -readonly [K in keyof ListedComponent]: ListedComponent[K] };

/** What kind of thing an element is: an operating system is found by its name, but is no component of a type. */
export type Role = 'package' | 'system';

/** An element that has a name. */
interface Named extends Pick<Element, 'place' | 'group' | 'version'> {
  readonly name: string;
}

/** What an inventory says of itself. */
export interface Standing {
  readonly generator: Generator;
  readonly completeness: Inventory['completeness'];
}

/** Between elements that are many packages each (aliases, a repeated id) only this many pairs are made. */
const PAIRS = 64;

/** The components of an element: nearly always one, or none, or several. */
export type Found = number | readonly number[];

const NONE: readonly number[] = [];

/**
 * The bill that an SBOM of any format is turned into: what it lists, under which ids, and what depends on what.
 * Every element is kept, as a component or by its name.
 */
export class Bill {
  readonly remarks = new Remarks();
  readonly components: Component[] = [];
  readonly #digest: string;
  readonly #names: Claim[] = [];
  readonly #types = new Set<string>();
  readonly #ids = new Map<string, number | number[]>();
  readonly #roots = new Set<string>();
  readonly #rootPurls = new Set<string>();
  readonly #pairs: [number, number, string][] = [];
  readonly #digests: ComponentDigest[] = [];
  #elements = 0;
  #content = 0;
  #cut = false;
  #refused = false;
  #rootDepends = false;

  /** @param digest - the digest of the document. */
  constructor(digest: string) {
    this.#digest = digest;
  }

  /** An element is missing. */
  cut(): void {
    this.#cut = true;
  }

  /** An element was lost. */
  lose(at: string, message: string): void {
    this.cut();
    this.remarks.add('ELEMENT_UNUSABLE', at, message);
  }

  /**
   * The subject, which is no component. Where it is a package it is found by its name, for an artifact that is package X
   * is affected by X.
   */
  subject(element: Element, isPackage: boolean): void {
    if (element.id !== null) this.#roots.add(element.id);
    // The strongest say what the document is about; by the others it is found too.
    const naming = strongestOf(element.digests);
    this.digests(
      null,
      element.digests.filter((given) => !naming.includes(given)),
    );
    const { identities } = identify(element, this.remarks);
    for (const { purl } of identities) this.#rootPurls.add(purl);
    const asPackage = identities.find(({ type }) => !IMAGE_TYPES.has(type)) ?? null;
    const name = element.name ?? asPackage?.name ?? null;
    if (name !== null && (asPackage !== null || (isPackage && identities.length === 0))) {
      this.#name({ ...element, name, version: element.version ?? asPackage?.version ?? null }, asPackage);
    }
  }

  /** Lists an element under its id. Where it has the purl of the subject it is the subject, named once more. */
  list(element: Element, role: Role, scope: ComponentScope, source: SourcePackage | null): void {
    if (this.#elements === LIMITS.components) {
      this.#refuse(element.place);
      return;
    }
    const { identities, byName, generic } = identify(element, this.remarks);
    const first = this.components.length;
    if (identities.length > 0 && identities.every(({ purl }) => this.#rootPurls.has(purl))) {
      if (element.id !== null) this.#roots.add(element.id);
      return;
    }
    if (identities.length === 0 && element.name === null && generic === null) {
      this.lose(element.place, 'The component has neither a name nor a usable purl.');
    } else {
      this.#elements++;
      for (const identity of identities) this.#add(identity, element.place, role, scope, source);
      if (byName) this.#nameElement(element, identities[0] ?? null, generic);
      if (identities.length === 0 && role === 'package') this.#content++;
    }
    if (element.digests.length > 0) this.digests(identities[0]?.type ?? null, element.digests);
    if (element.id !== null) this.#define(element.id, first, element.place);
  }

  /** The document gives these digests for a component of this purl type, or for something that is no package (null). */
  digests(type: string | null, digests: readonly GivenDigest[]): void {
    for (const { digest, at } of digests) this.#digests.push({ digest, type: type ?? '', place: at });
  }

  /** An element that is no component, a file, has this id. */
  know(id: string, place: string): void {
    this.#define(id, this.components.length, place);
  }

  #refuse(at: string): void {
    if (!this.#refused) this.remarks.add('LIMIT_REACHED', at, `Only ${LIMITS.components} components are read.`);
    this.#refused = true;
    this.#cut = true;
  }

  #add(identity: PackageIdentity, place: string, role: Role, scope: ComponentScope, from: SourcePackage | null): void {
    // No address holds a lone surrogate.
    const named = from === null ? null : sourceCoordinate(identity.type, from.name.toWellFormed());
    const version = from?.version?.toWellFormed() ?? null;
    const source = named === null || named === identity.coordinate ? null : coordinateVersion(named, version);
    this.components.push({ identity, scope, source, place, direct: null });
    if (role === 'package' && !IMAGE_TYPES.has(identity.type)) {
      this.#content++;
      this.#types.add(identity.type);
    }
  }

  #nameElement(element: Element, identity: PackageIdentity | null, generic: WrittenPurl | null): void {
    const { name, group, version } = element;
    if (name !== null) this.#name({ ...element, name }, identity);
    if (generic === null) return;
    const known = name === null ? null : nameProperties(name, group, version);
    if (known?.['nameKey'] === nameProperties(generic.text, null, version)['nameKey']) return;
    const place = name === null ? element.place : generic.at;
    this.#name({ place, name: generic.text, group: null, version }, null);
  }

  /** Names what is known by its name. Where it has a purl as well, its keys are those of the purl: names are aliased. */
  #name(named: Named, identity: PackageIdentity | null): void {
    const { place, name, group, version } = named;
    const keys = identity === null ? {} : { nameKey: identity.name, groupNameKey: identity.groupName };
    this.#names.push({
      edge: 'NAMES',
      from: this.#digest,
      to: `${this.#digest}#${place}`,
      at: place,
      properties: { ...nameProperties(name, group, version), ...keys },
    });
  }

  /** The components from `first` on are those of the element with this id. A repeated id means all its elements. */
  #define(id: string, first: number, place: string): void {
    const end = this.components.length;
    const before = this.#ids.get(id);
    if (before === undefined && !this.#roots.has(id)) {
      this.#ids.set(id, end - first === 1 ? first : range(first, end));
      return;
    }
    this.remarks.add('DUPLICATE_ID', place, `More than one element has the id ${JSON.stringify(id.slice(0, 200))}.`);
    const all = typeof before === 'number' ? [before] : (before ?? []);
    for (let i = first; i < end; i++) all.push(i);
    this.#ids.set(id, all);
  }

  /** Whether an element, or the subject, has this id. */
  knows(id: string): boolean {
    return this.#ids.has(id) || this.#roots.has(id);
  }

  isRoot(id: string): boolean {
    return this.#roots.has(id);
  }

  /** Whether a root is known by its id. */
  hasRoot(): boolean {
    return this.#roots.size > 0;
  }

  /** The components of the element that has this id; undefined where no element and not the subject has it. */
  find(id: string): Found | undefined {
    return this.#ids.get(id) ?? (this.#roots.has(id) ? NONE : undefined);
  }

  componentsOf(id: string): readonly number[] {
    return listOf(this.#ids.get(id) ?? NONE);
  }

  /** The element with the id `from`, which was found as `origin`, depends on the element found as `target`: says `place`. */
  depend(from: string, origin: Found, target: Found, place: string): void {
    if (this.#roots.has(from)) {
      this.#rootDepends = true;
      for (const index of listOf(target)) this.#direct(index);
    }
    if (typeof origin === 'number' && typeof target === 'number') this.#pairs.push([origin, target, place]);
    else this.#pairAll(listOf(origin), listOf(target), place);
  }

  #direct(index: number): void {
    const component = this.components[index];
    if (component !== undefined) component.direct = true;
  }

  #pairAll(origins: readonly number[], targets: readonly number[], place: string): void {
    const all = origins.length * targets.length <= PAIRS;
    for (const origin of all ? origins : origins.slice(0, 1)) {
      for (const target of all ? targets : targets.slice(0, 1)) this.#pairs.push([origin, target, place]);
    }
  }

  /** The subject has a list of what it depends on, so what is not on it is no direct dependency. */
  rootDepends(): void {
    this.#rootDepends = true;
  }

  finish({ generator, completeness }: Standing): { readonly inventory: Inventory; readonly claims: readonly Claim[] } {
    if (this.#rootDepends) for (const component of this.components) component.direct ??= false;
    const inventory: Inventory = {
      components: this.components,
      dependencies: this.#pairs,
      digests: this.#digests,
      generator: generator.generator,
      catalogues: generator.catalogues,
      completeness,
      cut: this.#cut,
      empty: this.#content === 0,
    };
    const inventories: Claim = {
      edge: 'INVENTORIES',
      from: this.#digest,
      to: this.#digest,
      at: '',
      properties: {
        generator: generator.generator,
        catalogues: generator.catalogues.join(' '),
        types: [...this.#types].sort().join(' '),
        completeness,
        cut: inventory.cut,
        empty: inventory.empty,
        components: this.#elements,
      },
    };
    return { inventory, claims: [inventories, ...this.#names] };
  }
}

function listOf(found: Found): readonly number[] {
  return typeof found === 'number' ? [found] : found;
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}
