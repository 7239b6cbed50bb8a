import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { NEO4J_VERSION } from '../examples/neo4j/provision.ts';
import { COMMANDS } from '../src/cli/commands/index.ts';
import { importsOf } from './tidy/imports.ts';

const ROOT = join(import.meta.dirname, '..');
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const Service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string()).optional(),
  healthcheck: z.looseObject({}).optional(),
  mem_limit: z.string(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
});
const Compose = z.looseObject({ services: z.record(z.string(), Service) });
const Package = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

const compose = Compose.parse(parse(textOf('docker-compose.yml'), { merge: true }));
const services = Object.entries(compose.services);
const { version, dependencies, devDependencies } = Package.parse(JSON.parse(textOf('package.json')));

describe('docker-compose.yml', () => {
  test('runs the Neo4j that the tests run, and this version', () => {
    expect(compose.services['neo4j']?.image).toBe(`neo4j:${NEO4J_VERSION}-community`);
    expect(compose.services['provgraph']?.image).toBe(`provgraph:${version}`);
  });

  test('holds no password, and none by default', () => {
    const variables = services.flatMap(([, { environment }]) => Object.entries(environment));
    const secret = variables.filter(([name]) => /AUTH|PASSWORD|TOKEN/u.test(name));
    expect(secret.map(([name]) => name)).toEqual(expect.arrayContaining(['NEO4J_AUTH_FILE', 'NEO4J_PASSWORD_FILE']));
    for (const [name, value] of secret)
      expect([name, value]).toEqual([name, expect.stringMatching(/^\/run\/secrets\//u)]);
  });

  test.each(services)('%s says how much memory it may have, and is published on this machine at most', (_, service) => {
    expect(service.mem_limit).toMatch(/\dg/u);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/u);
  });

  test.each(['provgraph', 'ingest'])('%s can write to its volumes alone and may do nothing that root may', (name) => {
    expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  test('runs commands that there are', () => {
    const called = services.flatMap(([, { command = [] }]) =>
      command.length === 1
        ? [...(command[0] ?? '').matchAll(/main\.ts (\w+)/gu)].map(([, word]) => word)
        : (command[0] ?? []),
    );
    const known = COMMANDS.map(({ name }) => name);
    expect(called.toSorted()).toEqual(['ingest', 'serve']);
    expect(known).toEqual(expect.arrayContaining(called));
  });
});

describe('the image', () => {
  const lines = textOf('Dockerfile').split('\n');
  const copied = lines.flatMap((line) =>
    line.startsWith('COPY ') && !line.includes('--from') ? line.split(/\s+/u).slice(1, -1) : [],
  );
  const sources = globSync('{schema,ingest,queries,src}/**/*.ts', { cwd: ROOT });

  test('has the Node of the checkout', () => {
    const images = lines.flatMap((line) => /^FROM node:([\d.]+)-/u.exec(line)?.[1] ?? []);
    expect(images).toEqual([devDependencies['node'], devDependencies['node']]);
  });

  test('is not run as root', () => {
    expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER 1000:1000');
  });

  test('is given what is copied into it, and nothing else', () => {
    const [everything, ...given] = textOf('.dockerignore').trim().split('\n');
    expect(everything).toBe('*');
    expect(given.map((line) => line.replace('!', '')).toSorted()).toEqual([...new Set(copied)].toSorted());
  });

  test('has every package that its sources import', () => {
    const imported = sources
      .flatMap((path) => importsOf(textOf(path)))
      .filter((name) => /^[@a-z]/u.test(name) && !name.startsWith('node:'));
    const packages = new Set(
      imported.map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    );
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining([...packages]));
  });

  test('has every file of ours that its sources import', () => {
    const outside = sources.flatMap((path) =>
      importsOf(textOf(path))
        .filter((name) => name.startsWith('.'))
        .map((name) => join(path, '..', name))
        .filter((target) => !copied.some((kept) => target.startsWith(`${kept}/`) || target === kept)),
    );
    expect(outside).toEqual([]);
  });
});
