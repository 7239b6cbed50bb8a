import { REASONS, ROUTES, RUNGS, STATES, STRENGTHS, type Question } from '#queries';
import { z } from 'zod';
import type { ParameterShape, QuestionShape } from '#schema';

/** A parameter as callers see it; `values` where the list is closed. */
export interface ParameterListed extends ParameterShape {
  readonly values: readonly string[] | null;
}

/** A question without its workings: what `/v1/ask` and GraphQL list, and what the page makes its form of. */
export interface QuestionListed extends QuestionShape {
  readonly parameters: readonly ParameterListed[];
}

/** The closed lists that GraphQL has as enums. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  Route: ROUTES,
  Rung: RUNGS,
  State: STATES.filter((state) => state !== 'GONE'),
  Strength: STRENGTHS,
  Reason: REASONS,
};

const Property = z.object({
  type: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  items: z.object({ type: z.string().optional(), enum: z.array(z.string()).optional() }).optional(),
  anyOf: z.array(z.object({ type: z.string().optional() })).optional(),
});
const Shape = z.object({ properties: z.record(z.string(), Property), required: z.array(z.string()).default([]) });

/** The shape of a question, read from the JSON Schema of what its parameters take. */
export function listQuestion({ name, asks, doc, parameters, rowType, columns }: Question): QuestionListed {
  const schema = Shape.parse(z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }));
  const listed = Object.entries(schema.properties).map(([key, property]): ParameterListed => {
    const list = property.type === 'array' || (property.anyOf ?? []).some(({ type }) => type === 'array');
    const values = (list ? property.items?.enum : property.enum) ?? null;
    return {
      name: key,
      type: typeOf((list ? property.items?.type : property.type) ?? 'string', values),
      list,
      required: schema.required.includes(key),
      doc: property.description ?? '',
      values,
    };
  });
  return { name, asks, doc, parameters: listed, rowType, columns };
}

function typeOf(type: string, values: readonly string[] | null): string {
  if (values !== null) {
    const list = Object.entries(LISTS).find(
      ([, all]) => all.length === values.length && all.every((value) => values.includes(value)),
    );
    return list?.[0] ?? 'String';
  }
  return { integer: 'Int', number: 'Float', boolean: 'Boolean' }[type] ?? 'String';
}
