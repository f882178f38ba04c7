// Starts the engine before anything else of the page is evaluated, so that it loads meanwhile. Imported first.
import type { Port } from './client';

const makeWorker = (): Port => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
let early: Port | null = makeWorker();
// Should it fail before the page listens, the page starts another and hears of that one.
early.onerror = () => (early = null);

/** The worker started early, then a new one each time. */
export function makePort(): Port {
  const port = early ?? makeWorker();
  early = null;
  return port;
}
