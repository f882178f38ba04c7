// Help while writing: completion and hints from the design's schema, names of the design, and where they are defined.
import { autocompletion, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, type Tooltip } from '@codemirror/view';
import type { OpenFile } from '../state.svelte';
import { isJson } from '../text/files';
import { jsonContext, yamlContext, type Context } from './context';
import { names, wanted, wordAt } from './names';
import { meaning, members, values, type Schema } from './schema';

export interface Helper {
  schema(): Promise<Schema>;
  files(): readonly OpenFile[];
  /** Shows where a name is defined. */
  go(file: OpenFile, from: number, to: number): void;
}

const contextOf = (name: string, text: string, position: number): Context => (isJson(name) ? jsonContext : yamlContext)(text, position);
/** A key of the user's own, such as a VPC's name, is no word of the schema. */
const quoted = (label: string, json: boolean) => (json ? JSON.stringify(label) : /^[A-Za-z_][\w.-]*$/.test(label) ? label : JSON.stringify(label));

async function complete(name: string, helper: Helper, asked: CompletionContext): Promise<CompletionResult | null> {
  const text = asked.state.sliceDoc(0, asked.pos);
  const { path, part, from, word } = contextOf(name, text, asked.pos);
  if (word === '' && !asked.explicit && !/[\s{[,]$/.test(text.slice(-1))) return null;
  const json = isJson(name);
  const schema = await helper.schema();
  const options: Completion[] = [];
  if (part === 'key') {
    for (const { label, description, opens } of members(schema, path)) {
      const tail = json ? ': ' : opens && !inFlow(text) ? ':' : ': ';
      options.push({ label, info: description, type: 'property', apply: `${quoted(label, json)}${tail}` });
    }
  } else {
    for (const { label, description } of values(schema, path)) options.push({ label, info: description, type: 'enum', apply: json && !/^(true|false|\d+)$/.test(label) ? JSON.stringify(label) : label });
  }
  const kinds = wanted(part === 'key' ? path : path);
  if (kinds.length > 0) {
    const seen = new Set<string>();
    for (const one of names(helper.files())) {
      if (!kinds.includes(one.kind) || seen.has(one.name)) continue;
      seen.add(one.name);
      options.push({ label: one.name, detail: one.inside ? `subnet of ${one.inside}` : one.kind, type: 'variable', apply: quoted(one.name, json) + (part === 'key' ? ': ' : '') });
    }
  }
  return options.length === 0 ? null : { from, options, validFor: /^["']?[\w./-]*$/ };
}

function inFlow(text: string): boolean {
  const line = text.slice(text.lastIndexOf('\n') + 1);
  return line.lastIndexOf('{') > line.lastIndexOf('}');
}

/** The name's definition, if what stands at the position is a name of the design. */
function definition(view: EditorView, position: number, helper: Helper) {
  const word = wordAt(view.state, position);
  if (!word) return null;
  const all = names(helper.files()).filter((one) => one.name === word.text);
  const elsewhere = all.filter((one) => !(one.from <= word.from && word.to <= one.to && view.state.sliceDoc(one.from, one.to) === view.state.sliceDoc(word.from, word.to) && one.from === word.from));
  const { path } = contextOf('', view.state.sliceDoc(0, word.from), word.from);
  const kinds = wanted(path);
  return elsewhere.find((one) => kinds.includes(one.kind)) ?? elsewhere[0] ?? null;
}

function goTo(view: EditorView, position: number, helper: Helper): boolean {
  const found = definition(view, position, helper);
  if (!found) return false;
  helper.go(found.file, found.from, found.to);
  return true;
}

/** Text only: what a schema or an input says never becomes markup. */
function bubble(text: string): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-hint';
  box.textContent = text;
  return box;
}

export function help(name: string, helper: Helper): Extension {
  return [
    autocompletion({ override: [(asked) => complete(name, helper, asked)], maxRenderedOptions: 60 }),
    hoverTooltip(async (view, position): Promise<Tooltip | null> => {
      const word = wordAt(view.state, position);
      if (!word) return null;
      const { path, part } = contextOf(name, view.state.sliceDoc(0, word.from), word.from);
      const schema = await helper.schema();
      const told = meaning(schema, part === 'key' ? [...path, word.text] : path);
      const found = definition(view, position, helper);
      const lines = [told, found ? `${found.kind} \`${found.name}\`: F12 or Ctrl and click shows where it is defined` : ''].filter((line) => line !== '');
      if (lines.length === 0) return null;
      return { pos: word.from, end: word.to, create: () => ({ dom: bubble(lines.join('\n')) }) };
    }),
    keymap.of([...completionKeymap, { key: 'F12', run: (view) => goTo(view, view.state.selection.main.head, helper) }]),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (!event.ctrlKey && !event.metaKey) return false;
        const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
        return position !== null && goTo(view, position, helper);
      },
    }),
  ];
}
