import { digestsIn } from '#schema';
import { Failure } from '../../failure.ts';
import type { Document, Format } from '../../format.ts';
import type { Head } from '../../head.ts';
import type { JsonMembers, JsonObject } from '../../json/index.ts';
import { isObject, member, readMembers, textOf } from '../../json/index.ts';
import type { Reading } from '../../reading.ts';
import { generatorOf } from '../generators.ts';
import { Bill } from '../sbom/bill.ts';
import type { SubjectCandidate } from '../sbom/subject.ts';
import { describeSubject, strongestOf } from '../sbom/subject.ts';
import { candidatesOf, checksumsOf, elementOf, isOperatingSystem, sourceOf, toolsOf } from './package.ts';
import { describedIn, Relations } from './relations.ts';

const VERSION = /^SPDX-2\.[23](\.\d+)?$/;
const SPDX_3 = /https?:\/\/spdx\.org\/rdf\/3\./;
/** What GitHub puts around a document. */
const WRAPPER = 'sbom';
/** The arrays that are read element by element. */
const LAZY = {
  arrays: ['packages', 'files', 'snippets', 'relationships', 'documentDescribes'],
  objects: [WRAPPER],
};

/** SPDX 2.2 and 2.3 as JSON (sbom.md §1), also as GitHub wraps it: `{"sbom": {…}}`. */
export const spdxJson: Format = {
  name: 'spdx-json',
  doc: 'SPDX 2.2 and 2.3 as JSON, also in the wrapper of GitHub: the packages of an artifact and their relationships',
  reader: 2,
  recognises: (head: Head) => head.shape === 'json' && isSpdx(head),
  read,
};

