import { element } from './dom.js';
import { evidenceButton } from './evidence-button.js';
import { readable } from './readable.js';
import { fetchJson } from './server.js';

/**
 * @typedef {import('./graph.js').Evidence} Evidence
 * @typedef {{ evidence: Evidence, disagrees: readonly string[] }} Mention
 */

const QUESTION = '/v1/ask/evidence-of';
const FIRST = 200;

/**
 * Where documents disagree on a thing that has a digest: asked for once the view is there, and shown only if they do,
 * or if that could not be found out. Null for a thing without a digest.
 *
 * @param {import('../engines/engine.ts').ThingShown} thing
 */
export function disagreements({ id }) {
  if (!/^sha(256|384|512):[0-9a-f]+$/.test(id)) return null;
  const box = element('section', { class: 'disagreements', 'aria-labelledby': 'disagreements-title', hidden: true });
  void fill(box, id);
  return box;
}

/**
 * @param {HTMLElement} box
 * @param {string} digest
 */
async function fill(box, digest) {
  const title = element('h3', { id: 'disagreements-title' }, 'Where documents disagree');
  try {
    /** @type {{ rows: Mention[], pageInfo: { hasNextPage: boolean } }} */
    const answer = await fetchJson(`${QUESTION}?${new URLSearchParams({ digest, first: String(FIRST) })}`);
    const items = answer.rows
      .filter(({ disagrees }) => disagrees.length > 0)
      .map(({ evidence, disagrees }) =>
        element('li', {}, evidenceButton(evidence), ...disagrees.map((text) => element('p', {}, readable(text)))),
      );
    if (answer.pageInfo.hasNextPage)
      items.push(element('li', { class: 'absent' }, `Only the first ${FIRST} places were looked at.`));
    if (items.length === 0) return;
    box.replaceChildren(title, element('ul', { class: 'plain' }, ...items));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    box.replaceChildren(title, element('p', { class: 'notice' }, `Whether they do is not known: ${why}`));
  }
  box.hidden = false;
}
