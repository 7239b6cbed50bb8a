/** Where the page is: every view has an address, so that it can be sent to somebody. */

const OWN = ['ask', 'document', 'at', 'show', 'picture'];

/**
 * @typedef {object} Place
 * @property {string | null} question - Name of the question asked.
 * @property {URLSearchParams} parameters - Its parameters and paging, as the REST address takes them.
 * @property {string | null} document - Digest of the evidence that is open.
 * @property {string} at - The place in it.
 * @property {string | null} show - Id of the thing shown.
 * @property {'on' | 'off' | null} picture - Whether a picture is asked for; null: as the view would have it.
 */

/** @returns {Place} */
export function place() {
  const search = new URLSearchParams(location.search);
  const parameters = new URLSearchParams([...search].filter(([name]) => !OWN.includes(name)));
  return {
    question: search.get('ask'),
    parameters,
    document: search.get('document'),
    at: search.get('at') ?? '',
    show: search.get('show'),
    picture: pictureAsked(search.get('picture')),
  };
}

/** @param {string | null} text */
const pictureAsked = (text) => (text === 'on' || text === 'off' ? text : null);

/**
 * A picture that is on stays on from one answer to the next.
 *
 * @param {string} question
 * @param {URLSearchParams} parameters
 */
export function askAddress(question, parameters) {
  const search = new URLSearchParams({ ask: question });
  for (const [name, value] of parameters) search.append(name, value);
  if (place().picture === 'on' && place().question !== null) search.set('picture', 'on');
  return `/?${search}`;
}

/** @param {string} id */
export const showAddress = (id) => `/?${new URLSearchParams({ show: id })}`;

/**
 * The present view with a document open over it, or with none.
 *
 * @param {string | null} digest
 * @param {string} [at]
 */
export function documentAddress(digest, at = '') {
  const search = new URLSearchParams(location.search);
  search.delete('document');
  search.delete('at');
  if (digest !== null) {
    search.set('document', digest);
    search.set('at', at);
  }
  const text = search.toString();
  return text === '' ? '/' : `/?${text}`;
}

/**
 * The present view with its picture or without it.
 *
 * @param {'on' | 'off'} picture
 */
export function pictureAddress(picture) {
  const search = new URLSearchParams(location.search);
  search.delete('document');
  search.delete('at');
  search.set('picture', picture);
  return `/?${search}`;
}

/** @param {string} address - Goes there, and tells the page so. */
export function go(address) {
  history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
}