function isSpdx({ keys, text }: Head): boolean {
  if (keys.has('spdxVersion') || keys.get('SPDXID') === 'SPDXRef-DOCUMENT') return true;
  if (keys.has('@context') || keys.has('@graph')) return SPDX_3.test(text) || /"spdxId"\s*:/.test(text);
  if (keys.has(WRAPPER)) return /"sbom"\s*:\s*\{/.test(text) && /"(spdxVersion|SPDXID)"\s*:\s*"SPDX/.test(text);
  return keys.has('Document') && /"specVersion"\s*:\s*"SPDX-/.test(text);
}

function read(document: Document): Reading {
  const outer = readMembers(document.bytes, LAZY);
  if (outer === undefined) throw new Failure('MALFORMED', 'The SPDX document is no JSON object.');
  const wrapped = outer.has('spdxVersion') ? undefined : outer.inner(WRAPPER);
  const prefix = wrapped === undefined ? '' : `/${WRAPPER}`;
  const members = wrapped ?? outer;
  const version = textOf(members.value('spdxVersion'));
  if (version === null || !VERSION.test(version)) {
    throw new Failure('UNSUPPORTED_VERSION', unsupported(outer, version), {
      at: members.has('spdxVersion') ? `${prefix}/spdxVersion` : '',
    });
  }
  return new SpdxReader(document.digest, members, prefix).reading(version);
}

function unsupported(members: JsonMembers, version: string | null): string {
  if (members.has('@context') || members.has('@graph'))
    return 'SPDX 3 is not read: let the generator write SPDX 2.3 as JSON.';
  if (members.has('Document')) return 'SPDX 2.1 and older is not read.';
  const said = version === null ? 'A document without an spdxVersion' : JSON.stringify(version.slice(0, 40));
  return `${said} is not read, only SPDX-2.2 and SPDX-2.3.`;
}

/** The package that the document is about. */
interface Root {
  readonly spdxPackage: JsonObject;
  readonly index: number;
}

class SpdxReader {
  readonly #digest: string;
  readonly #members: JsonMembers;
  readonly #prefix: string;
  readonly #bill: Bill;
  readonly #documentId: string;
  #isImage = false;

  constructor(digest: string, members: JsonMembers, prefix: string) {
    this.#digest = digest;
    this.#members = members;
    this.#prefix = prefix;
    this.#bill = new Bill(digest);
    this.#documentId = textOf(members.value('SPDXID')) ?? 'SPDXRef-DOCUMENT';
  }

  reading(version: string): Reading {
    const { remarks } = this.#bill;
    const root = this.#findRoot();
    const candidates = root === undefined ? [] : this.#readRoot(root);
    this.#readPackages(root);
    this.#readFiles('files');
    this.#readFiles('snippets');
    const relations = new Relations(this.#bill, this.#prefix, this.#documentId);
    relations.read(this.#members);
    candidates.push(...this.#inNames());
    if (root === undefined) candidates.push(...this.#inGraph(relations.onlySource()));
    const describes = describeSubject(this.#digest, candidates, remarks);
    const creators = member(this.#members.value('creationInfo'), 'creators');
    if (creators !== undefined && !Array.isArray(creators)) {
      remarks.add('ELEMENT_UNUSABLE', `${this.#prefix}/creationInfo/creators`, 'The creators are no array.');
    }
    const generator = generatorOf(toolsOf(creators), this.#isImage);
    const { inventory, claims } = this.#bill.finish({
      generator,
      completeness: relations.incomplete ? 'incomplete' : 'unstated',
    });
    return { version, claims: [...describes, ...claims], inventory, inner: [], remarks: remarks.list() };
  }

  /** The package that is described. Of several only the one that is an image can be the subject; the others are listed. */
  #findRoot(): Root | undefined {
    const described = describedIn(this.#members, this.#documentId);
    const roots: Root[] = [];
    if (described.size === 0) return undefined;
    this.#members.each('packages', (spdxPackage, index) => {
      if (!isObject(spdxPackage)) return;
      const id = textOf(spdxPackage['SPDXID']);
      if (id !== null && described.has(id)) roots.push({ spdxPackage, index });
    });
    if (roots.length === 1) return roots[0];
    const images = roots.filter(({ spdxPackage }) => isImage(spdxPackage));
    return images.length === 1 ? images[0] : undefined;
  }

  #readRoot({ spdxPackage, index }: Root): SubjectCandidate[] {
    const { remarks } = this.#bill;
    const place = `${this.#prefix}/packages/${index}`;
    const isPackage = spdxPackage['primaryPackagePurpose'] === 'LIBRARY';
    const element = elementOf(spdxPackage, place, remarks);
    this.#bill.subject(element, isPackage);
    this.#isImage = isImage(spdxPackage);
    return candidatesOf(spdxPackage, element);
  }

  #readPackages(root: Root | undefined): void {
    const place = `${this.#prefix}/packages`;
    const isArray = this.#members.each('packages', (spdxPackage, index) => {
      if (index !== root?.index) this.#list(spdxPackage, `${place}/${index}`);
    });
    if (!isArray && this.#members.has('packages')) this.#bill.lose(place, 'The packages are no array.');
  }

  #list(spdxPackage: unknown, place: string): void {
    if (!isObject(spdxPackage)) {
      this.#bill.lose(place, 'The package is no object.');
      return;
    }
    const element = elementOf(spdxPackage, place, this.#bill.remarks);
    const role = isOperatingSystem(spdxPackage) ? 'system' : 'package';
    this.#bill.list(element, role, 'required', sourceOf(spdxPackage));
  }

  /** Files are no components, but relationships name them. */
  #readFiles(key: string): void {
    const place = `${this.#prefix}/${key}`;
    const isArray = this.#members.each(key, (file, index) => {
      const at = `${place}/${index}`;
      const id = textOf(member(file, 'SPDXID'));
      if (id !== null) this.#bill.know(id, at);
      if (isObject(file)) this.#bill.digests(null, strongestOf(checksumsOf(file, at, this.#bill.remarks)));
    });
    if (!isArray && this.#members.has(key)) {
      this.#bill.remarks.add('ELEMENT_UNUSABLE', place, `The member ${key} is no array.`);
    }
  }

  /** Rung 4: a digest in the name or the namespace of the document (sbom.md §1.4). */
  #inNames(): SubjectCandidate[] {
    const find = (key: string, how: SubjectCandidate['how']): SubjectCandidate[] => {
      const text = textOf(this.#members.value(key))?.slice(0, 4_096) ?? '';
      return digestsIn(text).map((digest) => ({ digest, how, rung: 4, at: `${this.#prefix}/${key}` }));
    };
    return [...find('name', 'DOCUMENT_NAME'), ...find('documentNamespace', 'DOCUMENT_NAMESPACE')];
  }

  /** Rung 5: the only package that nothing contains or depends on. It stays listed, for that is a guess. */
  #inGraph(id: string | undefined): SubjectCandidate[] {
    const found: SubjectCandidate[] = [];
    if (id === undefined) return found;
    const { remarks } = this.#bill;
    this.#members.each('packages', (spdxPackage, index) => {
      if (found.length > 0 || !isObject(spdxPackage) || spdxPackage['SPDXID'] !== id) return;
      const element = elementOf(spdxPackage, `${this.#prefix}/packages/${index}`, remarks);
      for (const { digest, at } of candidatesOf(spdxPackage, element)) {
        found.push({ digest, how: 'GRAPH_ROOT', rung: 5, at });
      }
    });
    return found;
  }
}

function isImage(spdxPackage: JsonObject): boolean {
  if (spdxPackage['primaryPackagePurpose'] === 'CONTAINER') return true;
  const references = spdxPackage['externalRefs'];
  return (
    Array.isArray(references) &&
    references.some((reference) => /^pkg:(oci|docker)\//.test(textOf(member(reference, 'referenceLocator')) ?? ''))
  );
}
