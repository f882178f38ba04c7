// Runs the engine beside the page, so that typing never waits for it. No logic.
import init, { review, scene, version } from '../pkg/tieline_wasm.js';
import type { FromWorker, ToWorker } from './messages';

const say = (message: FromWorker): void => self.postMessage(message);

const started = init().then(
  () => say({ kind: 'ready', version: version() }),
  (error: unknown) => {
    say({ kind: 'crashed', id: null, message: String(error) });
    throw error;
  },
);
// The page has been told; nobody else is listening.
started.catch(() => undefined);

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const { id, files } = event.data;
  const text = JSON.stringify(files);
  started
    .then(() => {
      say({ kind: 'reviewed', id, json: review(text) });
      say({ kind: 'drawn', id, json: scene(text) });
    })
    // A panic surfaces as an error here, and leaves a memory that is not to be trusted: the page
    // ends this worker and starts another.
    .catch((error: unknown) => say({ kind: 'crashed', id, message: String(error) }));
});
