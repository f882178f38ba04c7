// Preferences written into a design's text, where they stand or would stand, in the text's own style.
import type { Edit } from './insert';
import { adding } from './insert';

export type Preferences = Readonly<Record<string, number | readonly string[]>>;

/** A list or number as YAML and JSON both read it. */
function written(name: string, value: Preferences[string]): string {
  const json = JSON.stringify(value);
  return /\.json$/i.test(name) ? json : json.replaceAll(/"([\w./-]+)"/g, '$1').replaceAll(',', ', ');
}

/** The edit that gives a text these preferences; null where it has no place for them. */
export async function preferring(name: string, text: string, wanted: Preferences): Promise<Edit | null> {
  const { valueAt, mapping } = await import('./pointer');
  if (!mapping(name, text, '/preferences') && !valueAt(name, text, '/preferences')) {
    return adding(name, text, '', 'preferences', wanted);
  }
  let now = text;
  for (const [key, value] of Object.entries(wanted)) {
    const there = valueAt(name, now, `/preferences/${key}`);
    const edit = there ? { ...there, insert: written(name, value) } : await adding(name, now, '/preferences', key, value as object);
    if (!edit) return null;
    now = now.slice(0, edit.from) + edit.insert + now.slice(edit.to);
  }
  return difference(text, now);
}

/** One edit between two texts: what lies between their common beginning and end. */
function difference(old: string, now: string): Edit {
  const most = Math.min(old.length, now.length);
  let from = 0;
  while (from < most && old[from] === now[from]) from += 1;
  let same = 0;
  while (same < most - from && old[old.length - 1 - same] === now[now.length - 1 - same]) same += 1;
  return { from, to: old.length - same, insert: now.slice(from, now.length - same) };
}
