// Runs the engine beside the page, so that typing never waits for it. No logic.
import init, { check, review, scene, version } from '../pkg/tieline_wasm.js';
import type { FromWorker, ToWorker } from './messages';

const say = (message: FromWorker): void => self.postMessage(message);

// A browser compiles each function of a module when it is first called: a tiny design, while the page itself still
// loads, has the engine ready for the first real one.
const WARM = 'tieline: 1\nvpcs: { a: { cidrs: [10.0.0.0/16], subnets: { b: { cidr: 10.0.0.0/24 } } } }\n';

const started = init().then(() => check(JSON.stringify([{ name: 'a.yaml', text: WARM }])));
// A failure is told to whoever asks.
started.catch(() => undefined);

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  started
    .then(() => {
      if (message.kind === 'hello') {
        say({ kind: 'ready', version: version() });
        return;
      }
      const { id, files } = message;
      const text = JSON.stringify(files);
      // Findings first: they are what someone who types is waiting for.
      say({ kind: 'checked', id, json: check(text) });
      say({ kind: 'reviewed', id, json: review(text) });
      say({ kind: 'drawn', id, json: scene(text) });
    })
    // A panic surfaces as an error here, and leaves a memory that is not to be trusted: the page
    // ends this worker and starts another.
    .catch((error: unknown) => say({ kind: 'crashed', id: message.kind === 'hello' ? null : message.id, message: String(error) }));
});
