// Growth: more consumers, networks or traffic than the text has, and what does not survive it.
import { Latest } from './latest';
import type { Growth } from './result';

export type Grows = 'consumers' | 'vpcs' | 'traffic';

export class Growing {
  /** How many times as much there will be of each. */
  times = $state<Record<Grows, number>>({ consumers: 1, vpcs: 1, traffic: 1 });
  growth = $state.raw<Growth | null>(null);
  trouble = $state<string | null>(null);
  busy = $state(false);

  /** As the command line's `--grow` takes it; empty where nothing grows. */
  question = $derived(
    Object.entries(this.times)
      .filter(([, times]) => times > 1)
      .map(([what, times]) => `${what}=${times}x`)
      .join(','),
  );

  readonly #latest = new Latest(() => this.#solve());

  constructor(private readonly ask: (growth: string) => Promise<string>) {}

  turn(what: Grows, times: number): void {
    this.times = { ...this.times, [what]: times };
    this.solve();
  }

  reset(): void {
    this.times = { consumers: 1, vpcs: 1, traffic: 1 };
    this.growth = null;
    this.trouble = null;
  }

  solve(): void {
    void this.#latest.put();
  }

  async #solve(): Promise<void> {
    const question = this.question;
    if (question === '') {
      this.growth = null;
      this.trouble = null;
      return;
    }
    this.busy = true;
    try {
      const answer = JSON.parse(await this.ask(question)) as Growth & { error?: string };
      this.trouble = answer.error ?? answer.refused ?? null;
      this.growth = this.trouble === null ? answer : null;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    this.busy = false;
  }
}
