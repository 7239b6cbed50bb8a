import { documentAddress, go } from './address.js';
import { textAt } from './document-text.js';
import { button, byId, element } from './dom.js';
import { fetchBytes, fetchJson } from './server.js';
import { readable } from './readable.js';
import { shortened } from './values.js';

/** @typedef {import('../engines/engine.ts').DocumentShown} DocumentShown */

/** Lines shown around the place, before all are asked for. */
const AROUND = 150;
/** Bytes above which a document is offered as a file only. */
const MOST = 24 * 1024 * 1024;

/** @type {HTMLElement | null} */
let opener = null;

/** Wires the panel once: closing it, however that is done, goes to the address without it. */
export function preparePanel() {
  panel().addEventListener('close', () => {
    if (new URLSearchParams(location.search).has('document')) go(documentAddress(null));
    // The browser has given the focus back already, and somebody may have gone on since.
    if (opener?.isConnected === true && document.activeElement === document.body) opener.focus();
    opener = null;
  });
}

function panel() {
  const found = byId('panel');
  if (!(found instanceof HTMLDialogElement)) throw new Error('the panel is no dialog');
  return found;
}

/** Closes the panel, if it is open. */
export function closePanel() {
  if (panel().open) panel().close();
}

/**
 * Opens a document at a place.
 *
 * @param {string} digest
 * @param {string} at
 */
export async function openPanel(digest, at) {
  const dialog = panel();
  const body = element('div', { class: 'panel-body', 'aria-busy': 'true' }, element('p', {}, 'Reading…'));
  const close = button({ class: 'quiet close' }, closePanel, 'Close');
  dialog.replaceChildren(element('header', {}, title('Evidence', ''), close), body);
  if (!dialog.open) {
    opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    dialog.showModal();
  }
  try {
    /** @type {DocumentShown} */
    const shown = await fetchJson(`/v1/documents/${encodeURIComponent(digest)}`);
    const text = shown.size > MOST ? null : decoded(await fetchBytes(digest));
    dialog.querySelector('.panel-title')?.replaceWith(title(shown.origins[0] ?? shortened(digest), at));
    body.replaceChildren(about(shown, at), links(digest), ...content(text, at, shown));
  } catch (error) {
    body.replaceChildren(
      element('p', { class: 'notice', role: 'alert' }, error instanceof Error ? error.message : String(error)),
    );
  }
  body.removeAttribute('aria-busy');
  body.querySelector('mark')?.scrollIntoView({ block: 'center' });
}

/**
 * @param {string} name
 * @param {string} at
 */
function title(name, at) {
  const where = at === '' ? null : element('span', { class: 'code sub' }, readable(at));
  return element('div', { class: 'panel-title' }, element('h2', { id: 'panel-title' }, readable(name)), where);
}

/** @param {Uint8Array} bytes */
function decoded(bytes) {
  if (bytes.includes(0)) return null;
  return new TextDecoder().decode(bytes);
}

/**
 * @param {DocumentShown} shown
 * @param {string} at
 */
function about(shown, at) {
  const format =
    shown.format === null ? 'not recognised' : [shown.format, shown.version].filter((part) => part !== null).join(' ');
  /** @type {[string, string][]} */
  const pairs = [
    ['Origin', shown.origins.join(', ') || 'not known'],
    ['Format', `${format}, ${shown.outcome}`],
    ['Place', at === '' ? 'whole document' : at],
    ['Digest', shown.digest],
  ];
  if (shown.failure !== null) pairs.push(['Not read', shown.failure.message]);
  if (shown.withdrawn !== null) pairs.push(['Withdrawn', shown.withdrawn.reason]);
  if (shown.remarks.length > 0)
    pairs.push([
      'Remarks',
      shown.remarks
        .map((remark) => `${remark.at}: ${remark.message}`)
        .slice(0, 5)
        .join(' '),
    ]);
  const list = element(
    'dl',
    { class: 'about' },
    ...pairs.map(([term, text]) =>
      element('div', {}, element('dt', {}, term), element('dd', { class: 'code' }, readable(text))),
    ),
  );
  for (const holder of shown.heldBy) {
    const open = () => {
      go(documentAddress(holder));
    };
    list.append(
      element(
        'div',
        {},
        element('dt', {}, 'Held by'),
        element('dd', {}, button({ class: 'link', title: holder }, open, shortened(holder))),
      ),
    );
  }
  return list;
}

/** @param {string} digest */
function links(digest) {
  const address = `/v1/documents/${encodeURIComponent(digest)}`;
  return element(
    'p',
    { class: 'downloads' },
    element('a', { href: address }, 'JSON'),
    element('a', { href: `${address}/bytes`, download: true }, 'Bytes'),
  );
}

/**
 * @param {string | null} text - Null: no text, or too long to show.
 * @param {string} at
 * @param {DocumentShown} shown
 * @returns {HTMLElement[]}
 */
function content(text, at, shown) {
  if (text === null)
    return [element('p', { class: 'notice' }, `${shown.size} bytes that cannot be shown here. Take them as a file.`)];
  const { lines, from, to } = textAt(text, at);
  const whole = at === '';
  const box = element('div', { class: 'text' });
  const first = Math.max(0, (whole ? 0 : from) - AROUND);
  const last = Math.min(lines.length, Math.max(first, whole ? 0 : to) + AROUND);
  box.append(excerpt(lines, first, last, whole ? -1 : from, to));
  if (first > 0 || last < lines.length) {
    const all = button(
      { class: 'quiet' },
      () => {
        box.replaceChildren(excerpt(lines, 0, lines.length, whole ? -1 : from, to));
        box.querySelector('mark')?.scrollIntoView({ block: 'center' });
      },
      `Show all ${lines.length} lines`,
    );
    box.append(all);
  }
  const missing = element('p', { class: 'notice' }, `The place ${at} is not in the text as shown here.`);
  return whole || from !== -1 ? [box] : [missing, box];
}

/**
 * @param {readonly string[]} lines
 * @param {number} first
 * @param {number} last - Exclusive.
 * @param {number} from
 * @param {number} to
 */
function excerpt(lines, first, last, from, to) {
  const text = (/** @type {number} */ start, /** @type {number} */ end) => lines.slice(start, end).join('\n');
  const pre = element('pre', { tabindex: 0, 'aria-label': 'Text of the document' });
  if (from === -1) {
    pre.append(text(first, last));
    return pre;
  }
  const before = text(first, from);
  const after = text(to + 1, last);
  pre.append(before === '' ? '' : `${before}\n`, element('mark', {}, text(from, to + 1)), after);
  return pre;
}
