import type { ObjectShape } from './graphql-answer.ts';
import type { ClosedList } from './graphql-lists.ts';

const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/u;

/** @throws RangeError where it is none. */
export function checkedName(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`${JSON.stringify(name)} is no GraphQL name`);
  return name;
}

/** An object type; an interface where it is told so. */
export function objectType(
  { name, doc, fields }: ObjectShape,
  { keyword = 'type', implementing = null }: { keyword?: 'type' | 'interface'; implementing?: string | null } = {},
): string {
  const lines = Object.entries(fields).map(([key, [type, text]]) => fieldText('  ', key, type, text));
  const contract = implementing === null ? '' : ` implements ${implementing}`;
  return [description(doc, ''), `${keyword} ${name}${contract} {`, ...lines, '}\n'].join('\n');
}

export function enumType({ name, doc, values }: ClosedList): string {
  const lines = Object.entries(values).map(([value, text]) => `${description(text, '  ')}\n  ${checkedName(value)}`);
  return [description(doc, ''), `enum ${name} {`, ...lines, '}\n'].join('\n');
}

export const scalarType = (name: string, doc: string): string => `${description(doc, '')}\nscalar ${name}\n`;

export const fieldText = (indent: string, name: string, type: string, doc: string): string =>
  `${description(doc, indent)}\n${indent}${name}: ${type}`;

/** A description above what it describes. */
export function description(doc: string, indent: string): string {
  const text = doc.trim().replaceAll('"""', '\\"""');
  if (!text.includes('\n') && !/^"|["\\]$/u.test(text)) return `${indent}"""${text}"""`;
  const lines = text.split('\n').map((line) => (line === '' ? '' : indent + line));
  return [`${indent}"""`, ...lines, `${indent}"""`].join('\n');
}

export const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
