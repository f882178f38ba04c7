// One question under way at a time; of those that come meanwhile only the last is asked.
export class Latest {
  #busy = false;
  #again = false;

  /** `ask` puts the question as it stands then; it is put once more for whatever changed while it was under way. */
  constructor(private readonly ask: () => Promise<void>) {}

  async put(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    do {
      this.#again = false;
      await this.ask();
    } while (this.#again);
    this.#busy = false;
  }
}
