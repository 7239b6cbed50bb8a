import { askAddress, place } from './address.js';
import { pictureSwitch } from './answer-picture.js';
import { disagreements } from './disagreements.js';
import { button, element, freshId } from './dom.js';
import { evidenceButton } from './evidence-button.js';
import { kindInWords } from './graph.js';
import { documentsDrawn, factGroups, neighbourGraph } from './neighbour-graph.js';
import { nameOrigins, originsOf } from './origins.js';
import { picture } from './picture.js';
import { readable } from './readable.js';
import { columnHead, shortened, thingLink } from './values.js';
import { factInWords } from './edge-words.js';
import { reasonInWords, routeInWords, rungInWords, stateInWords } from './words.js';

/**
 * @typedef {import('../engines/engine.ts').ThingShown} ThingShown
 * @typedef {import('./neighbour-graph.js').FactGroup} FactGroup
 * @typedef {import('./neighbour-graph.js').Neighbour} Neighbour
 */

/** Things of a group shown before all are asked for. */
const SHOWN = 12;
/** Names told at the top. */
const NAMES = 3;
const PACKAGES = ['Package', 'PackageVersion', 'Purl'];
/** @type {readonly (readonly [question: string, parameter: string])[]} */
const OF_PACKAGES = [
  ['deployed-models-using-package', 'package'],
  ['artifacts-with-package', 'package'],
];
/** @type {readonly (readonly [question: string, parameter: string])[]} */
const OF_MODELS = [
  ['lineage', 'of'],
  ['adapters', 'base'],
];
/**
 * What can be asked of a thing, by its kind: the question, and the parameter that takes the id.
 *
 * @type {Readonly<Record<string, readonly (readonly [question: string, parameter: string])[]>>}
 */
const ASKED_OF = {
  ...Object.fromEntries(PACKAGES.map((kind) => [kind, OF_PACKAGES])),
  Artifact: OF_MODELS,
  Reference: OF_MODELS,
  Weights: [['lineage', 'of']],
  DatasetVersion: [['lineage', 'of']],
};

/**
 * Everything known about one thing: where it is used, what documents say of it and which do, where they disagree, and
 * its neighbourhood as a picture.
 *
 * @param {ThingShown} thing
 * @param {readonly import('./types.d.ts').QuestionListed[]} questions - Those that can be asked.
 */
export function thingView(thing, questions) {
  const groups = factGroups(thing.facts);
  const used = groups.filter(isUse);
  const rest = thing.factsTotal - thing.facts.length;
  const facts = element(
    'section',
    { 'aria-labelledby': 'facts-title' },
    element('h3', { id: 'facts-title' }, 'What is said of it, and by whom'),
    groups.length === 0 && element('p', { class: 'absent' }, nothingSaid(thing)),
    ...groups.filter((group) => !isUse(group)).map(groupList),
    rest > 0 && element('p', { class: 'absent' }, `And ${rest} facts more that are not listed here.`),
  );
  const view = element(
    'section',
    { class: 'thing-view', 'aria-labelledby': 'thing-title' },
    element('h2', { id: 'thing-title', class: 'code' }, readable(thing.name)),
    element('p', { class: 'scope' }, `${kindWord(thing.kind)}. ${understoodInWords(thing)}`),
    knownAs(thing),
    element('p', { class: 'code id' }, thing.id),
    element(
      'p',
      { class: 'downloads' },
      element('a', { href: `/v1/show?${new URLSearchParams({ id: thing.id })}` }, 'JSON'),
    ),
    usage(thing, used, questions),
    questions.some(({ name }) => name === 'evidence-of') && disagreements(thing),
    neighbourhood(thing, groups),
    facts,
  );
  void nameOrigins(view);
  return view;
}

/** @param {ThingShown} thing */
const understoodInWords = ({ understood }) =>
  understood.startsWith('the id of a ') ? 'Understood by its id.' : `Understood as ${understood}.`;

/** @param {string} kind */
const kindWord = (kind) => kindInWords(kind).replace(/^./, (letter) => letter.toUpperCase());

/** @param {ThingShown} thing */
const nothingSaid = ({ kind }) =>
  PACKAGES.includes(kind)
    ? 'No document speaks of it by itself. Which artifacts contain it, and which models depend on it, is to be asked above.'
    : 'No document says anything of it.';

/**
 * The names under which bytes were seen, because a digest tells nobody what it is.
 *
 * @param {ThingShown} thing
 */
function knownAs({ facts }) {
  const names = facts.filter(({ edge, direction, other }) => {
    return edge === 'RESOLVES_TO' && direction === 'in' && other.kind === 'Reference';
  });
  const once = [...new Map(names.map(({ other }) => [other.id, other])).values()];
  if (once.length === 0) return null;
  const links = once.slice(0, NAMES).flatMap((other, index) => [index === 0 ? '' : ', ', thingLink(other)]);
  const rest = once.length - NAMES;
  return element('p', { class: 'known-as' }, 'Seen under the name ', ...links, rest > 0 && ` and ${rest} more`, '.');
}

/** @param {FactGroup} group */
const isUse = ({ direction, others }) => direction === 'in' && others.some(({ thing }) => thing.kind === 'Workload');

