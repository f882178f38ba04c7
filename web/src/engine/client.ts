// The page's side of the worker: waits for a pause in typing, keeps one question in flight, drops
// answers to questions that have been overtaken, and replaces a worker that crashed or hangs.
import type { FromWorker, NamedText, ToWorker } from './messages';

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

/** Milliseconds without a key press before the text is reviewed. */
export const PAUSE = 150;
/** Milliseconds after which a review is given up. */
export const PATIENCE = 20_000;
/** How often a worker may fail to start before no other is tried. */
const STARTS = 2;

export class Client {
  #port: Port | null = null;
  #latest = 0;
  #inFlight: number | null = null;
  #waiting: readonly NamedText[] | null = null;
  #asked: readonly NamedText[] = [];
  #pause: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #everReady = false;
  #failedStarts = 0;

  constructor(
    private readonly makePort: () => Port,
    private readonly listener: Listener,
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
      }, PAUSE);
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
    if (this.#port === null || this.#waiting === null || this.#inFlight !== null) return;
    this.#asked = this.#waiting;
    this.#waiting = null;
    this.#inFlight = this.#latest;
    this.listener.working();
    this.#patience = setTimeout(() => this.#giveUp(), PATIENCE);
    this.#port.postMessage({ kind: 'review', id: this.#inFlight, files: this.#asked });
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
        return;
      case 'reviewed':
        if (message.id === this.#latest) this.listener.reviewed(message.json, this.#asked);
        return;
      case 'drawn':
        if (message.id === this.#latest) this.listener.drawn(message.json);
        if (message.id === this.#inFlight) this.#free();
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

  #giveUp(): void {
    this.#replace(
      `The checker took longer than ${PATIENCE / 1000} seconds over this text and was stopped. Results shown are from before; make the text smaller, or use the command line.`,
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
    this.#inFlight = null;
    if (message !== null) this.listener.trouble(message, false);
    this.#start();
    // The text that failed is not sent again; a newer one is.
    this.#send();
  }
}
