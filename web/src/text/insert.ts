// A new member put into a mapping of a text, in the text's own style: YAML block or flow, or JSON.
import type { Span } from './offsets';

export type Edit = Span & { insert: string };

/** The edit that adds `key` to the mapping at `pointer`; null when there is no such mapping to add to. */
export async function adding(name: string, text: string, pointer: string, key: string, value: object): Promise<Edit | null> {
  const { mapping } = await import('./pointer');
  const found = mapping(name, text, pointer);
  if (!found) return null;
  const json = JSON.stringify(value);
  // JSON is YAML too, but names that need no quotes read better without them.
  const flow = json.replaceAll(/"([\w./-]+)":/g, '$1: ').replaceAll(/"([\w./-]+)"/g, '$1').replaceAll(',', ', ');
  const plain = /^[A-Za-z][\w-]*$/.test(key) ? key : JSON.stringify(key);
  switch (found.style) {
    case 'block':
      return { from: found.at, to: found.at, insert: `\n${' '.repeat(found.indent)}${plain}: ${flow.replace(/^\{(.*)\}$/, '{ $1 }')}` };
    case 'flow':
      return { from: found.at, to: found.at, insert: `${found.empty ? ' ' : ', '}${plain}: ${flow.replace(/^\{(.*)\}$/, '{ $1 }')}${found.empty ? ' ' : ''}` };
    case 'json':
      return { from: found.at, to: found.at, insert: `${found.empty ? '' : ', '}${JSON.stringify(key)}: ${json}` };
  }
}
