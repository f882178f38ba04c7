// The names that a design defines, found in the texts as they stand: for completion, and to go to where they are defined.
import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { OpenFile } from '../state.svelte';
import { defined, type Defined } from '../text/pointer';

/** Which names a value at a path may be; empty where it is no name. */
export function wanted(path: readonly string[]): readonly Defined['kind'][] {
  const field = path.filter((step) => !/^\d+$/.test(step)).at(-1) ?? '';
  switch (field) {
    case 'vpc':
    case 'vpcs':
      return ['vpc'];
    case 'site':
      return ['site'];
    case 'application':
    case 'applications':
    case 'targets':
      return ['application'];
    case 'subnets':
    case 'subnet':
      return ['subnet'];
    case 'from':
    case 'to':
    case 'between':
      return path[0] === 'needs' || path.includes('vpc_peering') ? ['application', 'vpc', 'site'] : [];
    case 'via':
      return ['link'];
    case 'associations':
      return ['vpc'];
    case 'attachments':
    case 'endpoints':
      return ['vpc'];
    default:
      return [];
  }
}

/** All names of all files, once each. */
export function names(files: readonly OpenFile[]): (Defined & { file: OpenFile })[] {
  return files.flatMap((file) => (file.text.length > 1_000_000 ? [] : defined(file.name, file.text).map((one) => ({ ...one, file }))));
}

/** The word of a name at a position: what stands there as one scalar or key. */
export function wordAt(state: EditorState, position: number): { from: number; to: number; text: string } | null {
  for (const side of [-1, 1] as const) {
    const node = syntaxTree(state).resolveInner(position, side);
    if (/^(Literal|QuotedLiteral|String|PropertyName|Key)$/.test(node.name)) {
      const raw = state.sliceDoc(node.from, node.to);
      return { from: node.from, to: node.to, text: raw.trim().replace(/^["']|["']$/g, '') };
    }
  }
  return null;
}
