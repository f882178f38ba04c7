// Runs the engine beside the page, so that typing never waits for it. No logic.
import init, * as engine from '../pkg/tieline_wasm.js';
import type { FromWorker, NamedText, Question, ToWorker } from './messages';

const say = (message: FromWorker): void => self.postMessage(message);

// A browser compiles each function of a module when it is first called: a tiny design, while the page itself still
// loads, has the engine ready for the first real one.
const WARM = 'tieline: 1\nvpcs: { a: { cidrs: [10.0.0.0/16], subnets: { b: { cidr: 10.0.0.0/24 } } } }\n';

const started = init().then(() => engine.check(JSON.stringify([{ name: 'a.yaml', text: WARM }])));
// A failure is told to whoever asks.
started.catch(() => undefined);

const answer: Record<Question, (files: string, detail: string, before: string) => string> = {
  space: (files) => engine.space(files),
  curves: (files) => engine.curves(files),
  retuned: (files, tuning) => engine.retuned(files, tuning),
  grown: (files, growth) => engine.grown(files, growth),
  export: (files, form) => engine.report_as(files, form),
  begin: (_, answers) => engine.begin(answers),
  parties: (files) => engine.parties(files),
  reach: (files, question) => engine.reach(files, question),
  vpc_matrix: (files, port) => engine.vpc_matrix(files, port),
  compared: (files, _, before) => engine.compared(before, files),
};

/** The newest review asked for: what is left of an older one is not worth doing. */
let newest = 0;
/** Milliseconds that the last advice took: where it is long, it waits for a pause in typing of the same length. */
let advising = 0;
/** Findings that the page is told: more would take it seconds to read, and nobody reads them. All are counted. */
const MOST_FINDINGS = 2_000;
const SOON = 60;
const LONGEST_PAUSE = 400;

/** Lets messages in that have arrived meanwhile. */
function yielded(milliseconds: number): Promise<void> {
  if (milliseconds > 0) return new Promise((go) => setTimeout(go, milliseconds));
  return new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => go();
    port2.postMessage(null);
  });
}

async function reviewed(id: number, text: string): Promise<void> {
  // Findings first: they are what someone who types is waiting for.
  say({ kind: 'checked', id, json: engine.shown(text, false, MOST_FINDINGS) });
  await yielded(advising > SOON ? Math.min(advising, LONGEST_PAUSE) : 0);
  if (id !== newest) return;
  const begun = performance.now();
  say({ kind: 'reviewed', id, json: engine.shown(text, true, MOST_FINDINGS) });
  advising = performance.now() - begun;
  await yielded(0);
  if (id === newest) say({ kind: 'drawn', id, json: engine.scene(text) });
}

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.kind === 'review') newest = message.id;
  started
    .then(() => {
      if (message.kind === 'hello') return say({ kind: 'ready', version: engine.version() });
      const { id, files, today } = message;
      const asked = (some: readonly NamedText[]): string => JSON.stringify({ files: some, today });
      const text = asked(files);
      if (message.kind === 'ask') return say({ kind: 'told', id, text: answer[message.what](text, message.detail, asked(message.before)) });
      return id === newest ? reviewed(id, text) : undefined;
    })
    // A panic surfaces as an error here, and leaves a memory that is not to be trusted: the page
    // ends this worker and starts another.
    .catch((error: unknown) => say({ kind: 'crashed', id: message.kind === 'hello' ? null : message.id, message: String(error) }));
});
