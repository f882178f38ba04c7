// Starts the page: one state, one view.
import { mount } from 'svelte';
import App from './App.svelte';
import { Review } from './state.svelte';
import type { Port } from './engine/client';
import './style.css';

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    // A browser may forbid it; the page then keeps nothing.
    return null;
  }
}

const makePort = (): Port => new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module' });
const review = new Review(makePort, storage());
const target = document.getElementById('app');
if (target) {
  mount(App, { target, props: { review } });
  void review.begin();
}
