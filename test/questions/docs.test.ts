import { readFileSync, writeFileSync } from 'node:fs';
import { MODEL, graphqlTypes } from '#schema';
import { QUESTIONS, REASONS } from '#queries';
import type { AskRequest } from '../../src/engines/index.ts';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { askRequest } from '../../src/server/ask-parameters.ts';
import { queryLimits } from '../../src/server/graphql-limits.ts';
import { LIMITS, listQuestion } from '../../src/server/index.ts';
import { graphqlQuery, questionsPage } from '../../queries/answering/docs.ts';

const file = new URL('../../docs/questions.md', import.meta.url);
const shapes = QUESTIONS.map(listQuestion);
const schema = buildSchema(graphqlTypes(MODEL, shapes));
const page = questionsPage(QUESTIONS);

/** The fenced blocks of the page in one language. */
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``, 'g'))].map(([, text = '']) => text);

describe('docs/questions.md', () => {
  it('is the page that the questions give', () => {
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, page);
    expect(page).toBe(readFileSync(file, 'utf8'));
  });

  it('holds a query for each question, as the schema takes it, and within the limits of the server', () => {
    expect(blocks('graphql')).toEqual(QUESTIONS.map(graphqlQuery));
    for (const text of blocks('graphql')) {
      const query = parse(text, { maxTokens: LIMITS.queryTokens });
      expect(validate(schema, query, [...specifiedRules, ...queryLimits(LIMITS)])).toEqual([]);
    }
  });

  it('shows variables that the questions have', () => {
    const variables = blocks('json').map((text) => Object.keys(JSON.parse(text) as object));
    expect(variables).toHaveLength(QUESTIONS.length);
    for (const [index, { parameters }] of shapes.entries()) {
      const names = parameters.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(variables[index] ?? []));
      for (const { name, required } of parameters) if (required) expect(variables[index]).toContain(name);
    }
  });

  it('shows an address and a command for each question that ask the same', () => {
    for (const [index, text] of blocks('sh').entries()) {
      const question = shapes[index];
      const [command = '', curl = ''] = text.split('\n');
      const address = new URL(/'([^']+)'/.exec(curl)?.[1] ?? '');
      if (question === undefined) throw new Error('more commands than questions');
      expect(address.pathname).toBe(`/v1/ask/${question.name}`);
      const request: AskRequest = askRequest(question, address.searchParams);
      const options = [...command.matchAll(/--([a-z-]+) (\S+)/g)].map(([, name = '', value = '']) => [name, value]);
      expect(Object.entries(request.parameters).map(([name, value]) => [name, [value].flat().join()])).toEqual(options);
      expect(command.startsWith(`provgraph ask ${question.name} `)).toBe(true);
    }
  });

  it('says of every parameter, column and reason what it is', () => {
    for (const reason of REASONS) expect(page).toContain(`| \`${reason}\` |`);
    for (const { parameters, columns } of shapes) {
      for (const { name, doc } of [...parameters, ...columns]) {
        expect(page).toMatch(new RegExp(`\\| \`${name}\` \\|.*${RegExp.escape(doc.replaceAll('<', '&lt;'))}`));
      }
    }
    expect(page).not.toMatch(/undefined|\[object|\| +\|/);
  });
});
