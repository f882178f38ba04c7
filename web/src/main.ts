// Starts the engine before anything else, so that it loads while the page does.
import type { Port } from './engine/client';

const makeWorker = (): Port => new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module' });
let early: Port | null = makeWorker();
// Should it fail before the page listens, the page starts another and hears of that one.
early.onerror = () => (early = null);

/** The worker started early, then a new one each time. */
function makePort(): Port {
  const port = early ?? makeWorker();
  early = null;
  return port;
}

// The text most visits begin with, so that it is there when the page asks for it.
void import('./examples').then(({ first }) => first?.load());
void import('./page').then(({ begin }) => begin(makePort));
