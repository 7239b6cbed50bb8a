import { button, element, freshId } from './dom.js';
import { readable } from './readable.js';
import { columnHead } from './values.js';

/** Parameters that stand beside the one looked up, not behind “Narrow”. */
const BESIDE = ['version'];
const TIMES = [
  { name: 'asOf', doc: 'The moment to answer for, such as 2026-11-23T10:00:00Z. Empty: now.' },
  { name: 'knownAt', doc: 'What this store knew at that moment. Empty: what it knows now.' },
];

/**
 * The form of a question, made of its parameters and filled with what was asked.
 *
 * @param {HTMLElement} form
 * @param {readonly import('./types.d.ts').QuestionListed[]} questions
 * @param {import('./types.d.ts').QuestionListed} question
 * @param {URLSearchParams} asked
 * @param {(name: string) => void} choose - Called when another question is chosen.
 */
export function showForm(form, questions, question, asked, choose) {
  const narrow = question.parameters.filter(({ name, required }) => !required && !BESIDE.includes(name));
  const beside = question.parameters.filter((parameter) => !narrow.includes(parameter));
  const id = freshId();
  const narrowed = [...narrow.map(({ name }) => name), ...TIMES.map(({ name }) => name)].filter((name) =>
    asked.has(name),
  );
  const filters = element(
    'fieldset',
    { class: 'filters', id, hidden: narrowed.length === 0 },
    element('legend', { class: 'visually-hidden' }, 'Narrow'),
  );
  filters.append(...narrow.map((parameter) => field(parameter, asked)));
  filters.append(...TIMES.map(({ name, doc }) => textField({ name, doc, required: false }, asked.get(name) ?? '')));
  const toggle = button(
    { class: 'quiet', 'aria-expanded': String(narrowed.length > 0), 'aria-controls': id },
    () => {
      filters.hidden = !filters.hidden;
      toggle.setAttribute('aria-expanded', String(!filters.hidden));
    },
    narrowed.length === 0 ? 'Narrow' : `Narrow (${narrowed.length})`,
  );
  form.replaceChildren(
    questionChoice(questions, question, choose),
    element(
      'div',
      { class: 'look-up' },
      ...beside.map((parameter) => field(parameter, asked)),
      element('div', { class: 'actions' }, element('button', { type: 'submit', class: 'primary' }, 'Ask'), toggle),
    ),
    filters,
  );
}

/**
 * @param {readonly import('./types.d.ts').QuestionListed[]} questions
 * @param {import('./types.d.ts').QuestionListed} chosen
 * @param {(name: string) => void} choose
 */
function questionChoice(questions, chosen, choose) {
  const id = freshId();
  const options = questions.map(({ name, asks }) =>
    element('option', { value: name, selected: name === chosen.name }, asks),
  );
  const select = element('select', { id, name: 'ask' }, ...options);
  select.addEventListener('change', () => {
    choose(select.value);
  });
  return element('div', { class: 'question' }, element('label', { for: id }, 'Question'), select);
}

/**
 * @param {import('./types.d.ts').ParameterListed} parameter
 * @param {URLSearchParams} asked
 */
function field(parameter, asked) {
  const { name, doc, values, list } = parameter;
  const given = asked.getAll(name);
  if (values === null) return textField(parameter, given.join(' '), list);
  const id = freshId();
  const boxes = values.map((value) => {
    const own = freshId();
    const box = element('input', {
      type: list ? 'checkbox' : 'radio',
      id: own,
      name,
      value,
      checked: given.includes(value),
    });
    return element(
      'span',
      { class: 'choice' },
      box,
      element('label', { for: own }, value.toLowerCase().replaceAll('_', ' ')),
    );
  });
  return element(
    'div',
    { class: 'field wide', role: 'group', 'aria-labelledby': id },
    element('span', { id, class: 'label' }, columnHead(name)),
    element('div', { class: 'choices' }, ...boxes),
    element('small', {}, ...withCode(doc)),
  );
}

/**
 * @param {{ name: string, doc: string, required: boolean }} parameter
 * @param {string} value
 * @param {boolean} [list]
 */
function textField({ name, doc, required }, value, list = false) {
  const id = freshId();
  const input = element('input', {
    id,
    name,
    value,
    required,
    type: 'text',
    'data-list': list,
    'aria-describedby': `${id}-doc`,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
  });
  const hint = list ? `${doc} Several: separated by spaces.` : doc;
  return element(
    'div',
    { class: `field ${required ? 'main' : ''}` },
    element('label', { for: id }, columnHead(name)),
    input,
    element('small', { id: `${id}-doc` }, ...withCode(hint)),
  );
}

/** @param {string} text - With code between backticks. */
const withCode = (text) => text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));

/**
 * Says beside a field what is wrong with it, and leads there.
 *
 * @param {HTMLFormElement} form
 * @param {string} name - Of the parameter; one without a field is left alone.
 * @param {string} message
 */
export function showMistake(form, name, message) {
  const input = [...form.elements].find((control) => control instanceof HTMLInputElement && control.name === name);
  if (!(input instanceof HTMLInputElement)) return;
  const id = freshId();
  const said = element('p', { class: 'mistake', id }, readable(message.replace(`${name}: `, '')));
  if (input.type === 'text') input.after(said);
  else input.closest('.field')?.append(said);
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', `${id} ${input.getAttribute('aria-describedby') ?? ''}`.trim());
  input.focus();
}

/**
 * What the form asks, as the REST address takes it. Empty fields ask nothing.
 *
 * @param {HTMLFormElement} form
 * @returns {{ question: string, parameters: URLSearchParams }}
 */
export function readForm(form) {
  const parameters = new URLSearchParams();
  let question = '';
  for (const control of form.elements) {
    if (control instanceof HTMLSelectElement) question = control.value;
    if (!(control instanceof HTMLInputElement)) continue;
    if (control.type !== 'text') {
      if (control.checked) parameters.append(control.name, control.value);
      continue;
    }
    const text = control.value.trim();
    const texts = control.hasAttribute('data-list') ? text.split(/\s+/) : [text];
    for (const one of texts) if (one !== '') parameters.append(control.name, one);
  }
  return { question, parameters };
}
