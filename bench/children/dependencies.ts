import { join } from 'node:path';
import type { Answer } from '#queries';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate } from '../../src/engines/index.ts';
import type { Estate } from '../../src/engines/index.ts';
import { imageOf } from '../estate/images.ts';
import { ASKED } from '../estate/packages.ts';
import type { AskedClass } from '../estate/packages.ts';
import { largeImage } from '../generate.ts';
import { costsSince, latency } from '../measured.ts';
import type { AskedOfDependencies, DependenciesMeasured } from '../measured.ts';

/** Asks why packages are in images, and what depends on them, for the first page of 100. */
const [data = '', images = '1', seed = '1', times = '200', timesHottest = '50'] = process.argv.slice(2);
const archiveFolder = join(data, 'archive');
const archive = folderArchive(archiveFolder);
const clock = (): string => new Date().toISOString();
const WARM = 5;

const started = performance.now();
const estate = await openEstate({ folder: data, archive, archiveFolder, clock, serving: false });
// The second image has the rare package, and runs.
const small = imageOf('images', 1, Number(seed)).digest;
const large = largeImage({ images: Number(images), seed: Number(seed) }).digest;
const asked = [
  await measure('why, the rare package in an image', why(small, 'rare'), times),
  await measure('why, the hottest package in an image', why(small, 'hottest'), times),
  await measure('why, the hottest package in an image of 5,000 components', why(large, 'hottest'), times),
  await measure('package-dependents, rare', dependents('rare'), times),
  await measure('package-dependents, typical', dependents('typical'), times),
  await measure('package-dependents, hottest', dependents('hottest'), timesHottest),
];
const costs = costsSince(started);
await estate.close();
const measured: DependenciesMeasured = { ...costs, asked };
process.stdout.write(`${JSON.stringify(measured)}\n`);

async function measure(
  name: string,
  request: Parameters<Estate['ask']>[0],
  count: string,
): Promise<AskedOfDependencies> {
  const begun = performance.now();
  const answer = await estate.ask(request);
  const first = performance.now() - begun;
  const taken: number[] = [];
  for (let time = 0; time < WARM + Number(count); time++) {
    const asking = performance.now();
    await estate.ask(request);
    taken.push(performance.now() - asking);
  }
  const { total, truncated } = answer;
  return {
    name,
    rows: answer.rows.length,
    total: total.count,
    truncated,
    longest: longestOf(answer),
    direct: latency(first, taken.slice(WARM)),
  };
}

/** The longest chain, or the largest distance, of any row. */
function longestOf({ rows }: Answer): number {
  return Math.max(0, ...rows.map((row) => Number(row['length'] ?? row['distance'] ?? 0)));
}

function why(artifact: string, which: AskedClass): Parameters<Estate['ask']>[0] {
  return { question: 'why', parameters: { artifact, package: anyVersion(which) }, first: 100 };
}

function dependents(which: AskedClass): Parameters<Estate['ask']>[0] {
  return { question: 'package-dependents', parameters: { package: anyVersion(which) }, first: 100 };
}

function anyVersion(which: AskedClass): string {
  const { purl } = ASKED[which];
  return purl.slice(0, purl.indexOf('@'));
}
