// What may be opened, what is kept, and how it is said.
import type { NamedText } from '../engine/messages';
import { isArchive, unpacked } from './archive';
import type { Gathered } from './dropped';
import { normalise } from './offsets';

/** The most text the page takes, over all files. The command line has no such limit. */
export const MOST_BYTES = 20 * 1024 * 1024;
export const MOST_FILES = 200;
/** The most text kept between visits. */
export const KEPT_BYTES = 64 * 1024;
const KEY = 'tieline:files';

export const LIMITS = `up to ${MOST_FILES} files, ${MOST_BYTES / 1024 / 1024} MB together`;

export function isJson(name: string): boolean {
  return /\.json$/i.test(name);
}

/** Length in UTF-8, near enough for limits and cheap: never less than the truth. */
export function size(files: readonly NamedText[]): number {
  let bytes = 0;
  for (const { text } of files) bytes += text.length <= KEPT_BYTES ? new TextEncoder().encode(text).length : text.length * 3;
  return bytes;
}

/**
 * Reads what the user chose, archives unpacked, with the names of files that were passed over. Throws a sentence for the
 * user when it is too much, or when an archive is broken.
 */
export async function read({ files: chosen, passed }: Gathered): Promise<{ files: NamedText[]; passed: string[] }> {
  refuseTooMuch(chosen);
  const whole: Gathered = { files: [], passed: [...passed] };
  for (const file of chosen) {
    const inside = (await isArchive(file)) ? await unpacked(file, MOST_BYTES) : { files: [file], passed: [] };
    whole.files.push(...inside.files);
    whole.passed.push(...inside.passed);
  }
  refuseTooMuch(whole.files);
  const files = await Promise.all(whole.files.map(async (file) => ({ name: file.name, text: normalise(await file.text()) })));
  return { files: withDistinctNames(files), passed: whole.passed };
}

function refuseTooMuch(files: readonly File[]): void {
  if (files.length > MOST_FILES) {
    throw new Error(`${files.length} files are too many: the page takes ${LIMITS}. The command line takes any number.`);
  }
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (bytes > MOST_BYTES) {
    throw new Error(`${(bytes / 1024 / 1024).toFixed(1)} MB is too much: the page takes ${LIMITS}. The command line takes any amount.`);
  }
}

/** What was passed over, in a sentence; null when nothing was. */
export function passedOver(passed: readonly string[]): string | null {
  if (passed.length === 0) return null;
  const [first] = passed;
  return passed.length === 1
    ? `${first} was passed over: its name is not that of a design, a plan, a template, manifests or AWS CLI output.`
    : `${passed.length} files were passed over, ${first} the first: their names are not those of designs, plans, templates, manifests or AWS CLI output.`;
}

/** Two files of one name could not be told apart in a finding. */
export function withDistinctNames(files: readonly NamedText[]): NamedText[] {
  const taken = new Set(files.map(({ name }) => name));
  const seen = new Set<string>();
  return files.map((file) => {
    let name = file.name;
    for (let count = 2; seen.has(name); count += 1) {
      const next = file.name.replace(/(\.[^.]*)?$/, `-${count}$1`);
      if (!taken.has(next)) name = next;
    }
    seen.add(name);
    taken.add(name);
    return name === file.name ? file : { ...file, name };
  });
}

/** Keeps the files for the next visit; false when they are too large or the browser refuses. */
export function keep(files: readonly NamedText[], store: Pick<Storage, 'setItem' | 'removeItem'>): boolean {
  try {
    if (size(files) > KEPT_BYTES) {
      // Better nothing than an older text that looks like this one.
      store.removeItem(KEY);
      return false;
    }
    store.setItem(KEY, JSON.stringify(files));
    return true;
  } catch {
    return false;
  }
}

export function kept(store: Pick<Storage, 'getItem'>): NamedText[] | null {
  try {
    const files: unknown = JSON.parse(store.getItem(KEY) ?? 'null');
    if (!Array.isArray(files) || files.length === 0 || !files.every(isNamedText)) return null;
    return files;
  } catch {
    return null;
  }
}

function isNamedText(value: unknown): value is NamedText {
  if (typeof value !== 'object' || value === null) return false;
  const { name, text } = value as Record<string, unknown>;
  return typeof name === 'string' && typeof text === 'string';
}
