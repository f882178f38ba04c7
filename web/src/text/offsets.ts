// From the engine's places (lines and columns from 1, columns in Unicode scalar values) to the
// offsets of JavaScript strings (from 0, in UTF-16 units).
import type { Place } from '../result';

export interface Span {
  from: number;
  to: number;
}

/** Text as the editor keeps it: line feeds only, no byte order mark. */
export function normalise(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** The lines of one text. Building it is linear; every question after that is as long as its line. */
export class Lines {
  readonly #starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Offset of a place; one beyond the text goes to the nearest place within it. */
  offset(line: number, column: number): number {
    if (line < 1) return 0;
    const start = this.#starts[line - 1];
    if (start === undefined) return this.text.length;
    const end = (this.#starts[line] ?? this.text.length + 1) - 1;
    let offset = start;
    for (let left = column - 1; left > 0 && offset < end; left -= 1) {
      const scalar = this.text.codePointAt(offset) ?? 0;
      offset += scalar > 0xffff ? 2 : 1;
    }
    return offset;
  }

  /** The reverse of `offset`: line and column of an offset. */
  place(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const before = this.text.slice(this.#starts[low], offset);
    return { line: low + 1, column: [...before].length + 1 };
  }

  /** The span a place covers, or null when it names no line. An empty span grows by one character. */
  span(place: Pick<Place, 'line' | 'column' | 'end_line' | 'end_column'>): Span | null {
    if (place.line === null) return null;
    const from = this.offset(place.line, place.column ?? 1);
    const to =
      place.end_line === null
        ? this.offset(place.line, Number.MAX_SAFE_INTEGER)
        : this.offset(place.end_line, place.end_column ?? 1);
    if (to > from) return { from, to };
    const scalar = this.text.codePointAt(from);
    const width = scalar === undefined || scalar === 10 ? 0 : scalar > 0xffff ? 2 : 1;
    return { from, to: from + width };
  }
}
