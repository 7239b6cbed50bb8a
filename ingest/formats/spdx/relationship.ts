import type { ComponentScope } from '../../reading.ts';

/** What a relationship type means here: which end depends on, contains or is made from which. */
export interface Meaning {
  readonly kind: 'describes' | 'depends' | 'contains' | 'generated';
  /** Whether it is the related element that depends on, contains, describes or is made from the other. */
  readonly flipped: boolean;
  /** What a relationship of this type makes of what is depended on or contained. */
  readonly scope: ComponentScope;
}

function meaning(kind: Meaning['kind'], flipped = false, scope: ComponentScope = 'required'): Meaning {
  return { kind, flipped, scope };
}

/** The types that matter, with `DESCRIBE`, which one scanner wrote for years (sbom.md §1.2, §1.3). */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['DESCRIBES', meaning('describes')],
  ['DESCRIBE', meaning('describes')],
  ['DESCRIBED_BY', meaning('describes', true)],
  ['DEPENDS_ON', meaning('depends')],
  ['DEPENDENCY_OF', meaning('depends', true)],
  ['RUNTIME_DEPENDENCY_OF', meaning('depends', true)],
  ['HAS_PREREQUISITE', meaning('depends')],
  ['PREREQUISITE_FOR', meaning('depends', true)],
  ['STATIC_LINK', meaning('depends')],
  ['DYNAMIC_LINK', meaning('depends')],
  ['OPTIONAL_DEPENDENCY_OF', meaning('depends', true, 'optional')],
  ['PROVIDED_DEPENDENCY_OF', meaning('depends', true, 'excluded')],
  ['BUILD_DEPENDENCY_OF', meaning('depends', true, 'development')],
  ['BUILD_TOOL_OF', meaning('depends', true, 'development')],
  ['DEV_DEPENDENCY_OF', meaning('depends', true, 'development')],
  ['DEV_TOOL_OF', meaning('depends', true, 'development')],
  ['TEST_DEPENDENCY_OF', meaning('depends', true, 'development')],
  ['TEST_TOOL_OF', meaning('depends', true, 'development')],
  ['CONTAINS', meaning('contains')],
  ['CONTAINED_BY', meaning('contains', true)],
  ['PACKAGE_OF', meaning('contains', true)],
  ['OPTIONAL_COMPONENT_OF', meaning('contains', true, 'optional')],
  ['GENERATED_FROM', meaning('generated')],
  ['GENERATES', meaning('generated', true)],
]);

/** What a relationship type means, however it is spelled; undefined for the many others. */
export function meaningOf(type: string): Meaning | undefined {
  return MEANINGS.get(type) ?? MEANINGS.get(type.trim().toUpperCase().replaceAll('-', '_'));
}

/** Of several scopes that one component has, the one that ships it the surest. */
const SUREST: readonly ComponentScope[] = ['required', 'optional', 'excluded', 'development'];

/** The surer of two scopes; `undefined` is no word yet. */
export function surerScope(before: ComponentScope | undefined, scope: ComponentScope): ComponentScope {
  return before !== undefined && SUREST.indexOf(before) <= SUREST.indexOf(scope) ? before : scope;
}
