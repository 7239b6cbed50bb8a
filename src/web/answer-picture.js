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
  const drawn = pathRows(rows);
  const isPathed = drawn.length > 0 || columns.some(({ name }) => name === 'path');
  if (!isPathed || drawn.length + coverage.unknown.length === 0) return [];
  const isOn = place().picture === 'on';
  const link = pictureSwitch(isOn);
  if (!isOn) return [link];
  const what =
    drawn.length === total.count
      ? 'Every row is drawn'
      : `${drawn.length} of ${countInWords(total, 'row', 'rows')} are drawn`;
  const parts = [
    drawn.length === 0 ? 'No row has a path' : what,
    unknownDrawn(coverage),
    rows.length === 0 ? '.' : '. The table below says the same in words.',
  ];
  const words = element('p', { class: 'sub', id: 'picture-words' }, parts.join(''));
  const relations = relationRows(rows);
  const made =
    relations.length > 0
      ? picture(relationGraph(relations), { label: 'How they belong together, as a picture', words: words.id })
      : picture(pathGraph(drawn, coverage), { label: 'The evidence paths as a picture', words: words.id });
  return [element('div', { class: 'picture-head' }, link, words), made];
}

/** @param {import('./types.d.ts').Answer['coverage']} coverage */
function unknownDrawn({ unknown, unknownTotal }) {
  if (unknownTotal.count === 0) return '';
  const listed = unknown.length < unknownTotal.count ? `, ${unknown.length} of them one by one` : '';
  return `, and what is not known is drawn too: ${countInWords(unknownTotal, 'unknown', 'unknowns')}${listed}`;
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
