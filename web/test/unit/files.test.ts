// Limits on what is opened, and what is kept between visits.
import { describe, expect, it } from 'vitest';
import type { NamedText } from '../../src/engine/messages';
import { isJson, keep, kept, KEPT_BYTES, MOST_BYTES, MOST_FILES, read as readAll, size, withDistinctNames } from '../../src/text/files';

const file = (name: string, text: string): File => new File([text], name);
/** A file of a size nobody wants to allocate. Reading it would be the mistake. */
const huge = (name: string, bytes: number): File =>
  Object.assign(Object.create(null) as object, {
    name,
    size: bytes,
    slice: () => ({ arrayBuffer: () => Promise.reject(new Error('was read')) }),
  }) as unknown as File;
const names = (files: readonly NamedText[]): string[] => files.map(({ name }) => name);

const gathered = (files: readonly File[]) => readAll({ files: [...files], passed: [] });
const read = async (files: readonly File[]): Promise<NamedText[]> => (await gathered(files)).files;

class Shelf {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.items.set(key, value);
  removeItem = (key: string): void => void this.items.delete(key);
}

describe('read', () => {
  it('gives names and normalised texts in the order chosen', async () => {
    expect(await read([file('b.yaml', '\uFEFFa: 1\r\n'), file('a.json', '{}')])).toEqual([
      { name: 'b.yaml', text: 'a: 1\n' },
      { name: 'a.json', text: '{}' },
    ]);
  });

  it('takes as many files as it says, and no more', async () => {
    const files = Array.from({ length: MOST_FILES + 1 }, (_, index) => file(`${index}.yaml`, ''));
    expect(await read(files.slice(1))).toHaveLength(MOST_FILES);
    await expect(read(files)).rejects.toThrow(`${MOST_FILES + 1} files are too many`);
  });

  it('adds sizes up, refuses before it reads, and says the limit', async () => {
    const half = Math.floor(MOST_BYTES / 2) + 1;
    await expect(read([huge('a.yaml', half), huge('b.yaml', half)])).rejects.toThrow(/20\.0 MB is too much.*up to 200 files, 20 MB/);
    await expect(read([huge('a.yaml', MOST_BYTES)])).rejects.toThrow('was read');
  });

  it('survives bytes that are no text', async () => {
    const [one] = await read([new File([new Uint8Array([0xff, 0xfe, 0x00, 0x80])], 'noise.yaml')]);
    expect(typeof one?.text).toBe('string');
  });
});

describe('withDistinctNames', () => {
  const distinct = (...wanted: string[]): string[] => names(withDistinctNames(wanted.map((name) => ({ name, text: '' }))));

  it('leaves different names alone', () => expect(distinct('a.yaml', 'b.yaml')).toEqual(['a.yaml', 'b.yaml']));

  it('numbers equal ones before their ending', () => {
    expect(distinct('a.yaml', 'a.yaml', 'a.yaml')).toEqual(['a.yaml', 'a-2.yaml', 'a-3.yaml']);
    expect(distinct('plan.tf.json', 'plan.tf.json')).toEqual(['plan.tf.json', 'plan.tf-2.json']);
    expect(distinct('design', 'design')).toEqual(['design', 'design-2']);
  });

  // A fault that is known: the number given may itself be taken. When this passes, make it an ordinary case.
  it('gives no name that another file has', () => {
    for (const wanted of [['a.yaml', 'a.yaml', 'a-2.yaml'], ['a-2.yaml', 'a.yaml', 'a.yaml']]) {
      expect(new Set(distinct(...wanted)).size, wanted.join(', ')).toBe(3);
    }
  });

  it('keeps the ending, which says how a file is read', () => {
    expect(distinct('a.json', 'a.json').every(isJson)).toBe(true);
  });
});

describe('size', () => {
  it.each(['', 'plain', '日本', '🚀', '🚀'.repeat(KEPT_BYTES)])('is never less than the truth', (text) => {
    expect(size([{ name: 'a', text }])).toBeGreaterThanOrEqual(new TextEncoder().encode(text).length);
  });

  it('adds up', () => {
    expect(size([{ name: 'a', text: 'ab' }, { name: 'b', text: 'é' }])).toBe(4);
  });
});

describe('isJson', () => {
  it('goes by the ending, of either case', () => {
    expect(['a.json', 'a.JSON', 'a.json.yaml', 'json', 'a.yaml'].map(isJson)).toEqual([true, true, false, false, false]);
  });
});

describe('keep and kept', () => {
  const files: NamedText[] = [{ name: 'a.yaml', text: 'a: "🚀"\n' }, { name: 'b.json', text: '{}' }];

  it('give back what was kept', () => {
    const shelf = new Shelf();
    expect(keep(files, shelf)).toBe(true);
    expect(kept(shelf)).toEqual(files);
  });

  it('keep up to the limit', () => {
    expect(keep([{ name: 'a', text: 'x'.repeat(KEPT_BYTES) }], new Shelf())).toBe(true);
    expect(keep([{ name: 'a', text: 'x'.repeat(KEPT_BYTES + 1) }], new Shelf())).toBe(false);
    expect(keep([{ name: 'a', text: '日'.repeat(KEPT_BYTES / 3 + 1) }], new Shelf())).toBe(false);
  });

  it('forget the older text rather than show it for a newer one too large', () => {
    const shelf = new Shelf();
    keep(files, shelf);
    expect(keep([{ name: 'a', text: 'x'.repeat(KEPT_BYTES + 1) }], shelf)).toBe(false);
    expect(kept(shelf)).toBeNull();
  });

  it('say so when the browser refuses', () => {
    const refuse = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    expect(keep(files, { setItem: refuse, removeItem: refuse })).toBe(false);
    expect(keep([{ name: 'a', text: 'x'.repeat(KEPT_BYTES + 1) }], { setItem: refuse, removeItem: refuse })).toBe(false);
    expect(kept({ getItem: refuse })).toBeNull();
  });

  it.each([
    ['nothing', null],
    ['an empty text', ''],
    ['a cut text', '[{"name":"a","te'],
    ['null', 'null'],
    ['a number', '7'],
    ['no files', '[]'],
    ['an object', '{"name":"a","text":"b"}'],
    ['a list of nulls', '[null]'],
    ['a file without text', '[{"name":"a"}]'],
    ['a text that is none', '[{"name":"a","text":7}]'],
    ['one bad among good', '[{"name":"a","text":"b"},{"name":null,"text":"b"}]'],
  ])('take %s for nothing kept', (_, stored) => expect(kept({ getItem: () => stored })).toBeNull());
});
