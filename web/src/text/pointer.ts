// From a JSON Pointer to the text it points at, in YAML and JSON alike, by the editor's own
// grammars. For things that come with a pointer only: the map's boxes and edges.
import { jsonLanguage } from '@codemirror/lang-json';
import { yamlLanguage } from '@codemirror/lang-yaml';
import type { SyntaxNode } from '@lezer/common';
import { isJson } from './files';
import type { Span } from './offsets';

/** The steps of a pointer, unescaped. `""` has none. */
export function steps(pointer: string): string[] {
  if (!pointer.startsWith('/')) return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * The key (or list item) a pointer leads to; where the text ends before the pointer does, the last
 * step that is there. Null when not even the first is.
 */
export function locate(name: string, text: string, pointer: string): Span | null {
  const tree = (isJson(name) ? jsonLanguage : yamlLanguage).parser.parse(text);
  let node: SyntaxNode | null = content(tree.topNode);
  let found: Span | null = null;
  for (const step of steps(pointer)) {
    const next: { here: Span; value: SyntaxNode | null } | null = node && member(node, step, text);
    if (!next) break;
    found = next.here;
    node = next.value && content(next.value);
  }
  return found;
}

const WRAPPERS = new Set(['Stream', 'Document', 'JsonText', 'Tagged', 'Anchored', 'Item']);
const SKIPPED = new Set(['Comment', 'Tag', 'Anchor', 'DirectiveEnd', 'DocEnd', 'Directive', '⚠']);

/** The value inside tags, anchors and documents. */
function content(node: SyntaxNode): SyntaxNode | null {
  if (!WRAPPERS.has(node.name)) return node;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!SKIPPED.has(child.name)) return content(child);
  }
  return null;
}

function member(node: SyntaxNode, step: string, text: string): { here: Span; value: SyntaxNode | null } | null {
  switch (node.name) {
    case 'BlockMapping':
    case 'FlowMapping':
    case 'Object':
      for (let pair = node.firstChild; pair; pair = pair.nextSibling) {
        const key = pair.getChild('Key') ?? pair.getChild('PropertyName');
        if (key && keyText(key, text) === step) {
          return { here: { from: key.from, to: key.to }, value: valueAfter(key) };
        }
      }
      return null;
    case 'BlockSequence':
    case 'FlowSequence':
    case 'Array': {
      if (!/^(0|[1-9]\d*)$/.test(step)) return null;
      let index = Number(step);
      for (let item = node.firstChild; item; item = item.nextSibling) {
        if (/^[-[\],]$/.test(item.name) || SKIPPED.has(item.name)) continue;
        if (index === 0) {
          const value = content(item) ?? item;
          return { here: { from: value.from, to: value.to }, value };
        }
        index -= 1;
      }
      return null;
    }
    default:
      return null;
  }
}

function keyText(key: SyntaxNode, text: string): string {
  const raw = text.slice(key.from, key.to).trim();
  if (raw.startsWith('"')) {
    try {
      return String(JSON.parse(raw));
    } catch {
      return raw.slice(1, -1);
    }
  }
  return raw.startsWith("'") ? raw.slice(1, -1).replaceAll("''", "'") : raw;
}

function valueAfter(key: SyntaxNode): SyntaxNode | null {
  for (let next = key.nextSibling; next; next = next.nextSibling) {
    if (next.name !== ':' && !SKIPPED.has(next.name)) return next;
  }
  return null;
}
