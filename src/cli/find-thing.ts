import {
  hubReference,
  identifyPackage,
  imageReference,
  nearest,
  normaliseName,
  parseDigest,
  storageReference,
} from '#schema';
import { AskError } from '#queries';
import type { DocumentShown, Estate, NodeShown, ThingShown } from '../engines/engine.ts';
import { deployedModels, loadsFact } from './deployed-models.ts';
import type { DeployedModel } from './deployed-models.ts';

/** What a text was found to mean: a thing and the document of the same digest, or several things, or nothing. */
export type Finding =
  | { readonly document: DocumentShown | null; readonly thing: ThingShown | null }
  | { readonly several: readonly NodeShown[]; readonly more: boolean; readonly exact: boolean }
  | { readonly nearest: readonly string[] };

/** How many things are listed where a text may mean several. */
const LISTED = 20;
/** How many names are compared with one that nothing goes by. */
const COMPARED = 1000;
/** Fewer characters are a part of too many names. */
const PART = 4;
/** Fewer hex digits name too many things by chance. */
const PREFIX = /^(?:[a-z0-9_]+:)?[0-9a-f]{8,}$/iu;

/**
 * Finds what a person means: an id as answers show it, a digest in any spelling or the beginning of one, an image, model or
 * package as it is written where it is used, a workload by its name. The first reading under which something is known
 * holds; where several things go by the text alike, or it is only a part of what they go by, none is chosen.
 */
export async function findThing(estate: Estate, text: string): Promise<Finding> {
  for (const spelling of spellingsOf(text)) {
    const digest = parseDigest(spelling);
    const document = digest === undefined ? null : await estate.document(digest);
    const thing = await estate.show(spelling);
    if (document !== null || thing !== null) return { document, thing: ofAnyVersion(text, thing) };
  }
  const { nodes, truncated } = await searched(estate, text);
  const isPrefix = PREFIX.test(text);
  const named = nodes.filter(isPrefix ? begins(text) : goesBy(text));
  const [first] = named;
  if (first !== undefined && named.every(({ id }) => id === first.id)) {
    return shownAs(estate, first, isPrefix ? 'the beginning of its id' : 'its name');
  }
  if (first !== undefined) return listed(await inTheirClusters(estate, named), truncated, true);
  if (nodes.length > 0) return listed(await inTheirClusters(estate, nodes), truncated, false);
  const models = await deployedModels(estate);
  return modelFound(models, text) ?? { nearest: await nearestTo(estate, text, models) };
}

/** What the text is found in; the name of a workload is looked for by its last part, and compared as a whole. */
async function searched(estate: Estate, text: string): Promise<{ nodes: readonly NodeShown[]; truncated: boolean }> {
  const found = await estate.batch('search', { text, first: COMPARED });
  const last = text.slice(text.lastIndexOf('/') + 1);
  if (found.nodes.length > 0 || last === text || last === '') return found;
  const { nodes, truncated } = await estate.batch('search', { text: last, first: COMPARED });
  return { nodes: nodes.filter((node) => node.kind === 'Workload' && goesBy(text)(node)), truncated };
}

/** A version that nobody names is no version of the package: what is shown instead is said. */
function ofAnyVersion(text: string, thing: ThingShown | null): ThingShown | null {
  const version = text.startsWith('pkg:') ? (identifyPackage(text)?.version ?? null) : null;
  if (thing?.kind !== 'Package' || version === null) return thing;
  return { ...thing, understood: `the package of any version: no document names version ${version} of it` };
}

/** The text as it may be an id, most exact first. A name without a version is no purl and no reference of the same text. */
function spellingsOf(text: string): readonly string[] {
  const identity = text.startsWith('pkg:') ? identifyPackage(text) : undefined;
  // A package of any version stands for a version that is not known, so that goes last.
  const spellings = identity === undefined ? [text] : [identity.purl, identity.packageVersion, text];
  const bare = /^[0-9a-f]{40}$|^[0-9a-f]{64}$|^[0-9a-f]{96}$|^[0-9a-f]{128}$/iu.test(text);
  for (const algorithm of bare ? ['sha256', 'sha512', 'sha384', 'sha1', 'gitCommit'] : [])
    spellings.push(parseDigest(`${algorithm}:${text}`) ?? '');
  spellings.push(parseDigest(text) ?? '');
  if (!bare && identity === undefined) spellings.push(...referencesOf(text));
  return [...new Set(spellings)].filter((spelling) => spelling !== '');
}

/** An image as a pod names it, a model as a server is told to load it; where it is pinned, the digest too. */
function referencesOf(text: string): readonly string[] {
  if (/\p{Cc}/u.test(text)) return [];
  const written = [storageReference(text), imageReference(text)].filter((one) => one !== undefined);
  const hub = /^[\w.-]+\/[\w.-]+(?:@[\w./-]+)?$/u.test(text) ? text.split('@', 2) : [];
  if (hub[0] !== undefined) written.push(hubReference(hub[0], hub[1] ?? null));
  return written.flatMap(({ id, digest }) => (digest === null ? [id] : [id, digest]));
}

