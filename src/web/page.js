import { askAddress, go, place } from './address.js';
import { answerView, nothingIngested } from './answer-view.js';
import { button, byId, element } from './dom.js';
import { closePanel, openPanel, preparePanel } from './evidence-panel.js';
import { readForm, showForm, showMistake } from './form.js';
import { readable } from './readable.js';
import { logInForm } from './log-in-form.js';
import { fetchJson, Refusal, Unreached } from './server.js';
import { thingView } from './thing-view.js';
import { conclusionInWords, timeInWords } from './words.js';

/**
 * @typedef {import('./types.d.ts').Answer} Answer
 * @typedef {import('./types.d.ts').QuestionListed} Question
 * @typedef {import('./types.d.ts').QuestionList} QuestionList
 */

/** What the result area shows now, so that opening evidence does not ask again. */
let shownView = '';
/** @type {AbortController | null} */
let asking = null;
let arrived = false;

const { questions, dataVersion } = await start();
byId('revision').textContent = `revision ${dataVersion}`;
preparePanel();
byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const { question, parameters } = readForm(form());
  shownView = '';
  go(askAddress(question, parameters));
});
addEventListener('popstate', () => void show());
document.addEventListener('click', followInPage);
await show();

/** @returns {Promise<QuestionList>} */
async function start() {
  try {
    return await fetchJson('/v1/ask');
  } catch (error) {
    refused(error);
    throw error;
  }
}

function form() {
  const found = byId('ask');
  if (!(found instanceof HTMLFormElement)) throw new Error('the form is no form');
  return found;
}

/** Shows what the address says. */
async function show() {
  const { question, parameters, document: digest, at, show: id, picture } = place();
  const view = JSON.stringify([question, parameters.toString(), id, picture]);
  if (view !== shownView) {
    shownView = view;
    const focused = document.activeElement?.id ?? '';
    const chosen = questions.find(({ name }) => name === question) ?? questions[0];
    if (chosen !== undefined) fillForm(chosen, parameters);
    if (id !== null) await showThing(id);
    else if (question !== null) await showAnswer(question, parameters);
    else showStart();
    keepFocus(focused);
  }
  if (digest === null) closePanel();
  else await openPanel(digest, at);
}

/**
 * Where what had the focus is gone, that of the same name has it, or the view that took its place. Not on arrival: there
 * is the page's start.
 *
 * @param {string} id - Of what had the focus; empty where it has none.
 */
function keepFocus(id) {
  const again = id === '' ? null : document.getElementById(id);
  if (arrived && document.activeElement === document.body) (again ?? byId('result')).focus({ preventScroll: true });
  arrived = true;
}

/**
 * @param {Question} question
 * @param {URLSearchParams} parameters
 */
function fillForm(question, parameters) {
  showForm(form(), questions, question, parameters, (name) => {
    const other = questions.find((candidate) => candidate.name === name);
    if (other === undefined) return;
    fillForm(other, readForm(form()).parameters);
    form().querySelector('select')?.focus();
  });
}

/**
 * @param {string} name
 * @param {URLSearchParams} parameters
 */
async function showAnswer(name, parameters) {
  const answer = /** @type {Answer | null} */ (await load(`/v1/ask/${encodeURIComponent(name)}?${parameters}`));
  const question = questions.find((candidate) => candidate.name === name);
  if (answer === null || question === undefined) return;
  byId('revision').textContent = `as of ${timeInWords(answer.asOf, '')}, revision ${answer.dataVersion}`;
  byId('result').replaceChildren(...answerView(answer, question, parameters));
  const words = conclusionInWords(answer);
  byId('status').textContent = words;
  document.title = `${words.split(/[.:]/)[0] ?? ''} · ${parameters.get('package') ?? question.asks} · provgraph`;
}

/** @param {string} id */
async function showThing(id) {
  const thing = /** @type {import('../engines/engine.ts').ThingShown | null} */ (
    await load(`/v1/show?${new URLSearchParams({ id })}`)
  );
  if (thing === null) return;
  byId('result').replaceChildren(thingView(thing, questions));
  byId('status').textContent = `${thing.kind} ${thing.name}`;
  document.title = `${thing.name} · provgraph`;
}

function showStart() {
  const items = questions.map(({ asks, doc, name }) =>
    element(
      'li',
      {},
      element('a', { href: askAddress(name, new URLSearchParams()), 'data-in-page': true, 'data-choose': name }, asks),
      element('p', {}, doc),
    ),
  );
  byId('result').replaceChildren(
    element(
      'section',
      { class: 'start' },
      dataVersion === '0' && nothingIngested(),
      element('h2', {}, 'What can be asked'),
      element('ul', {}, ...items),
    ),
  );
  document.title = 'provgraph';
}

/**
 * A view of the server, or null when it refused (which is shown) or another view was asked for meanwhile.
 *
 * @param {string} address
 * @returns {Promise<unknown>}
 */
async function load(address) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  byId('result').setAttribute('aria-busy', 'true');
  byId('status').textContent = 'Asking…';
  try {
    return await fetchJson(address, signal);
  } catch (error) {
    if (!signal.aborted) refused(error);
    return null;
  } finally {
    if (!signal.aborted) byId('result').removeAttribute('aria-busy');
  }
}

/** Loads the page anew, so that the form is there too where it was not. */
function askAgain() {
  location.reload();
}

/** @param {unknown} error */
function refused(error) {
  const nearest = error instanceof Refusal ? error.nearest : [];
  const message = error instanceof Error ? error.message : String(error);
  byId('status').textContent = '';
  document.title = 'No answer · provgraph';
  byId('result').replaceChildren(
    element(
      'section',
      { class: 'conclusion unknown', role: 'alert' },
      element('span', { class: 'mark', 'aria-hidden': 'true' }, '?'),
      element(
        'div',
        {},
        element('h2', {}, error instanceof Refusal && error.isStranger ? 'Who asks?' : 'No answer'),
        element('p', { class: 'headline' }, readable(message)),
        nearest.length > 0 && element('p', { class: 'meant' }, `Nearest: ${nearest.join(', ')}`),
        error instanceof Refusal && error.isStranger && logInForm(askAgain),
        // What the server refuses it refuses again; what did not reach it may reach it now.
        error instanceof Unreached && button({ class: 'quiet' }, askAgain, 'Try again'),
      ),
    ),
  );
  if (error instanceof Refusal && error.at !== null) showMistake(form(), error.at, message);
}

/**
 * Links within the page change the view without loading it again; with a key held they do what links do.
 *
 * @param {MouseEvent} event
 */
function followInPage(event) {
  const link = event.target instanceof Element ? event.target.closest('a[data-in-page]') : null;
  if (!(link instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0)
    return;
  event.preventDefault();
  const choose = link.dataset['choose'];
  const question = questions.find(({ name }) => name === choose);
  if (question !== undefined && question.parameters.some(({ required }) => required)) {
    fillForm(question, new URLSearchParams());
    form().querySelector('input')?.focus();
    return;
  }
  go(`${link.pathname}${link.search}`);
  if (link.dataset['stay'] === undefined) scrollTo({ top: 0 });
}
