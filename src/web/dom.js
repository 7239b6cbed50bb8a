/**
 * An element with attributes and children. Texts become text nodes: nothing from a document is ever parsed as markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string | number | boolean | null | undefined>>} [attributes] - false, null and
 *   undefined leave the attribute out.
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) made.append(child);
  }
  return made;
}

/**
 * A real button.
 *
 * @param {Readonly<Record<string, string | number | boolean | null | undefined>>} attributes
 * @param {() => void} act
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLButtonElement}
 */
export function button(attributes, act, ...children) {
  const made = element('button', { type: 'button', ...attributes }, ...children);
  made.addEventListener('click', act);
  return made;
}

/**
 * The element of the page with this id.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

let counter = 0;

/** @returns {string} an id that no other element of the page has. */
export function freshId() {
  counter += 1;
  return `made-${counter}`;
}