/** A digest or a hash may be written without what stands before its colon, in capitals as well. */
function begins(text: string): (node: NodeShown) => boolean {
  const wanted = text.toLowerCase();
  return ({ id }) => id.toLowerCase().startsWith(wanted) || id.slice(id.indexOf(':') + 1).startsWith(wanted);
}

/** Whether the text is the whole name of a thing, or its last parts: `scorer` of `prod/InferenceService/scorer`. */
function goesBy(text: string): (node: NodeShown) => boolean {
  const wanted = text.toLowerCase();
  return ({ kind, id, name, implied }) => {
    if (kind === 'Package') return [implied['name'], implied['groupName']].includes(normaliseName(text));
    if (kind === 'Workload') return workloadNames(name.toLowerCase()).includes(wanted) || id === text;
    return [id, name].some((one) => one.toLowerCase() === wanted || one.toLowerCase().endsWith(`/${wanted}`));
  };
}

/** The ways in which people name a workload of this namespace, kind and name. */
function workloadNames(shown: string): readonly string[] {
  const [namespace = '', kind = '', name = ''] = shown.split('/');
  return [shown, `${kind}/${name}`, `${namespace}/${name}`, name];
}

async function shownAs(estate: Estate, { kind, id }: NodeShown, understood: string): Promise<Finding> {
  const document = parseDigest(id) === undefined ? null : await estate.document(id);
  // The text that was typed is not the id: everything is read of the thing that was found by it.
  const thing = (await estate.batch('things', [{ kind, id }]))[0] ?? null;
  return { document, thing: thing === null ? null : { ...thing, understood } };
}

/** Workloads of the same name are told apart by where they run. */
async function inTheirClusters(estate: Estate, nodes: readonly NodeShown[]): Promise<readonly NodeShown[]> {
  const workloads = nodes.filter(({ kind }) => kind === 'Workload').slice(0, LISTED);
  const things = await estate.batch('things', workloads);
  const clusters = new Map(
    things.map((thing) => [
      thing?.id,
      thing?.facts.find(({ properties }) => 'cluster' in properties)?.properties['cluster'],
    ]),
  );
  return nodes.map((node) => {
    const cluster = clusters.get(node.id);
    return typeof cluster === 'string' ? { ...node, name: `${node.name} in ${cluster}` } : node;
  });
}

function listed(nodes: readonly NodeShown[], truncated: boolean, exact: boolean): Finding {
  const byId = [...new Map(nodes.map((node) => [node.id, node])).values()];
  return { several: byId.slice(0, LISTED), more: truncated || byId.length > LISTED, exact };
}

/** Names that are spelled almost so: of packages, of what is deployed, and of what shares the beginning. */
async function nearestTo(estate: Estate, text: string, models: readonly DeployedModel[]): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const { namespace, workload, model } of models) {
    names
      .add(`${namespace}/${workload}`)
      .add(workload)
      .add(workload.slice(workload.indexOf('/') + 1));
    if (model !== null) names.add(model.name);
  }
  const beginning = text.slice(0, Math.max(text.lastIndexOf('/'), Math.min(8, Math.ceil(text.length / 2))));
  const sharing = await estate.batch('search', { text: beginning, first: COMPARED });
  for (const { id, name } of sharing.nodes)
    names
      .add(name)
      .add(id)
      .add(id.slice(id.indexOf(':') + 1));
  return [...new Set([...nearest(text, [...names]), ...(await similarPackages(estate, text))])].slice(0, 3);
}

/** A model that workloads are told to load by a name of which no document says more. */
function modelFound(models: readonly DeployedModel[], text: string): Finding | undefined {
  const spellings = spellingsOf(text);
  const named = models.flatMap(({ model }) => (model === null ? [] : [model]));
  const whole = named.find(({ id, name }) => spellings.includes(id) || name === text);
  if (whole !== undefined) {
    const facts = models.filter(({ model }) => model?.id === whole.id && model.kind === whole.kind).map(loadsFact);
    const understood = 'the name of a model in the specification of workloads';
    return { document: null, thing: { ...whole, understood, facts, factsTotal: facts.length } };
  }
  const parts = named.filter(({ name }) => text.length >= PART && name.toLowerCase().includes(text.toLowerCase()));
  return parts.length === 0
    ? undefined
    : listed(
        parts.map((model) => ({ ...model, implied: {} })),
        false,
        false,
      );
}

async function similarPackages(estate: Estate, text: string): Promise<readonly string[]> {
  try {
    const asked = { question: 'artifacts-with-package', parameters: { package: text }, first: 1 };
    return (await estate.ask(asked)).similar;
  } catch (error) {
    // What cannot be the name of a package is near none.
    if (error instanceof AskError && error.code === 'BAD_PARAMETER') return [];
    throw error;
  }
}
