import { readFileSync } from 'node:fs';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/**
 * How test files share a machine: those on the one Neo4j that is lent wait for each other, those that start and kill a Neo4j of
 * their own mostly wait for it, and all others need a processor.
 */
interface Lane {
  readonly belongs: (text: string) => boolean;
  /** How many of its files are worth running at once. */
  readonly most: number;
  /** About how long one takes, in seconds: only the order of the files rests on it. */
  readonly seconds: number;
}

const LANES: readonly Lane[] = [
  { belongs: (text) => /\bdescribe(?:Neo4j|Stores|Law)\(/u.test(text), most: 1, seconds: 40 },
  { belongs: (text) => /\b(?:ownNeo4j|startNeo4j|describeOwnNeo4j)\b/iu.test(text), most: 2, seconds: 100 },
  { belongs: () => true, most: Infinity, seconds: 3 },
];

/** Orders the files so that no worker is likely to take one that could only wait. */
export class LaneSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const lanes = LANES.map((lane) => ({ ...lane, files: [] as TestSpecification[], running: [] as number[] }));
    for (const file of sorted) {
      const text = readFileSync(file.moduleId, 'utf8');
      lanes.find(({ belongs }) => belongs(text))?.files.push(file);
    }
    const workers = Array.from({ length: workersOf(sorted) }, () => 0);
    const order: TestSpecification[] = [];
    while (order.length < sorted.length) {
      const now = Math.min(...workers);
      const open = lanes.filter((lane) => lane.files.length > 0);
      const lane = open.find(({ running, most }) => running.filter((end) => end > now).length < most) ?? open[0];
      const file = lane?.files.shift();
      if (lane === undefined || file === undefined) break;
      order.push(file);
      workers[workers.indexOf(now)] = now + lane.seconds;
      lane.running.push(now + lane.seconds);
    }
    return order;
  }
}

const workersOf = ([file]: readonly TestSpecification[]): number => file?.project.config.maxWorkers ?? 1;
