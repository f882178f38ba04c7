// Builds one page that works from any folder of any host.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { transformWithOxc, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// Nothing from elsewhere, no inline script, no inline style. `wasm-unsafe-eval` allows WebAssembly
// and nothing else; `data:` is for the underlines CodeMirror draws.
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Puts the policy into the built page only: the dev server needs inline styles and a socket. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
    ],
  };
}

/** Builds the service worker last, when the names of all files are known. */
function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_, bundle) {
      // The worker of the engine is built apart, and is in the bundle as a file by now.
      const files = ['./', './favicon.svg', './manifest.webmanifest', ...Object.keys(bundle).filter((name) => name !== 'index.html').sort().map((name) => `./${name}`)];
      const build = createHash('sha256').update(files.join()).update(String(Object.keys(bundle).length)).digest('hex').slice(0, 12);
      const source = await readFile(new URL('./src/worker-offline.ts', import.meta.url), 'utf8');
      const { code } = await transformWithOxc(source, 'worker-offline.ts');
      const put = code.replaceAll('BUILD', JSON.stringify(build)).replaceAll('FILES', JSON.stringify(files)).replace(/export\s*\{\s*\};?/, '');
      this.emitFile({ type: 'asset', fileName: 'offline.js', source: put });
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [svelte(), contentSecurityPolicy(), offline()],
  worker: { format: 'es' },
  // The examples live beside web/.
  server: { fs: { allow: ['..'] } },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: { include: ['test/unit/**/*.test.ts'] },
});
