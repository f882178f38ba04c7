// A question about reachability and its answer. What gets through is said by the engine alone.
import type { NamedText, Question } from './engine/messages';
import type { ReachQuestion, ReachReport, VpcMatrixReport } from './result';

export class Reach {
  from = $state('');
  to = $state('');
  port = $state('');
  isolated = $state(false);
  answer = $state.raw<ReachReport | null>(null);
  /** All VPCs at once. */
  matrix = $state.raw<VpcMatrixReport | null>(null);
  /** Everybody who can be asked about by name. */
  names = $state.raw<readonly string[]>([]);
  trouble = $state<string | null>(null);
  busy = $state(false);
  /** The files that the answer is about. */
  #about = $state.raw<readonly NamedText[]>([]);

  constructor(
    private readonly tell: (what: Question, detail: string) => Promise<string>,
    private readonly files: () => readonly NamedText[],
  ) {}

  /** Whether the text has changed since the answer. */
  get stale(): boolean {
    const now = this.files();
    const same = now.length === this.#about.length && now.every(({ name, text }, index) => name === this.#about[index]?.name && text === this.#about[index]?.text);
    return this.answer !== null && !same;
  }

  reset(): void {
    this.from = this.to = this.port = '';
    this.isolated = false;
    this.answer = null;
    this.matrix = null;
    this.names = [];
    this.trouble = null;
  }

  async learnNames(): Promise<void> {
    try {
      const names: unknown = JSON.parse(await this.tell('parties', ''));
      // An application and a VPC may have one name, which then means the application.
      this.names = [...new Set(names as string[])];
    } catch {
      // The worker was replaced: the next text asks again.
    }
  }

  async ask(): Promise<void> {
    const question: ReachQuestion = { from: this.from.trim(), to: this.to.trim(), port: this.port.trim() || null, isolated: this.isolated };
    await this.#asked(async () => {
      const about = this.files();
      this.answer = await this.#told<ReachReport>('reach', JSON.stringify(question));
      this.#about = about;
    });
  }

  async askAll(): Promise<void> {
    await this.#asked(async () => void (this.matrix = await this.#told<VpcMatrixReport>('vpc_matrix', this.port.trim())));
  }

  swap(): void {
    [this.from, this.to] = [this.to, this.from];
  }

  async #told<T extends object>(what: Question, detail: string): Promise<T | null> {
    const answer: unknown = JSON.parse(await this.tell(what, detail));
    const { error } = answer as { error?: string };
    this.trouble = error ?? null;
    return error === undefined ? (answer as T) : null;
  }

  async #asked(ask: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await ask();
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    this.busy = false;
  }
}
