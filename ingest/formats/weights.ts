import { weightsId } from '#schema';
import type { Claim, Remark } from '../reading.ts';
import { isPacked, weightPart } from './weight-file.ts';
import type { ListedFile, WeightPart } from './weight-file.ts';

/** Files of an artifact that are loaded together: the weights that it carries. */
export interface LoadingGroup {
  /** `weights:…`, the same for the same files whatever they are packed in. */
  readonly id: string;
  readonly format: string;
  /** Folder and stem of the files; empty where the artifact carries no other weights. */
  readonly group: string;
  /** `sha256:…` of each file, in the order of the list. */
  readonly digests: readonly string[];
  /** The place of the first file in the document. */
  readonly at: string;
}

interface Member {
  readonly file: ListedFile;
  readonly part: WeightPart;
}

/** Code and message of why the files of a group are no weights that others could meet. */
type Refusal = readonly [code: string, message: string];

/**
 * The loading groups among the files of an artifact (design.md §5, Weights): the safetensors shards of one stem, a GGUF with
 * its splits, a set of pickles, any other single file. What cannot be told for certain is a remark and no weights: a shard
 * that is missing, a name used twice, an archive, a file that is known by another digest than sha256.
 *
 * @param isComplete - the list names every file of the artifact; of a part of it, groups whose end nothing states give none.
 */
export function loadingGroups(
  files: readonly ListedFile[],
  isComplete: boolean,
): { groups: readonly LoadingGroup[]; remarks: readonly Remark[]; isWithout: boolean } {
  const remarks: Remark[] = [];
  const gathered = new Map<string, Member[]>();
  for (const file of files) {
    const part = weightPart(file);
    if (part === undefined) continue;
    if (isPacked(file)) {
      const message = 'Weights in an archive have no digest of their own here, so they are not met elsewhere.';
      remarks.push({ code: 'WEIGHTS_PACKED', at: file.at, message });
      continue;
    }
    const key = JSON.stringify([part.format, part.split, part.stem, part.total]);
    const members = gathered.get(key);
    if (members === undefined) gathered.set(key, [{ file, part }]);
    else members.push({ file, part });
  }
  const groups: LoadingGroup[] = [];
  for (const members of gathered.values()) {
    const [first] = members;
    if (first === undefined) continue;
    const refusal = refusalOf(members, isComplete);
    const digests = members.map(({ file }) => file.digest);
    const id = refusal === undefined ? weightsId(digests) : undefined;
    if (id !== undefined) {
      const group = gathered.size === 1 ? '' : first.part.stem;
      groups.push({ id, format: first.part.format, group, digests: [...new Set(digests)], at: first.file.at });
      continue;
    }
    const [code, message] = refusal ?? ['WEIGHTS_NOT_IDENTIFIED', 'Weights are known by the sha256 of their files.'];
    remarks.push({ code, at: first.file.at, message: `${message} They are not met elsewhere.` });
  }
  return { groups, remarks, isWithout: gathered.size === 0 && remarks.length === 0 };
}

/** A CARRIES_WEIGHTS claim for each loading group of an artifact. */
export function carriesWeights(artifact: string, groups: readonly LoadingGroup[]): Claim[] {
  return groups.map(({ id, format, group, digests, at }): Claim => {
    const properties = { format, files: digests.length, group };
    return { edge: 'CARRIES_WEIGHTS', from: artifact, to: id, at, properties };
  });
}

function refusalOf(members: readonly Member[], isComplete: boolean): Refusal | undefined {
  const [first] = members;
  if (first === undefined) return undefined;
  const { split, total } = first.part;
  if (split === 'counted') return refusalOfShards(members, total ?? 0);
  if (split !== 'single' && !isComplete) {
    return ['WEIGHTS_UNCERTAIN', 'The list of files is not complete, and nothing says how many belong together.'];
  }
  if (split === 'numbered') {
    const last = members.reduce((greatest, { part }) => Math.max(greatest, part.number ?? 0), 0);
    return refusalOfShards(members, last + 1);
  }
  if (split === 'together') return isAmbiguous(members.filter(({ file }) => file.path !== null)) ? TWICE : undefined;
  return new Set(members.map(({ file }) => file.digest)).size > 1 ? TWICE : undefined;
}

const TWICE: Refusal = ['WEIGHTS_AMBIGUOUS', 'Several files have the same place among the weights.'];

/** Shards are counted from 1, by some tools from 0. */
function refusalOfShards(members: readonly Member[], total: number): Refusal | undefined {
  const byNumber = Map.groupBy(members, ({ part }) => part.number);
  if ([...byNumber.values()].some((same) => new Set(same.map(({ file }) => file.digest)).size > 1)) return TWICE;
  const numbers = [...byNumber.keys()].filter((number) => number !== null);
  const first = numbers.includes(0) ? 0 : 1;
  const found = numbers.filter((number) => number >= first && number < first + total).length;
  if (total > 0 && found === total && numbers.length === total) return undefined;
  return ['SHARD_MISSING', `Of ${total} files that are loaded together ${found} are listed.`];
}

function isAmbiguous(members: readonly Member[]): boolean {
  const byPath = Map.groupBy(members, ({ file }) => file.path);
  return [...byPath.values()].some((same) => new Set(same.map(({ file }) => file.digest)).size > 1);
}
