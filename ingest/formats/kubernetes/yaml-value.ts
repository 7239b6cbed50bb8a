import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { ParsedNode, Scalar, YAMLMap } from 'yaml';
import { Failure } from '../../failure.ts';
import { isObject } from '../../json/index.ts';
import { LIMITS } from '../../limits.ts';

/** How much the aliases of one document may repeat, in characters of YAML. */
const REPEATED_CHARACTERS = 16 * 1024 * 1024;

type Node = ParsedNode;

interface Anchored {
  readonly value: unknown;
  /** How long its YAML is, with what its own aliases repeat. */
  readonly length: number;
}

/**
 * The JSON value of a composed YAML node: aliases and merge keys (`<<`) expanded, mapping keys as text. A key that is a
 * number or a boolean becomes its canonical text, as kubectl does.
 *
 * @throws Failure MALFORMED for a duplicate key, a key that is null or no scalar, a bad merge, an alias without anchor or
 *   inside itself; TOO_LARGE when aliases expand more often than `LIMITS.yamlAliases`, or repeat more than 16 MiB.
 */
export function yamlValue(node: Node, lineOf: (offset: number) => number): unknown {
  return new Expansion(lineOf).value(node);
}

class Expansion {
  readonly #lineOf: (offset: number) => number;
  /** By anchor name, in document order: an alias means the last one before it. Undefined: not complete yet. */
  readonly #anchors = new Map<string, Anchored | undefined>();
  #aliases = 0;
  #repeated = 0;

  constructor(lineOf: (offset: number) => number) {
    this.#lineOf = lineOf;
  }

  value(node: Node | null): unknown {
    if (node === null) return null;
    if (isAlias(node)) return this.#alias(node.source, node);
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const before = this.#repeated;
    const value = this.#content(node);
    if (anchor !== undefined) {
      const written = node.range[2] - node.range[0];
      this.#anchors.set(anchor, { value, length: written + this.#repeated - before });
    }
    return value;
  }

  #content(node: Node): unknown {
    if (isMap(node)) return this.#mapping(node);
    if (isSeq(node)) return node.items.map((item) => this.value(item));
    if (isScalar(node)) return scalarValue(node);
    throw this.#malformed('The YAML has a node of no known kind', node);
  }

  #alias(name: string, node: Node): unknown {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) {
      const what = this.#anchors.has(name) ? 'is inside what it stands for' : 'stands for nothing';
      throw this.#malformed(`The alias *${name} ${what}`, node);
    }
    this.#aliases++;
    this.#repeated += anchored.length;
    if (this.#aliases > LIMITS.yamlAliases || this.#repeated > REPEATED_CHARACTERS) {
      const line = this.#lineOf(node.range[0]);
      const message =
        `The YAML expands more than ${LIMITS.yamlAliases} aliases, ` +
        `or they repeat more than ${REPEATED_CHARACTERS} characters (line ${line}).`;
      throw new Failure('TOO_LARGE', message, { at: `line ${line}` });
    }
    return anchored.value;
  }

  #mapping(map: YAMLMap.Parsed): unknown {
    const own = new Map<string, unknown>();
    const merged = new Map<string, unknown>();
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) {
        for (const [key, value] of this.#merge(pair.value, pair.key)) if (!merged.has(key)) merged.set(key, value);
        continue;
      }
      const key = this.#key(pair.key);
      if (own.has(key)) throw this.#malformed(`The YAML has the key ${JSON.stringify(key)} twice`, pair.key);
      own.set(key, this.value(pair.value));
    }
    for (const [key, value] of merged) if (!own.has(key)) own.set(key, value);
    return Object.fromEntries(own);
  }

  #key(node: Node): string {
    const value = this.value(node);
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.#malformed('The YAML has a key that is no text', node);
  }

  /** The members to merge in, those of an earlier mapping first. */
  #merge(node: Node | null, key: Node): [string, unknown][] {
    const source = this.value(node);
    const mappings: unknown[] = Array.isArray(source) ? source : [source];
    return mappings.flatMap((mapping) => {
      if (!isObject(mapping)) throw this.#malformed('The YAML merges what is no mapping', key);
      return Object.entries(mapping);
    });
  }

  #malformed(what: string, node: Node): Failure {
    const line = this.#lineOf(node.range[0]);
    return new Failure('MALFORMED', `${what} (line ${line}).`, { at: `line ${line}` });
  }
}

function isMergeKey(node: Node): boolean {
  return isScalar(node) && node.value === '<<' && node.type === 'PLAIN';
}

/** Beyond JSON there is only what a tag would make; those are switched off. */
function scalarValue(node: Scalar): unknown {
  const { value } = node;
  return typeof value === 'bigint' ? Number(value) : value;
}
