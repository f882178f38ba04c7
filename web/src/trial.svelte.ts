// "And if": other volumes, consumers and preferences than the text has, solved by the engine as they are changed.
import { SvelteMap } from 'svelte/reactivity';
import { Latest } from './latest';
import type { Advice, CurvesReport, Result, Tuning } from './result';

type NeedTuning = NonNullable<Tuning['needs']>[string];
export type Knob = 'traffic_mb' | 'requests' | 'consumers';
export type Rate = 'upkeep_usd_per_object' | 'exposure_usd_per_network';

export class Trial {
  /** Per cent of the volumes that the text has. */
  growth = $state(100);
  needs = new SvelteMap<string, NeedTuning>();
  rates = $state<Partial<Record<Rate, number>>>({});
  forbid = $state.raw<readonly string[] | null>(null);
  advice = $state.raw<Advice | null>(null);
  trouble = $state<string | null>(null);
  busy = $state(false);
  /** How long the last answer took, in milliseconds. */
  took = $state(0);

  active = $derived(
    this.growth !== 100 || this.needs.size > 0 || this.forbid !== null || Object.keys(this.rates).length > 0,
  );

  readonly #latest = new Latest(() => this.#solve());

  constructor(private readonly ask: (tuning: string) => Promise<string>) {}

  turn(need: string, knob: Knob, value: number | null): void {
    const wanted: NeedTuning = { ...this.needs.get(need), [knob]: value };
    if (value === null) delete wanted[knob];
    if (Object.keys(wanted).length === 0) this.needs.delete(need);
    else this.needs.set(need, wanted);
    this.solve();
  }

  grow(percent: number): void {
    this.growth = percent;
    this.solve();
  }

  rate(rate: Rate, value: number, original: number): void {
    const { [rate]: _, ...rest } = this.rates;
    this.rates = value === original ? rest : { ...rest, [rate]: value };
    this.solve();
  }

  toggle(mechanism: string, curves: CurvesReport | null): void {
    const now = this.forbid ?? curves?.preferences.forbid ?? [];
    const next = now.includes(mechanism) ? now.filter((one) => one !== mechanism) : [...now, mechanism];
    this.forbid = next;
    this.solve();
  }

  reset(): void {
    this.growth = 100;
    this.needs.clear();
    this.rates = {};
    this.forbid = null;
    this.advice = null;
    this.trouble = null;
  }

  solve(): void {
    void this.#latest.put();
  }

  async #solve(): Promise<void> {
    if (!this.active) {
      this.advice = null;
      this.trouble = null;
      return;
    }
    this.busy = true;
    const begun = performance.now();
    try {
      const answer: unknown = JSON.parse(await this.ask(JSON.stringify(this.#tuning())));
      const { error, advice } = answer as Partial<Result> & { error?: string };
      this.trouble = error ?? null;
      if (this.active && advice) this.advice = advice;
      this.took = performance.now() - begun;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    this.busy = false;
  }

  #tuning(): Tuning {
    return {
      growth_percent: this.growth,
      needs: Object.fromEntries(this.needs),
      preferences: { ...this.rates, ...(this.forbid === null ? {} : { forbid: [...this.forbid] }) },
    };
  }
}
