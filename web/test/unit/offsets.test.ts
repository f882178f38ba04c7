// Places of the engine against offsets of the editor.
import { describe, expect, it } from 'vitest';
import { Lines, normalise } from '../../src/text/offsets';

const EMOJI = 'a🚀b\n日本🗼\n\nlast';

/** The plain way: count scalar values, adding up UTF-16 lengths. */
function naively(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  let offset = 0;
  for (let at = 0; at < line - 1; at += 1) offset += (lines[at] ?? '').length + 1;
  return offset + [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length;
}

const place = (line: number | null, column: number | null, end_line: number | null, end_column: number | null) => ({
  line,
  column,
  end_line,
  end_column,
});

const cut = (text: string, span: { from: number; to: number } | null): string | null =>
  span && text.slice(span.from, span.to);

describe('normalise', () => {
  it.each([
    ['line feeds stay', 'a\nb\n', 'a\nb\n'],
    ['carriage return and line feed are one', 'a\r\nb\r\n', 'a\nb\n'],
    ['a lone carriage return ends a line too', 'a\rb\r\rc', 'a\nb\n\nc'],
    ['a byte order mark goes', '\uFEFFa', 'a'],
    ['only the first byte order mark is one', 'a\uFEFF', 'a\uFEFF'],
    ['nothing is nothing', '', ''],
  ])('%s', (_, text, want) => expect(normalise(text)).toBe(want));

  it('is done after one time', () => {
    const once = normalise('\uFEFFa\r\n\rb\r\r\n');
    expect(normalise(once)).toBe(once);
  });
});

describe('Lines', () => {
  it('counts lines as the editor does: a last line feed opens one more', () => {
    expect(['', 'a', 'a\n', 'a\nb', '\n\n'].map((text) => new Lines(text).count)).toEqual([1, 1, 2, 2, 3]);
  });

  it('counts an emoji as one column and two units', () => {
    const lines = new Lines(EMOJI);
    expect(lines.offset(1, 2)).toBe(1);
    expect(lines.offset(1, 3)).toBe(3);
    expect(lines.offset(2, 4)).toBe(EMOJI.indexOf('\n\n'));
  });

  it.each(['', 'one', EMOJI, '🚀🚀\n🚀', '\n', normalise('a\r\n🗼b\r\nc')])(
    'agrees with the plain count, there and back, in %j',
    (text) => {
      const lines = new Lines(text);
      text.split('\n').forEach((line, index) => {
        for (let column = 1; column <= [...line].length + 1; column += 1) {
          const offset = lines.offset(index + 1, column);
          expect(offset).toBe(naively(text, index + 1, column));
          expect(lines.place(offset)).toEqual({ line: index + 1, column });
        }
      });
    },
  );

  it('takes a place beyond the text to the nearest place in it', () => {
    const lines = new Lines('ab\ncd');
    expect(lines.offset(1, 99)).toBe(2);
    expect(lines.offset(2, 99)).toBe(5);
    expect(lines.offset(99, 1)).toBe(5);
    expect(lines.offset(1, 0)).toBe(0);
    expect(lines.offset(0, 7)).toBe(0);
    expect(lines.offset(-3, 7)).toBe(0);
    expect(lines.place(99)).toEqual({ line: 2, column: 3 });
  });

  it('stays within the text whatever is asked', () => {
    for (const text of ['', '\n', EMOJI]) {
      const lines = new Lines(text);
      for (const line of [-1, 0, 1, 2, 5, 1e9]) {
        for (const column of [-1, 0, 1, 3, 1e9]) {
          const offset = lines.offset(line, column);
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(text.length);
        }
      }
    }
  });
});

describe('Lines.span', () => {
  const lines = new Lines(EMOJI);

  it('covers from the first to before the last column', () => {
    expect(cut(EMOJI, lines.span(place(1, 2, 1, 3)))).toBe('🚀');
    expect(cut(EMOJI, lines.span(place(1, 3, 2, 3)))).toBe('b\n日本');
  });

  it('covers the rest of the line when no end is named', () => {
    expect(cut(EMOJI, lines.span(place(2, 2, null, null)))).toBe('本🗼');
    expect(cut(EMOJI, lines.span(place(2, null, null, null)))).toBe('日本🗼');
  });

  it('is nothing when no line is named', () => {
    expect(lines.span(place(null, null, null, null))).toBeNull();
    expect(lines.span(place(null, 3, 1, 4))).toBeNull();
  });

  it('grows when empty by one whole character, so that it can be seen', () => {
    expect(cut(EMOJI, lines.span(place(1, 1, 1, 1)))).toBe('a');
    expect(cut(EMOJI, lines.span(place(1, 2, 1, 2)))).toBe('🚀');
  });

  it('does not grow over the end of a line or of the text', () => {
    const empty = EMOJI.indexOf('\n\n') + 1;
    expect(lines.span(place(3, 1, 3, 1))).toEqual({ from: empty, to: empty });
    expect(lines.span(place(99, 1, 99, 5))).toEqual({ from: EMOJI.length, to: EMOJI.length });
  });

  it('never ends before it begins', () => {
    const span = lines.span(place(2, 3, 1, 1));
    expect(span && span.to >= span.from).toBe(true);
  });
});
