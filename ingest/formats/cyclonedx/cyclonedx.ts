import { Failure } from '../../failure.ts';
import type { Document, Format } from '../../format.ts';
import type { Head } from '../../head.ts';
import type { JsonMembers, JsonObject } from '../../json/index.ts';
import { arrayOf, isObject, member, readMembers, textOf } from '../../json/index.ts';
import type { Reading } from '../../reading.ts';
import { generatorOf } from '../generators.ts';
import { Bill } from '../sbom/bill.ts';
import type { SubjectCandidate } from '../sbom/subject.ts';
import { describeSubject, imageDigests } from '../sbom/subject.ts';
import { elementOf, saidOf } from './component.ts';
import { candidatesOf, completenessOf, otherBillAt, toolsOf } from './metadata.ts';

const VERSION = /^1\.[2-7]$/;
const ROOT = '/metadata/component';
/** The arrays that are read element by element. */
const LAZY = { arrays: ['components', 'dependencies'] };
/** Kinds of subject that are packages by themselves, and are asked for by their name. */
const PACKAGE_KINDS = new Set<unknown>(['library', 'framework']);

/** CycloneDX as JSON, 1.2 to 1.7 (sbom.md §1): components at any depth, their dependencies, and what it is about. */
export const cyclonedxJson: Format = {
  name: 'cyclonedx-json',
  doc: 'CycloneDX 1.2 to 1.7 as JSON: the components of an artifact, their dependencies, and its subject',
  reader: 2,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isCycloneDx(keys),
  read,
};

/** `bomFormat` may lie behind a large array: then two other members that no other format combines must do. */
function isCycloneDx(keys: Head['keys']): boolean {
  const format = keys.get('bomFormat');
  if (typeof format === 'string') return format.toLowerCase() === 'cyclonedx';
  if (keys.get('$schema')?.includes('cyclonedx.org/schema/bom-') === true) return true;
  return (
    keys.has('components') && (keys.has('specVersion') || keys.get('serialNumber')?.startsWith('urn:uuid:') === true)
  );
}

function read(document: Document): Reading {
  const bom = readMembers(document.bytes, LAZY);
  if (bom === undefined) throw new Failure('MALFORMED', 'The CycloneDX document is no JSON object.');
  const version = textOf(bom.value('specVersion'));
  if (version === null || !VERSION.test(version)) {
    const said = version === null ? 'without a specVersion' : JSON.stringify(version.slice(0, 40));
    throw new Failure('UNSUPPORTED_VERSION', `CycloneDX ${said} is not read, only 1.2 to 1.7.`, {
      at: bom.has('specVersion') ? '/specVersion' : '',
    });
  }
  return new BomReader(document.digest, bom).reading(version);
}

class BomReader {
  readonly #digest: string;
  readonly #bom: JsonMembers;
  readonly #bill: Bill;
  readonly #metadata: unknown;
  readonly #root: JsonObject | undefined;
  readonly #rootRef: string | null;
  #subjects: SubjectCandidate[] = [];
  /** Whether something of the list is in another document. */
  #elsewhere = false;
  /** Images among the components, by bom-ref: one of them may be the subject that is not named. */
  readonly #images = new Map<string, SubjectCandidate[]>();

  constructor(digest: string, bom: JsonMembers) {
    this.#digest = digest;
    this.#bom = bom;
    this.#bill = new Bill(digest);
    this.#metadata = bom.value('metadata');
    const root = member(this.#metadata, 'component');
    this.#root = isObject(root) ? root : undefined;
    this.#rootRef = textOf(this.#root?.['bom-ref']);
    if (this.#metadata !== undefined && !isObject(this.#metadata)) {
      this.#bill.remarks.add('ELEMENT_UNUSABLE', '/metadata', 'The metadata are no object.');
    } else if (root !== undefined && this.#root === undefined) {
      this.#bill.remarks.add('ELEMENT_UNUSABLE', ROOT, 'The subject is no component.');
    }
  }

  reading(version: string): Reading {
    this.#readRoot();
    this.#readComponents();
    this.#knowServices(this.#array('services'), '/services');
    this.#readDependencies();
    const { remarks } = this.#bill;
    const describes = describeSubject(this.#digest, this.#subjects, remarks);
    this.#noticeOtherBill(this.#bom.value('externalReferences'), '');
    const said = completenessOf(this.#array('compositions'), this.#rootRef, remarks);
    const completeness = this.#elsewhere ? 'incomplete' : said;
    const isImage = this.#root?.['type'] === 'container' || this.#subjects[0]?.how === 'COMPONENT_PURL';
    const tools = member(this.#metadata, 'tools');
    if (tools !== undefined && !Array.isArray(tools) && !isObject(tools)) {
      remarks.add('ELEMENT_UNUSABLE', '/metadata/tools', 'The tools are neither an array nor an object.');
    }
    const generator = generatorOf(toolsOf(tools), isImage);
    const { inventory, claims } = this.#bill.finish({ generator, completeness });
    return { version, claims: [...describes, ...claims], inventory, inner: [], remarks: remarks.list() };
  }

  #array(key: string): readonly unknown[] {
    const value = this.#bom.value(key);
    if (value !== undefined && !Array.isArray(value)) {
      this.#bill.remarks.add('ELEMENT_UNUSABLE', `/${key}`, `The member ${key} is no array.`);
    }
    return arrayOf(value);
  }

  #readRoot(): void {
    const root = this.#root;
    if (root === undefined) return;
    const element = elementOf(root, ROOT, this.#bill.remarks);
    this.#noticeOtherBill(root['externalReferences'], ROOT);
    this.#bill.subject(element, PACKAGE_KINDS.has(root['type']));
    this.#subjects = candidatesOf(root, element);
    if (root['components'] !== undefined) this.#listNested(root['components'], `${ROOT}/components`);
  }

  #readComponents(): void {
    const isArray = this.#bom.each('components', (component, index) => {
      this.#list(component, `/components/${index}`);
    });
    if (!isArray && this.#bom.has('components')) this.#bill.lose('/components', 'The components are no array.');
  }

  /** Services are no components, but components depend on them. */
  #knowServices(services: readonly unknown[], place: string): void {
    services.forEach((service, index) => {
      const at = `${place}/${index}`;
      const ref = textOf(member(service, 'bom-ref'));
      if (ref !== null) this.#bill.know(ref, at);
      this.#knowServices(arrayOf(member(service, 'services')), `${at}/services`);
    });
  }

