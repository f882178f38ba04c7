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

/** The value that a pointer leads to; null where it leads to none. */
export function valueAt(name: string, text: string, pointer: string): Span | null {
  const tree = (isJson(name) ? jsonLanguage : yamlLanguage).parser.parse(text);
  let node: SyntaxNode | null = content(tree.topNode);
  for (const step of steps(pointer)) {
    const next: { value: SyntaxNode | null } | null = node && member(node, step, text);
    node = next?.value ? content(next.value) : null;
  }
  // The grammar counts blank lines after a block's last member to it.
  return node && { from: node.from, to: node.from + text.slice(node.from, node.to).trimEnd().length };
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

/** Where a mapping ends, how it is written, and how far its members are indented. */
export interface Mapping {
  style: 'block' | 'flow' | 'json';
  at: number;
  indent: number;
  empty: boolean;
}

/** The mapping that a pointer leads to; null when the text has none there. */
export function mapping(name: string, text: string, pointer: string): Mapping | null {
  const tree = (isJson(name) ? jsonLanguage : yamlLanguage).parser.parse(text);
  let node: SyntaxNode | null = content(tree.topNode);
  for (const step of steps(pointer)) {
    const next: { value: SyntaxNode | null } | null = node && member(node, step, text);
    if (!next) return null;
    node = next.value && content(next.value);
  }
  if (!node) return null;
  if (node.name === 'BlockMapping') {
    const last = node.lastChild ?? node;
    const first = node.firstChild ?? node;
    const line = text.lastIndexOf('\n', first.from - 1) + 1;
    // Behind the last member's own lines, before blank lines and what follows.
    const end = text.slice(0, last.to).trimEnd().length;
    return { style: 'block', at: end, indent: first.from - line, empty: false };
  }
  if (node.name !== 'FlowMapping' && node.name !== 'Object') return null;
  const members = node.getChildren('Pair').length + node.getChildren('Property').length;
  const inside = text.slice(node.from + 1, node.to - 1);
  return { style: node.name === 'Object' ? 'json' : 'flow', at: node.from + 1 + inside.trimEnd().length, indent: 0, empty: members === 0 };
}

/** A name that a design defines, and where. */
export interface Defined extends Span {
  kind: 'vpc' | 'site' | 'application' | 'need' | 'link' | 'subnet';
  name: string;
  /** The VPC of a subnet. */
  inside: string | null;
}

const SECTIONS: Record<string, Defined['kind']> = { vpcs: 'vpc', sites: 'site', applications: 'application', needs: 'need', links: 'link' };

/** The names that a design's text defines, in order. */
export function defined(name: string, text: string): Defined[] {
  const root = content((isJson(name) ? jsonLanguage : yamlLanguage).parser.parse(text).topNode);
  const found: Defined[] = [];
  for (const section of root ? pairs(root, text) : []) {
    const kind = SECTIONS[section.name];
    for (const one of kind && section.value ? pairs(section.value, text) : []) {
      if (kind) found.push({ kind, name: one.name, inside: null, from: one.from, to: one.to });
      if (kind !== 'vpc' || !one.value) continue;
      const subnets = pairs(one.value, text).find((member) => member.name === 'subnets');
      for (const subnet of subnets?.value ? pairs(subnets.value, text) : []) {
        found.push({ kind: 'subnet', name: subnet.name, inside: one.name, from: subnet.from, to: subnet.to });
      }
    }
  }
  return found;
}

function pairs(mapping: SyntaxNode, text: string): { name: string; from: number; to: number; value: SyntaxNode | null }[] {
  const found = [];
  for (let pair = mapping.firstChild; pair; pair = pair.nextSibling) {
    const key = pair.getChild('Key') ?? pair.getChild('PropertyName');
    if (!key) continue;
    const value = valueAfter(key);
    found.push({ name: keyText(key, text), from: key.from, to: key.to, value: value && content(value) });
  }
  return found;
}
