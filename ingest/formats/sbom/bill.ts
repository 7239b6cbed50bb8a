import type { PackageIdentity } from '#schema';
import { sourceCoordinate } from '#schema';
import { LIMITS } from '../../limits.ts';
import type { Claim, ComponentScope, Inventory, ListedComponent } from '../../reading.ts';
import { Remarks } from '../../remarks.ts';
import type { Generator } from '../generators.ts';
import type { Element } from './element.ts';
import { identify, nameProperties } from './element.ts';

type Component = { -readonly [K in keyof ListedComponent]: ListedComponent[K] };

/** What kind of thing an element is: an operating system is found by its name, but is no component of a type. */
export type Role = 'package' | 'system';

/** What an inventory says of itself. */
export interface Standing {
  readonly generator: Generator;
  readonly completeness: Inventory['completeness'];
}

/** The purl types of images and layers: what an SBOM says of them says nothing of what is in them. */
const IMAGE_TYPES = new Set(['oci', 'docker']);
/** Between elements that are many packages each (aliases, a repeated id) only this many pairs are made. */
const PAIRS = 64;
/** A pair of indexes as one number: indexes are below `LIMITS.components` and a few aliases. */
const RADIX = 2 ** 26;

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
  readonly #pairs: [number, number][] = [];
  readonly #paired = new Set<number>();
  #elements = 0;
  #content = 0;
  #cut = false;
  #refused = false;
  #rootDepends = false;

  /** @param digest - the digest of the document. */
  constructor(digest: string) {
    this.#digest = digest;
  }

  /** An element was lost. */
  lose(at: string, message: string): void {
    this.#cut = true;
    this.remarks.add('ELEMENT_UNUSABLE', at, message);
  }

  /**
   * The subject, which is no component. Where it is a package it is found by its name, for an artifact that is package X
   * is affected by X.
   */
  subject(element: Element, isPackage: boolean): readonly PackageIdentity[] {
    if (element.id !== null) this.#roots.add(element.id);
    const { identities } = identify(element, this.remarks);
    for (const { purl } of identities) this.#rootPurls.add(purl);
    const asPackage = identities.find(({ type }) => !IMAGE_TYPES.has(type));
    const name = element.name ?? asPackage?.name ?? null;
    if (name !== null && (asPackage !== undefined || (isPackage && identities.length === 0))) {
      this.#name(element.place, name, element.group, element.version ?? asPackage?.version ?? null);
    }
    return identities;
  }

  /** Lists an element under its id. Where it has the purl of the subject it is the subject, named once more. */
  list(element: Element, role: Role, scope: ComponentScope, sourceName: string | null): void {
    if (this.#elements === LIMITS.components) {
      this.#refuse(element.place);
      return;
    }
    const { identities, byName, genericName } = identify(element, this.remarks);
    const first = this.components.length;
    if (identities.length > 0 && identities.every(({ purl }) => this.#rootPurls.has(purl))) {
      if (element.id !== null) this.#roots.add(element.id);
      return;
    }
    if (identities.length === 0 && element.name === null && genericName === null) {
      this.lose(element.place, 'The component has neither a name nor a usable purl.');
    } else {
      this.#elements++;
      for (const identity of identities) this.#add(identity, element.place, role, scope, sourceName);
      if (byName) this.#nameElement(element, genericName);
      if (identities.length === 0 && role === 'package') this.#content++;
    }
    if (element.id !== null) this.#define(element.id, first, element.place);
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

  #add(identity: PackageIdentity, place: string, role: Role, scope: ComponentScope, sourceName: string | null): void {
    const named = sourceName === null ? null : sourceCoordinate(identity.type, sourceName);
    const source = named === identity.coordinate ? null : named;
    this.components.push({ identity, scope, source, place, direct: null });
    if (role === 'package' && !IMAGE_TYPES.has(identity.type)) {
      this.#content++;
      this.#types.add(identity.type);
    }
  }

  #nameElement({ place, name, group, version }: Element, genericName: string | null): void {
    if (name !== null) this.#name(place, name, group, version);
    if (genericName === null) return;
    const known = name === null ? null : nameProperties(name, group, version);
    const generic = nameProperties(genericName, null, version);
    if (known?.['nameKey'] === generic['nameKey']) return;
    this.#name(name === null ? place : `${place}/purl`, genericName, null, version);
  }

  #name(place: string, name: string, group: string | null, version: string | null): void {
    this.#names.push({
      edge: 'NAMES',
      from: this.#digest,
      to: `${this.#digest}#${place}`,
      at: place,
      properties: nameProperties(name, group, version),
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

  /** The components of the element that has this id. */
  componentsOf(id: string): readonly number[] {
    const found = this.#ids.get(id);
    return typeof found === 'number' ? [found] : (found ?? []);
  }

  /** The element `from` depends on the element `to`. Both ids are known. */
  depend(from: string, to: string): void {
    const target = this.#ids.get(to);
    if (this.#roots.has(from)) {
      this.#rootDepends = true;
      for (const index of this.componentsOf(to)) this.#direct(index);
    }
    const origin = this.#ids.get(from);
    if (origin === undefined || target === undefined) return;
    if (typeof origin === 'number' && typeof target === 'number') this.#pair(origin, target);
    else this.#pairAll(this.componentsOf(from), this.componentsOf(to));
  }

  #direct(index: number): void {
    const component = this.components[index];
    if (component !== undefined) component.direct = true;
  }

  #pairAll(origins: readonly number[], targets: readonly number[]): void {
    const all = origins.length * targets.length <= PAIRS;
    for (const origin of all ? origins : origins.slice(0, 1)) {
      for (const target of all ? targets : targets.slice(0, 1)) this.#pair(origin, target);
    }
  }

  #pair(origin: number, target: number): void {
    const key = origin * RADIX + target;
    if (this.#paired.has(key)) return;
    this.#paired.add(key);
    this.#pairs.push([origin, target]);
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

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}