  #listNested(components: unknown, place: string): void {
    if (!Array.isArray(components)) {
      this.#bill.lose(place, 'The components are no array.');
      return;
    }
    arrayOf(components).forEach((component, index) => {
      this.#list(component, `${place}/${index}`);
    });
  }

  #list(component: unknown, place: string): void {
    if (!isObject(component)) {
      this.#bill.lose(place, 'The component is no object.');
      return;
    }
    this.#listOne(component, place);
    const nested = component['components'];
    if (nested !== undefined) this.#listNested(nested, `${place}/components`);
  }

  #listOne(component: JsonObject, place: string): void {
    const element = elementOf(component, place, this.#bill.remarks);
    this.#noticeOtherBill(component['externalReferences'], place);
    if (this.#isRoot(component)) return;
    const kind = component['type'];
    if (kind === 'file' && element.purls.length === 0) {
      if (element.id !== null) this.#bill.know(element.id, place);
      this.#bill.digests(null, element.digests);
      return;
    }
    const { scope, source } = saidOf(component, place, this.#bill.remarks);
    this.#bill.list(element, kind === 'operating-system' ? 'system' : 'package', scope, source);
    if (this.#root !== undefined || element.id === null) return;
    if (kind === 'container' || imageDigests(element.purls).length > 0) {
      this.#images.set(element.id, candidatesOf(component, element));
    }
  }

  /** What a component has a bill of its own for is not listed here. */
  #noticeOtherBill(references: unknown, place: string): void {
    const at = otherBillAt(references, place);
    if (at === null) return;
    this.#elsewhere = true;
    this.#bill.remarks.add('CONTENTS_ELSEWHERE', at, 'What is in it is listed in another document.');
  }

  /** The subject is often repeated among the components. With another purl or name it is something else of the same id. */
  #isRoot(component: JsonObject): boolean {
    const root = this.#root;
    if (root === undefined || this.#rootRef === null || component['bom-ref'] !== this.#rootRef) return false;
    return component['purl'] === root['purl'] && component['name'] === root['name'];
  }

  #readDependencies(): void {
    const inbound = new Set<string>();
    const outbound = new Set<string>();
    const isArray = this.#bom.each('dependencies', (entry, index) => {
      this.#readDependency(entry, index, inbound, outbound);
    });
    if (!isArray && this.#bom.has('dependencies')) {
      this.#bill.remarks.add('ELEMENT_UNUSABLE', '/dependencies', 'The dependencies are no array.');
    }
    if (this.#root !== undefined) return;
    const sources = [...outbound].filter((ref) => !inbound.has(ref));
    const [source, ...others] = sources;
    if (source === undefined || others.length > 0) return;
    const candidates = this.#images.get(source) ?? [];
    this.#subjects = candidates.map(({ digest, at }) => ({ digest, how: 'GRAPH_ROOT', rung: 5, at }));
  }

  #readDependency(entry: unknown, index: number, inbound: Set<string>, outbound: Set<string>): void {
    const { remarks } = this.#bill;
    const place = `/dependencies/${index}`;
    const ref = textOf(member(entry, 'ref'));
    if (ref === null) {
      remarks.add('ELEMENT_UNUSABLE', place, 'The dependency names no component.');
      return;
    }
    const origin = this.#bill.find(ref);
    if (origin === undefined) this.#dangling(`${place}/ref`, ref);
    const targets = member(entry, 'dependsOn');
    if (targets === undefined) return;
    if (!Array.isArray(targets)) {
      remarks.add('ELEMENT_UNUSABLE', `${place}/dependsOn`, 'What it depends on is no array.');
      return;
    }
    for (let i = 0; i < targets.length; i++) {
      const target = textOf(targets[i]);
      if (target === null) {
        remarks.add('ELEMENT_UNUSABLE', `${place}/dependsOn/${i}`, 'This is no reference to a component.');
        continue;
      }
      if (this.#root === undefined && target !== ref) {
        outbound.add(ref);
        inbound.add(target);
      }
      const found = this.#bill.find(target);
      if (found === undefined) this.#missing(`${place}/dependsOn/${i}`, target);
      else if (origin !== undefined) this.#bill.depend(ref, origin, found, `${place}/dependsOn/${i}`);
    }
    if (targets.length > 0 && this.#bill.isRoot(ref)) this.#bill.rootDepends();
  }

  /** What is depended on and is not here is a component that was lost. */
  #missing(at: string, ref: string): void {
    this.#dangling(at, ref);
    this.#bill.cut();
  }

  #dangling(at: string, ref: string): void {
    this.#bill.remarks.add(
      'REFERENCE_DANGLING',
      at,
      `No component has the bom-ref ${JSON.stringify(ref.slice(0, 200))}.`,
    );
  }
}
