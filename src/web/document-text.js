/**
 * @typedef {object} Shown
 * @property {readonly string[]} lines
 * @property {number} from - First line of the place, or -1: the place is not in the text.
 * @property {number} to - Last line of the place.
 */

const TOKEN = /\s*("[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+)/y;

/**
 * A document as lines, with the lines of one place in it. JSON is laid out, every literal as it was written; any other
 * text is shown as it came.
 *
 * @param {string} text
 * @param {string} at - JSON Pointer, or a line number from 1 (`12`, `line 12`).
 * @returns {Shown}
 */
export function textAt(text, at) {
  const line = /^(?:line[ :]?)?(\d+)$/.exec(at);
  if (line === null && isJson(text)) return layOut(text, at);
  const lines = text.split(/\r?\n/);
  const from = line === null ? -1 : Number(line[1]) - 1;
  const inside = from >= 0 && from < lines.length;
  return { lines, from: inside ? from : -1, to: inside ? from : -1 };
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // It is shown as text then.
  }
}

/**
 * @typedef {object} Frame
 * @property {boolean} list
 * @property {string} key - The member being read.
 * @property {number} index
 * @property {boolean} empty
 * @property {boolean} onWay - Whether the place lies in it, or is it.
 * @property {number} start - Its first line.
 */

/**
 * Without recursion: a document may nest as deep as it likes.
 *
 * @param {string} text - Valid JSON.
 * @param {string} pointer
 * @returns {Shown}
 */
function layOut(text, pointer) {
  const way = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  /** @type {Frame[]} */
  const frames = [];
  /** @type {string[]} */
  const lines = [];
  let line = '';
  let from = -1;
  let to = -1;
  const top = () => frames.at(-1);
  const onWay = () => {
    const parent = top();
    if (parent === undefined) return true;
    return parent.onWay && way[frames.length - 1] === (parent.list ? String(parent.index) : parent.key);
  };
  const isPlace = () => onWay() && frames.length === way.length && from === -1;
  const newLine = () => {
    lines.push(line);
    line = '  '.repeat(frames.length);
  };
  const beforeValue = () => {
    const parent = top();
    if (parent === undefined || !parent.list) return;
    if (parent.empty) newLine();
    parent.empty = false;
  };
  let awaitsKey = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const token = match[1] ?? '';
    const frame = top();
    if (token === '{' || token === '[') {
      beforeValue();
      const inWay = onWay();
      if (isPlace()) from = lines.length;
      frames.push({ list: token === '[', key: '', index: 0, empty: true, onWay: inWay, start: lines.length });
      line += token;
      awaitsKey = token === '{';
    } else if (frame !== undefined && (token === '}' || token === ']')) {
      frames.pop();
      if (!frame.empty) newLine();
      line += token;
      if (frame.onWay && frames.length === way.length && frame.start === from) to = lines.length;
      awaitsKey = false;
    } else if (token === ',' && frame !== undefined) {
      line += ',';
      frame.index += 1;
      newLine();
      awaitsKey = !frame.list;
    } else if (token === ':') {
      line += ': ';
      awaitsKey = false;
    } else if (awaitsKey && frame !== undefined) {
      if (frame.empty) newLine();
      frame.empty = false;
      frame.key = JSON.parse(token);
      line += token;
    } else {
      beforeValue();
      if (isPlace()) from = to = lines.length;
      line += token;
    }
  }
  lines.push(line);
  return { lines, from, to: to === -1 ? from : to };
}
