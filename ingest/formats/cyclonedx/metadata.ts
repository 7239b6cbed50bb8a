import { digestsIn } from '#schema';
import type { JsonObject } from '../../json/index.ts';
import { arrayOf, isObject, member, textOf } from '../../json/index.ts';
import type { Inventory } from '../../reading.ts';
import type { Remarks } from '../../remarks.ts';
import type { Tool } from '../generators.ts';
import type { Element } from '../sbom/element.ts';
import type { SubjectCandidate } from '../sbom/subject.ts';
import { artifactDigest, imageDigests, strongestOf } from '../sbom/subject.ts';
import { propertyValues } from './component.ts';

/**
 * The tools of `metadata.tools`: an array until 1.4, components and services since 1.5. What stands for a tool and does not
 * name one is a tool without a name.
 */
export function toolsOf(tools: unknown): Tool[] {
  if (tools === undefined) return [];
  if (Array.isArray(tools)) return arrayOf(tools).map((tool) => toolOf(tool, 'vendor'));
  if (!isObject(tools)) return [UNNAMED];
  return [tools['components'], tools['services']].flatMap((listed) => {
    if (listed === undefined) return [];
    return Array.isArray(listed) ? arrayOf(listed).map((tool) => toolOf(tool, 'group')) : [UNNAMED];
  });
}

const UNNAMED: Tool = { vendor: null, name: null, version: null };

function toolOf(tool: unknown, vendorKey: string): Tool {
  return {
    vendor: textOf(member(tool, vendorKey)),
    name: textOf(member(tool, 'name')),
    version: textOf(member(tool, 'version')),
  };
}

/** Rung 2 of the subject ladder (sbom.md §1.4): what a component says of its own digest, the strongest first. */
export function candidatesOf(component: JsonObject, { purls, place, digests }: Element): SubjectCandidate[] {
  const candidates: SubjectCandidate[] = [];
  for (const found of imageDigests(purls)) candidates.push({ ...found, how: 'COMPONENT_PURL', rung: 2 });
  for (const found of strongestOf(digests)) candidates.push({ ...found, how: 'COMPONENT_HASH', rung: 2 });
  const version = artifactDigest(textOf(component['version']) ?? '');
  if (version !== undefined) {
    candidates.push({ digest: version, how: 'COMPONENT_VERSION', rung: 2, at: `${place}/version` });
  }
  for (const { text, at } of propertyValues(component, 'aquasecurity:trivy:RepoDigest', place)) {
    for (const digest of digestsIn(text)) candidates.push({ digest, how: 'REPO_DIGEST', rung: 2, at });
  }
  return candidates;
}

/** What CycloneDX says of vulnerabilities or services alone is nothing about the list of components. */
const ABOUT_COMPONENTS = ['assemblies', 'dependencies'];

/**
 * What `compositions` say of the list (design.md §7, rule (a)). Incomplete anywhere is incomplete: a part whose parts are
 * not known hides components of the whole. Unknown is incomplete where it is said of the root or of everything; of a part it
 * only takes back that the whole is complete. Complete must be said of the root itself, for the word does not cascade.
 */
export function completenessOf(
  compositions: readonly unknown[],
  rootRef: string | null,
  remarks: Remarks,
): Inventory['completeness'] {
  let complete = false;
  let open = false;
  let incomplete = false;
  for (const [index, composition] of compositions.entries()) {
    const aggregate = textOf(member(composition, 'aggregate'));
    if (!isObject(composition) || aggregate === null) {
      remarks.add('ELEMENT_UNUSABLE', `/compositions/${index}`, 'The composition has no aggregate.');
      open = true;
      continue;
    }
    const isOfEverything = ABOUT_COMPONENTS.every((key) => composition[key] === undefined);
    if (isOfEverything && composition['vulnerabilities'] !== undefined) continue;
    const isOfRoot = rootRef !== null && ABOUT_COMPONENTS.some((key) => arrayOf(composition[key]).includes(rootRef));
    if (aggregate === 'complete') complete ||= rootRef !== null && arrayOf(composition['assemblies']).includes(rootRef);
    else if (aggregate.startsWith('incomplete')) incomplete = true;
    else if (aggregate === 'unknown' && (isOfRoot || isOfEverything)) incomplete = true;
    else open = true;
  }
  if (incomplete) return 'incomplete';
  return complete && !open ? 'complete' : 'unstated';
}

/** The first external reference that is another bill of materials (BOM-Link or an address), by its JSON Pointer; or null. */
export function otherBillAt(references: unknown, place: string): string | null {
  if (!Array.isArray(references)) return null;
  const index = arrayOf(references).findIndex((reference) => member(reference, 'type') === 'bom');
  return index === -1 ? null : `${place}/externalReferences/${index}`;
}
