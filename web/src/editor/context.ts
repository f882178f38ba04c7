// Where in a design a position of a text is, while the text may be half typed: the path of keys around it, and whether
// a key or a value is being written. By indentation and brackets in YAML, for no grammar holds while someone types.

export interface Context {
  /** Keys from the root to the mapping or value that is written. */
  path: string[];
  /** Whether a key is written, or a value. */
  part: 'key' | 'value';
  /** Where the word under the position begins. */
  from: number;
  word: string;
}

const KEY = /^(\s*)((?:- +)*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#&*!|>%@`{}[\],][^:#{}[\]]*?)\s*:(?=\s|$)/;

/** The context of a position in YAML. */
export function yamlContext(text: string, position: number): Context {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const before = text.slice(start, position);
  const around = blockPath(text, start, /^\s*(?:- +)*/.exec(before)?.[0].length ?? 0);
  const key = KEY.exec(`${before} `);
  const colon = key && key[0].length < before.length ? key : null;
  const path = colon ? [...around, unquoted(colon[3] ?? '')] : around;
  const rest = colon ? before.slice(colon[0].length) : before.replace(/^\s*(?:- +)*/, '');
  return flow(rest, path, colon === null, position);
}

/** The context of a position in JSON: everything is brackets. */
export function jsonContext(text: string, position: number): Context {
  // Whatever is far away is closed by now, or in the path: texts of megabytes are walked from their start all the same,
  // which takes a few milliseconds.
  return flow(text.slice(0, position), [], true, position);
}

/** The keys of the blocks around a line, by their indentation. */
function blockPath(text: string, start: number, indent: number): string[] {
  const path: string[] = [];
  let least = indent;
  let end = start - 1;
  while (end > 0 && least > 0) {
    const begin = text.lastIndexOf('\n', end - 1) + 1;
    const key = KEY.exec(`${text.slice(begin, end)} `);
    const depth = key ? (key[1] ?? '').length + (key[2] ?? '').length : Infinity;
    if (key && depth < least) {
      path.unshift(unquoted(key[3] ?? ''));
      least = depth;
    }
    end = begin - 1;
  }
  return path;
}

/** Walks through brackets: `{ a: { b: [` has the path of `base` and `a`, `b`. */
function flow(text: string, base: readonly string[], keyFirst: boolean, position: number): Context {
  const stack: { list: boolean; key: string | null; index: number }[] = [];
  let word = '';
  let atValue = !keyFirst;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const top = stack.at(-1);
    if (character === '"' || character === "'") {
      const close = closing(text, at);
      word = text.slice(at, close);
      at = close - 1;
    } else if (character === '{' || character === '[') {
      stack.push({ list: character === '[', key: null, index: 0 });
      word = '';
      atValue = character === '[';
    } else if (character === '}' || character === ']') {
      stack.pop();
      word = '';
      atValue = true;
    } else if (character === ',' && top) {
      top.index += 1;
      if (!top.list) top.key = null;
      word = '';
      atValue = top.list;
    } else if (character === ':' && top && !top.list && (/[\s"{[]/.test(text[at + 1] ?? ' ') || word.startsWith('"'))) {
      top.key = unquoted(word.trim());
      word = '';
      atValue = true;
    } else if (/\s/.test(character) && word.trim() === '') word = '';
    else word += character;
  }
  const inside = stack.flatMap(({ list, key, index }) => (list ? [String(index)] : key === null ? [] : [key]));
  const part = stack.length === 0 ? (keyFirst ? 'key' : 'value') : atValue ? 'value' : 'key';
  const trimmed = word.trimStart();
  return { path: [...base, ...inside], part, from: position - trimmed.length, word: unquoted(trimmed) };
}

/** Where a quoted text ends; the end of everything where it is still open. */
function closing(text: string, open: number): number {
  const quote = text[open];
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

function unquoted(word: string): string {
  return word.replace(/^["']/, '').replace(/["']$/, '');
}
