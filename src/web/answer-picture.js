import { adapterGraph, adapterRows } from './adapter-graph.js';
import { adaptersInWords } from './adapter-words.js';
import { pictureAddress, place } from './address.js';
import { element } from './dom.js';
import { pathGraph, pathRows } from './path-graph.js';
import { picture } from './picture.js';
import { relationGraph, relationRows } from './relation-graph.js';
import { countInWords } from './words.js';

/**
 * The paths of all rows as one picture, where the address asks for it, and the link that does or undoes that. Nothing
 * for a question whose rows have no path.
 *
 * @param {import('./types.d.ts').Answer} answer
 * @param {import('./types.d.ts').QuestionListed} question
 * @returns {HTMLElement[]}
 */
export function answerPicture({ rows, total, coverage }, { columns }) {
  const isPathed = pathRows(rows).length > 0 || columns.some(({ name }) => name === 'path');
  const { graph, label, drawn, words, isUnknownDrawn } = drawnRows(rows, coverage);
  if (!isPathed || graph.nodes.size === 0) return [];
  const isOn = place().picture === 'on';
  const link = pictureSwitch(isOn);
  if (!isOn) return [link];
  const what =
    drawn === total.count ? 'Every row is drawn' : `${drawn} of ${countInWords(total, 'row', 'rows')} are drawn`;
  const parts = [
    words,
    drawn === 0 ? 'No row has a path' : what,
    unknownDrawn(coverage, isUnknownDrawn),
    rows.length === 0 ? '.' : '. The table below says the same in words.',
  ];
  const told = element('p', { class: 'sub', id: 'picture-words' }, parts.join(''));
  return [element('div', { class: 'picture-head' }, link, told), picture(graph, { label, words: told.id })];
}

/**
 * What the rows are drawn as: adapters beside their bases, models and data as they belong together, or else their paths.
 *
 * @param {readonly object[]} rows
 * @param {import('./types.d.ts').Answer['coverage']} coverage
 */
function drawnRows(rows, coverage) {
  const adapters = adapterRows(rows);
  const told = { words: '', isUnknownDrawn: false };
  if (adapters.length > 0) {
    const label = 'Adapters and the bases that they are served on and were made for, as a picture';
    const words = `${adaptersInWords(adapters)} `;
    return { ...told, graph: adapterGraph(adapters), label, drawn: adapters.length, words };
  }
  const relations = relationRows(rows);
  if (relations.length > 0) {
    const label = 'How they belong together, as a picture';
    return { ...told, graph: relationGraph(relations), label, drawn: relations.length };
  }
  const paths = pathRows(rows);
  const label = 'The evidence paths as a picture';
  return { ...told, graph: pathGraph(paths, coverage), label, drawn: paths.length, isUnknownDrawn: true };
}

/**
 * @param {import('./types.d.ts').Answer['coverage']} coverage
 * @param {boolean} isUnknownDrawn - In the picture.
 */
function unknownDrawn({ unknown, unknownTotal }, isUnknownDrawn) {
  if (unknownTotal.count === 0) return '';
  const count = countInWords(unknownTotal, 'unknown', 'unknowns');
  if (!isUnknownDrawn) return `, and what is not known is not drawn: ${count}, listed below the table`;
  const listed = unknown.length < unknownTotal.count ? `, ${unknown.length} of them one by one` : '';
  return `, and what is not known is drawn too: ${count}${listed}`;
}

/** @param {boolean} isOn - Whether the picture is there now. */
export function pictureSwitch(isOn) {
  return element(
    'a',
    {
      class: 'picture-switch',
      id: 'picture-switch',
      href: pictureAddress(isOn ? 'off' : 'on'),
      'data-in-page': true,
      'data-stay': true,
    },
    isOn ? 'Leave the picture out' : 'Show as a picture',
  );
}