/**
 * @param {ThingShown} thing
 * @param {readonly FactGroup[]} used
 * @param {readonly import('./types.d.ts').QuestionListed[]} questions
 */
function usage({ kind, id }, used, questions) {
  const asked = (ASKED_OF[kind] ?? []).flatMap(([name, parameter]) => {
    const question = questions.find((one) => one.name === name);
    if (question === undefined) return [];
    const href = askAddress(name, new URLSearchParams({ [parameter]: id }));
    return [element('li', {}, element('a', { href, 'data-in-page': true }, question.asks))];
  });
  const isArtifact = kind === 'Artifact';
  const isUsable = isArtifact || PACKAGES.includes(kind) || used.length > 0;
  if (asked.length === 0 && !isArtifact && used.length === 0) return null;
  return element(
    'section',
    { 'aria-labelledby': 'used-title' },
    element('h3', { id: 'used-title' }, isUsable ? 'Where it is used' : 'What can be asked of it'),
    ...used.map(groupList),
    isArtifact && used.length === 0 && element('p', { class: 'absent' }, 'No workload is known to load it now.'),
    asked.length > 0 && element('ul', { class: 'plain asked-of', 'aria-label': 'What can be asked of it' }, ...asked),
  );
}

/**
 * @param {ThingShown} thing
 * @param {readonly FactGroup[]} groups
 */
function neighbourhood(thing, groups) {
  if (groups.length === 0) return null;
  const isOn = place().picture !== 'off';
  const head = element('h3', { id: 'picture-title' }, 'Its neighbourhood');
  const box = element(
    'section',
    { 'aria-labelledby': 'picture-title' },
    element('div', { class: 'picture-head' }, head, pictureSwitch(isOn)),
  );
  if (isOn) void drawNeighbourhood(box, thing, groups);
  return box;
}

/**
 * @param {HTMLElement} box
 * @param {ThingShown} thing
 * @param {readonly FactGroup[]} groups
 */
async function drawNeighbourhood(box, thing, groups) {
  const graph = neighbourGraph(thing, groups, await originsOf(documentsDrawn(groups)));
  const label = `${thing.name} and what it is joined to, as a picture`;
  box.append(picture(graph, { label, words: 'facts-title' }));
}

/** @param {FactGroup} group */
function groupList({ edge, direction, others }) {
  const kinds = [...new Set(others.map(({ thing }) => kindInWords(thing.kind)))];
  const head = factInWords(edge, direction);
  const items = others.map((neighbour) => neighbourItem(neighbour, kinds.length > 1));
  const list = element('ul', { class: 'things', id: freshId(), 'aria-label': head }, ...items);
  return element(
    'div',
    { class: 'fact-group' },
    element(
      'h4',
      {},
      element('span', { class: 'edge-name' }, head),
      ' ',
      element('span', { class: 'kind' }, `${others.length}`),
    ),
    list,
    items.length > SHOWN + 1 && showAll(list, items),
  );
}

/**
 * @param {HTMLElement} list
 * @param {readonly HTMLElement[]} items
 */
function showAll(list, items) {
  const later = items.slice(SHOWN);
  for (const item of later) item.hidden = true;
  const made = button(
    { class: 'quiet show-all', 'aria-controls': list.id },
    () => {
      for (const item of later) item.hidden = false;
      made.remove();
      later[0]?.querySelector('a')?.focus();
      void nameOrigins(list);
    },
    `Show all ${items.length}`,
  );
  return made;
}

/**
 * @param {Neighbour} neighbour
 * @param {boolean} isKindTold
 */
function neighbourItem({ thing, facts }, isKindTold) {
  const said = facts.map((fact) =>
    element(
      'li',
      {},
      fact.document === null
        ? element('span', { class: 'absent' }, 'computed')
        : evidenceButton({ document: fact.document, at: fact.at }),
      properties(fact.properties),
    ),
  );
  return element(
    'li',
    {},
    element('span', {}, neighbourLink(thing), isKindTold && ' ', isKindTold && kind(kindInWords(thing.kind))),
    element('ul', { class: 'plain', 'aria-label': 'Who says so' }, ...said),
  );
}

/** @param {string} text */
const kind = (text) => element('span', { class: 'kind' }, text);

/** @param {Neighbour['thing']} thing */
function neighbourLink(thing) {
  if (thing.id === '') return readable(thing.name);
  const link = thingLink(thing);
  if (thing.kind === 'Document') link.dataset['document'] = thing.id;
  return link;
}

/** @type {Readonly<Record<string, (value: string) => string>>} */
const IN_WORDS = { route: routeInWords, rung: rungInWords, state: stateInWords, reason: reasonInWords };

/** @param {Readonly<Record<string, unknown>>} stated */
function properties(stated) {
  const texts = Object.entries(stated).map(([name, value]) => {
    if (typeof value !== 'string') return `${columnHead(name).toLowerCase()} ${JSON.stringify(value)}`;
    const words = Object.hasOwn(IN_WORDS, name) ? IN_WORDS[name]?.(value) : undefined;
    return words ?? `${columnHead(name).toLowerCase()} ${shortened(value)}`;
  });
  return texts.length === 0 ? null : element('span', { class: 'sub' }, texts.join(' · '));
}
