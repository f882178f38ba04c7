// Two designs side by side: which ones, and what the engine says that the second changes about the first.
import type { NamedText } from './engine/messages';
import type { ChangeReport } from './result';

/** A design that can be compared: the files of it, and how it is called. */
export interface Side {
  id: string;
  label: string;
  files: readonly NamedText[];
}

/** Milliseconds up to which a comparison is made again by itself when the text changes. */
const SOON = 1_000;

export class Compare {
  /** Texts that were marked, the newest last. */
  marks = $state.raw<readonly Side[]>([]);
  before = $state('opened');
  after = $state('now');
  change = $state.raw<ChangeReport | null>(null);
  trouble = $state<string | null>(null);
  busy = $state(false);
  /** The two texts that `change` is about. */
  #about = $state('');
  #asking = '';
  #took = $state(0);

  constructor(private readonly ask: (before: readonly NamedText[], after: readonly NamedText[]) => Promise<string>) {}

  /** Keeps a text as a point to compare with. */
  mark(files: readonly NamedText[], label: string): void {
    const id = `mark-${this.marks.length}`;
    this.marks = [...this.marks, { id, label, files }];
    this.before = id;
  }

  reset(): void {
    this.marks = [];
    this.before = 'opened';
    this.after = 'now';
    this.change = null;
    this.trouble = null;
    this.#about = '';
    this.#took = 0;
  }

  /** Whether `change` is about these two. */
  isAbout(before: Side, after: Side): boolean {
    return this.#about === key(before, after);
  }

  /** Whether a new comparison is quick enough to be made unasked. */
  get quick(): boolean {
    return this.#took < SOON;
  }

  async run(before: Side, after: Side): Promise<void> {
    const about = key(before, after);
    if (this.#asking === about || this.#about === about) return;
    this.#asking = about;
    this.busy = true;
    const begun = performance.now();
    try {
      const answer: unknown = JSON.parse(await this.ask(before.files, after.files));
      if (this.#asking !== about) return;
      const { error } = answer as { error?: string };
      this.trouble = error ?? null;
      this.change = error === undefined ? (answer as ChangeReport) : null;
      this.#took = performance.now() - begun;
      this.#about = about;
    } catch (error) {
      if (this.#asking === about) this.trouble = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#asking === about) {
        this.#asking = '';
        this.busy = false;
      }
    }
  }
}

function key(before: Side, after: Side): string {
  return JSON.stringify([before.files, after.files]);
}
