import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureChild } from './child.ts';
import type { EstateSize } from './estate/size.ts';
import { generate } from './generate.ts';
import { machineLine } from './machine.ts';
import { DEPENDENCIES, FLOOR, INGEST, QUESTIONS, START } from './measured.ts';
import type { DependenciesMeasured } from './measured.ts';
import { benchOptions } from './options.ts';
import type { BenchOptions } from './options.ts';
import { dearest } from './profile.ts';
import { resultsPage } from './results.ts';
import type { EstateMeasured } from './results.ts';
import { serverStart } from './server-start.ts';

const says = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function bench(words: readonly string[]): Promise<void> {
  const options = benchOptions(words);
  const [load = 0] = loadavg();
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'provgraph-bench-'));
  const measured: EstateMeasured[] = [];
  try {
    for (const size of options.sizes) measured.push(await measureEstate(join(folder, size.variant), size, options));
  } finally {
    if (options.keep === null) rmSync(folder, { recursive: true, force: true });
  }
  const command = ['npm run bench', ...(words.length === 0 ? [] : ['--', ...words])].join(' ');
  const page = resultsPage(measured, {
    machine: machineLine(),
    date: new Date().toISOString().slice(0, 10),
    command,
    load,
  });
  process.stdout.write(page);
  if (options.results !== null) writeFileSync(options.results, page);
}

async function measureEstate(folder: string, size: EstateSize, options: BenchOptions): Promise<EstateMeasured> {
  const [estate, data, profiles] = ['estate', 'data', 'profiles'].map((part) => join(folder, part)) as [
    string,
    string,
    string,
  ];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(profiles, { recursive: true });
  says(
    `${size.variant}: generating ${size.images} images with ${size.components} components, ${size.workloads} workloads`,
  );
  const generated = generate(estate, size);
  says(`${size.variant}: the floor under ${generated.documents} files of ${Math.round(generated.bytes / 1e6)} MB`);
  const floor = await measureChild(FLOOR, 'floor', [estate, join(folder, 'floor.sqlite')]);
  says(`${size.variant}: ingesting (the floor took ${floor.seconds.toFixed(1)} s)`);
  const profiling = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
  const ingest = await measureChild(INGEST, 'ingest', [estate, data], profiling);
  if (options.profile) sayDearest(profiles);
  says(`${size.variant}: asking (the ingest took ${ingest.seconds.toFixed(1)} s)`);
  const times = [options.times.rare, options.times.hottest].map(String);
  const questions = await measureChild(QUESTIONS, 'questions', [data, ...times]);
  const dependencies = size.dependencies ? await measureDependencies(data, size, times) : null;
  const start = (await serverStart(data)) ?? (await measureChild(START, 'first-answer', [data]));
  return { size, generated, floor, ingest, questions, dependencies, start };
}

function measureDependencies(data: string, size: EstateSize, times: readonly string[]): Promise<DependenciesMeasured> {
  says(`${size.variant}: asking about dependencies`);
  const where = [size.images, size.seed].map(String);
  return measureChild(DEPENDENCIES, 'dependencies', [data, ...where, ...times]);
}

function sayDearest(profiles: string): void {
  for (const { where, seconds, share } of dearest(profiles, 20)) {
    says(`  ${(100 * share).toFixed(1).padStart(5)} %  ${seconds.toFixed(2).padStart(7)} s  ${where}`);
  }
}

await bench(process.argv.slice(2));
