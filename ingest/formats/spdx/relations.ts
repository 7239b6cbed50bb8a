import type { JsonMembers } from '../../json/index.ts';
import { isObject, textOf } from '../../json/index.ts';
import type { ComponentScope } from '../../reading.ts';
import type { Bill } from '../sbom/bill.ts';
import type { Meaning } from './relationship.ts';
import { meaningOf, surerScope } from './relationship.ts';

/** Types of which a source package of the same type is told apart. */
const WITH_SOURCE = new Set(['apk', 'alpm', 'deb', 'rpm']);

/** A relationship whose type matters, turned so that `from` depends on, contains, describes or is made from `to`. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly meaning: Meaning;
}

function edgeOf(relationship: unknown): Edge | undefined {
  if (!isObject(relationship)) return undefined;
  const element = textOf(relationship['spdxElementId']);
  const related = textOf(relationship['relatedSpdxElement']);
  const type = relationship['relationshipType'];
  if (element === null || related === null || typeof type !== 'string') return undefined;
  const meaning = meaningOf(type);
  if (meaning === undefined) return undefined;
  return meaning.flipped ? { from: related, to: element, meaning } : { from: element, to: related, meaning };
}

/** What the document says that it describes, in either of its two ways (sbom.md §1.2). A document describes not itself. */
export function describedIn(members: JsonMembers, documentId: string): ReadonlySet<string> {
  const described = new Set<string>();
  members.each('documentDescribes', (id) => {
    if (typeof id === 'string' && id !== documentId) described.add(id);
  });
  members.each('relationships', (relationship) => {
    const edge = edgeOf(relationship);
    if (edge?.meaning.kind === 'describes' && edge.from === documentId && edge.to !== documentId) {
      described.add(edge.to);
    }
  });
  return described;
}

/** The relationships between the packages of one document, told to its bill. */
export class Relations {
  readonly #bill: Bill;
  readonly #prefix: string;
  readonly #documentId: string;
  readonly #scopes = new Map<number, ComponentScope>();
  readonly #inbound = new Set<string>();
  readonly #outbound = new Set<string>();
  #incomplete = false;

  /** @param prefix - the JSON Pointer of what holds the members. */
  constructor(bill: Bill, prefix: string, documentId: string) {
    this.#bill = bill;
    this.#prefix = prefix;
    this.#documentId = documentId;
  }

  /** Reads the relationships; every package and file is known by then. */
  read(members: JsonMembers): void {
    const isArray = members.each('relationships', (relationship, index) => {
      this.#readOne(relationship, index);
    });
    if (!isArray && members.has('relationships')) {
      this.#unusable('/relationships', 'The relationships are no array.');
    }
    const isList = members.each('documentDescribes', (id, index) => {
      if (typeof id === 'string') this.#known(id, `/documentDescribes/${index}`);
      else this.#unusable(`/documentDescribes/${index}`, 'This is no reference to an element.');
    });
    if (!isList && members.has('documentDescribes')) this.#unusable('/documentDescribes', 'This is no array.');
    for (const [index, scope] of this.#scopes) {
      const component = this.#bill.components[index];
      if (component !== undefined) component.scope = scope;
    }
  }

  /** Whether something of the list is in another document, or the author does not say what is in the whole. */
  get incomplete(): boolean {
    return this.#incomplete;
  }

  /** The only element that contains or depends on others and nothing contains or depends on, or undefined. */
  onlySource(): string | undefined {
    let found: string | undefined;
    for (const id of this.#outbound) {
      if (this.#inbound.has(id)) continue;
      if (found !== undefined) return undefined;
      found = id;
    }
    return found;
  }

  #readOne(relationship: unknown, index: number): void {
    const at = `/relationships/${index}`;
    const element = isObject(relationship) ? relationship['spdxElementId'] : undefined;
    const related = isObject(relationship) ? relationship['relatedSpdxElement'] : undefined;
    const type = isObject(relationship) ? relationship['relationshipType'] : undefined;
    if (typeof element !== 'string' || typeof related !== 'string' || typeof type !== 'string') {
      this.#unusable(at, 'The relationship does not name two elements and what they are to each other.');
      return;
    }
    const elementKnown = this.#known(element, at, '/spdxElementId');
    const relatedKnown = this.#known(related, at, '/relatedSpdxElement');
    const edge = edgeOf(relationship);
    if (edge === undefined) return;
    if (elementKnown && relatedKnown) this.#apply(edge, at);
    else this.#miss(edge, at);
  }

  /**
   * What is contained or depended on and is not here. Files that are left out are no packages: the scanners that leave them
   * out call them so.
   */
  #miss({ from, to, meaning }: Edge, at: string): void {
    if (meaning.kind !== 'contains' && meaning.kind !== 'depends') return;
    if (to.startsWith('DocumentRef-')) {
      const message = 'What is contained or depended on is in another document.';
      this.#bill.remarks.add('CONTENTS_ELSEWHERE', this.#prefix + at, message);
      this.#incomplete = true;
    } else if (to === 'NOASSERTION') {
      if (this.#isWhole(from)) this.#incomplete = true;
    } else if (to !== 'NONE' && !this.#isHere(to) && !to.startsWith('SPDXRef-File-')) {
      this.#bill.cut();
    }
  }

  #isWhole(id: string): boolean {
    return id === this.#documentId || this.#bill.isRoot(id) || !this.#bill.hasRoot();
  }

  #isHere(id: string): boolean {
    return this.#bill.knows(id) || id === this.#documentId;
  }

  #unusable(at: string, message: string): void {
    this.#bill.remarks.add('ELEMENT_UNUSABLE', this.#prefix + at, message);
  }

  /** Whether an end is an element of this document. That it is in another document, or nothing, is no mistake. */
  #known(id: string, at: string, key = ''): boolean {
    if (this.#isHere(id)) return true;
    if (id === 'NOASSERTION' || id === 'NONE' || id.startsWith('DocumentRef-')) return false;
    const message = `No element has the SPDXID ${JSON.stringify(id.slice(0, 200))}.`;
    this.#bill.remarks.add('REFERENCE_DANGLING', this.#prefix + at + key, message);
    return false;
  }

  #apply({ from, to, meaning }: Edge, at: string): void {
    switch (meaning.kind) {
      case 'describes':
        return;
      case 'depends':
        this.#bill.depend(from, this.#bill.find(from) ?? [], this.#bill.find(to) ?? [], this.#prefix + at);
        this.#scope(to, meaning.scope);
        break;
      case 'contains':
        if (meaning.scope !== 'required') this.#scope(to, meaning.scope);
        break;
      case 'generated':
        this.#madeFrom(from, to);
        return;
    }
    if (from !== to && from !== this.#documentId) {
      this.#outbound.add(from);
      this.#inbound.add(to);
    }
  }

  #scope(id: string, scope: ComponentScope): void {
    for (const index of this.#bill.componentsOf(id)) {
      this.#scopes.set(index, surerScope(this.#scopes.get(index), scope));
    }
  }

  /** A Linux package made from another one of its type: that is its source package. */
  #madeFrom(from: string, to: string): void {
    const [origin, ...others] = this.#bill.componentsOf(to);
    const source = origin === undefined ? undefined : this.#bill.components[origin]?.identity;
    if (source === undefined || others.length > 0 || !WITH_SOURCE.has(source.type)) return;
    for (const index of this.#bill.componentsOf(from)) {
      const component = this.#bill.components[index];
      if (component?.identity.type !== source.type || component.identity.coordinate === source.coordinate) continue;
      component.source ??= source.coordinate;
    }
  }
}
