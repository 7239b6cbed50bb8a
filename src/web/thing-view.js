import { documentAddress, go } from './address.js';
import { button, element } from './dom.js';
import { readable } from './readable.js';
import { shortened, thingLink } from './values.js';
import { edgeInWords } from './words.js';

/**
 * Everything known about one thing.
 *
 * @param {import('../engines/engine.ts').ThingShown} thing
 */
export function thingView(thing) {
  const facts = thing.facts.map((fact) => {
    const { document: digest } = fact;
    const open = () => {
      if (digest !== null) go(documentAddress(digest, fact.at));
    };
    const source =
      digest === null
        ? element('span', { class: 'absent' }, 'computed')
        : button({ class: 'link', title: digest, 'aria-haspopup': 'dialog' }, open, 'evidence');
    const properties = Object.entries(fact.properties).map(
      ([name, value]) => `${name} ${typeof value === 'string' ? shortened(value) : JSON.stringify(value)}`,
    );
    return element(
      'li',
      {},
      element(
        'span',
        { class: 'edge-name' },
        fact.direction === 'out' ? edgeInWords(fact.edge) : `${edgeInWords(fact.edge)} (from)`,
      ),
      element(
        'span',
        {},
        thingLink(fact.other),
        properties.length > 0 && element('span', { class: 'sub' }, properties.join(' · ')),
      ),
      source,
    );
  });
  const rest = thing.factsTotal - thing.facts.length;
  return element(
    'section',
    { class: 'thing-view', 'aria-labelledby': 'thing-title' },
    element('h2', { id: 'thing-title', class: 'code' }, readable(thing.name)),
    element('p', { class: 'scope' }, `${thing.kind}. Understood as ${thing.understood}.`),
    element('p', { class: 'code id' }, thing.id),
    element(
      'p',
      { class: 'downloads' },
      element('a', { href: `/v1/show?${new URLSearchParams({ id: thing.id })}` }, 'JSON'),
    ),
    facts.length === 0
      ? element('p', { class: 'absent' }, 'No document says anything of it.')
      : element(
          'ul',
          { class: 'things' },
          ...facts,
          rest > 0 && element('li', { class: 'absent' }, `and ${rest} more`),
        ),
  );
}
