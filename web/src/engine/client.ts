// The page's side of the worker: waits for a pause in typing, keeps one question in flight, drops
// answers to questions that have been overtaken, and replaces a worker that crashed or hangs.
import type { FromWorker, NamedText, Question, ToWorker } from './messages';

/** The part of `Worker` that is used, so that tests can stand in for it. */
export interface Port {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface Listener {
  ready(version: string): void;
  working(): void;
  /** Findings only; advice follows. */
  checked(json: string, files: readonly NamedText[]): void;
  reviewed(json: string, files: readonly NamedText[]): void;
  drawn(json: string): void;
  /** Something went wrong; `lasting` when no further answer is to be expected. */
  trouble(message: string, lasting: boolean): void;
}

/** Milliseconds without a key press before the text is reviewed: at least, and at most. Between them the pause is twice
 * what the last check took, so that typing never runs ahead of a slow one. */
export const PAUSE = 30;
export const LONGEST_PAUSE = 400;
/** Milliseconds after which a review is given up; ten seconds more for every million characters. */
export const PATIENCE = 20_000;
const CHARACTERS_A_MILLISECOND = 100;
/** How often a worker may fail to start before no other is tried. */
const STARTS = 2;

/** Today in UTC, as the command line has it: both then say the same. */
function day(): string {
  return new Date().toISOString().slice(0, 10);
}

export class Client {
  #port: Port | null = null;
  #latest = 0;
  #inFlight: number | null = null;
  #waiting: readonly NamedText[] | null = null;
  #asked: readonly NamedText[] = [];
  #pause: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #everReady = false;
  /** Whether findings on the question in flight are here: a newer one may be sent, and the rest of this is dropped. */
  #checked = false;
  #sent = 0;
  #checking = 0;
  /** Questions beside the review that wait for their answer. */
  readonly #open = new Map<number, { tell: (text: string) => void; fail: (error: Error) => void }>();
  #questions = 0;
  #failedStarts = 0;

  constructor(
    private readonly makePort: () => Port,
    private readonly listener: Listener,
    private readonly today: () => string = day,
  ) {
    this.#start();
  }

  /** Asks for a review, after a pause unless `now`. Answers to earlier questions are dropped from here on. */
  review(files: readonly NamedText[], now = false): void {
    this.#latest += 1;
    this.#waiting = files;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    if (now) this.#send();
    else
      this.#pause = setTimeout(() => {
        this.#pause = undefined;
        this.#send();
      }, Math.min(Math.max(PAUSE, this.#checking * 2), LONGEST_PAUSE));
  }

  /** Asks something beside the review; the worker answers in order, so it comes after a review under way. */
  ask(what: Question, files: readonly NamedText[] = [], detail = '', before: readonly NamedText[] = []): Promise<string> {
    return new Promise((tell, fail) => {
      if (this.#port === null) return fail(new Error('the checker is not running'));
      this.#questions += 1;
      this.#open.set(this.#questions, { tell, fail });
      this.#port.postMessage({ kind: 'ask', id: this.#questions, what, files, today: this.today(), detail, before });
    });
  }

  /** Stops the review and the questions under way, if there are any; the text is not sent again until it changes. */
  cancel(): boolean {
    if (this.#inFlight === null && this.#open.size === 0) return false;
    this.#replace(null);
    return true;
  }

  close(): void {
    clearTimeout(this.#pause);
    clearTimeout(this.#patience);
    this.#port?.terminate();
    this.#port = null;
  }

  #start(): void {
    const port = this.makePort();
    port.onmessage = (event) => this.#hear(event.data);
    port.onerror = (event) => {
      // Without this the browser would report it on the console a second time.
      event.preventDefault?.();
      this.#fail(event.message || 'the worker could not be loaded');
    };
    this.#port = port;
    port.postMessage({ kind: 'hello' });
  }

  #send(): void {
    // A text whose pause is not over is still being typed: its own timer sends it.
    if (this.#pause !== undefined) return;
    if (this.#port === null || this.#waiting === null || (this.#inFlight !== null && !this.#checked)) return;
    this.#asked = this.#waiting;
    this.#waiting = null;
    this.#inFlight = this.#latest;
    this.#checked = false;
    this.#sent = performance.now();
    clearTimeout(this.#patience);
    this.listener.working();
    this.#patience = setTimeout(() => this.#giveUp(), this.#patient());
    this.#port.postMessage({ kind: 'review', id: this.#inFlight, files: this.#asked, today: this.today() });
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#everReady = true;
        this.#failedStarts = 0;
        this.listener.ready(message.version);
        return;
      case 'checked':
        if (message.id === this.#latest) this.listener.checked(message.json, this.#asked);
        if (message.id !== this.#inFlight) return;
        this.#checked = true;
        this.#checking = performance.now() - this.#sent;
        this.#send();
        return;
      case 'reviewed':
        if (message.id === this.#latest) this.listener.reviewed(message.json, this.#asked);
        return;
      case 'drawn':
        if (message.id === this.#latest) this.listener.drawn(message.json);
        if (message.id === this.#inFlight) this.#free();
        return;
      case 'told':
        this.#open.get(message.id)?.tell(message.text);
        this.#open.delete(message.id);
        return;
      case 'crashed':
        this.#fail(message.message);
        return;
    }
  }

  /** The worker is free: a question that came meanwhile and whose pause is over goes out. */
  #free(): void {
    clearTimeout(this.#patience);
    this.#inFlight = null;
    this.#send();
  }

  #patient(): number {
    return PATIENCE + Math.floor(this.#asked.reduce((sum, { text }) => sum + text.length, 0) / CHARACTERS_A_MILLISECOND);
  }

  #giveUp(): void {
    this.#replace(
      `The checker took longer than ${Math.round(this.#patient() / 1000)} seconds over this text and was stopped. Results shown are from before; make the text smaller, or use the command line.`,
    );
  }

  #fail(detail: string): void {
    if (!this.#everReady) {
      this.#failedStarts += 1;
      if (this.#failedStarts >= STARTS) {
        this.close();
        this.listener.trouble(`The checker could not be started: this browser may not allow WebAssembly. (${detail})`, true);
        return;
      }
      // The question in flight was never looked at: ask the next worker.
      if (this.#inFlight !== null) this.#waiting ??= this.#asked;
      this.#replace(null);
      return;
    }
    this.#replace(`The checker stopped unexpectedly on this text and has been restarted. Results shown are from before. (${detail})`);
  }

  #replace(message: string | null): void {
    clearTimeout(this.#patience);
    this.#port?.terminate();
    for (const { fail } of this.#open.values()) fail(new Error('the checker was restarted'));
    this.#open.clear();
    this.#inFlight = null;
    if (message !== null) this.listener.trouble(message, false);
    this.#start();
    // The text that failed is not sent again; a newer one is.
    this.#send();
  }
}
