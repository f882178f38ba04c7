// Keeps the page for when there is no network: everything it consists of is stored once, by the names of this build.
/// <reference lib="webworker" />
const scope = self as unknown as ServiceWorkerGlobalScope;

/** Put in when the page is built: the build's name, and its files. */
declare const BUILD: string;
declare const FILES: readonly string[];

const CACHE = `tieline-${BUILD}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  // Files of earlier builds; pages of theirs that are still open have loaded what they need, or reload.
  const old = (name: string): boolean => name.startsWith('tieline-') && name !== CACHE;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => scope.clients.claim()),
  );
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  // The network first for the page itself, so that a new build is seen at once; names of all else say what they hold.
  const stored = async (): Promise<Response | undefined> => caches.match(request, { ignoreSearch: true, cacheName: CACHE });
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(async () => (await caches.match('./', { cacheName: CACHE })) ?? Response.error()));
  } else event.respondWith(stored().then((found) => found ?? fetch(request)));
});

export {};
