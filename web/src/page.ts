// The page proper: one state, one view.
import { mount } from 'svelte';
import App from './App.svelte';
import type { Port } from './engine/client';
import { Review } from './state.svelte';
import './style.css';

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    // A browser may forbid it; the page then keeps nothing.
    return null;
  }
}

export function begin(makePort: () => Port): void {
  const target = document.getElementById('app');
  if (!target) return;
  const review = new Review(makePort, storage());
  mount(App, { target, props: { review } });
  void review.begin();
  keepOffline();
}

/** Stores the page for when there is no network, once it has nothing better to do. */
function keepOffline(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  const store = (): void => void navigator.serviceWorker.register('./offline.js').catch(() => undefined);
  window.addEventListener('load', () => setTimeout(store, 1_000));
}
