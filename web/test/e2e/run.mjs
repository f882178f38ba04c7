// Runs the checks of the built page in a real browser: `npm run build` first, then `npm run e2e`.
// `npm run e2e -- map axe` runs the checks with one of these words in their name.
//
//   CHROMIUM   the browser (default /usr/bin/chromium)
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { checks } from './checks.mjs';
import { Visit } from './page.mjs';
import { serve } from './server.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = here('../../dist');
const pictures = here('../../test-results');
/** Longest a check may take; the machine may be a slow one. */
const LONGEST = 90_000;

/** `firstFindings` is `first findings`. */
const spoken = (name) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const firstLine = (error) => String(error instanceof Error ? error.message : error).split('\n').slice(0, 3).join(' | ');

function within(milliseconds, work) {
  let clock;
  const late = new Promise((_, reject) => {
    clock = setTimeout(() => reject(new Error(`took longer than ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(clock));
}

if (!existsSync(`${dist}/index.html`)) {
  console.error('There is no built page in web/dist: run `npm run build` first.');
  process.exit(2);
}
mkdirSync(pictures, { recursive: true });

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = checks.filter((check) => words.length === 0 || words.some((word) => spoken(check.name).includes(word)));
const server = await serve(dist, '/tools/tieline/');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
  ],
});

let passed = 0;
let failed = 0;
for (const check of chosen) {
  const name = spoken(check.name);
  const visit = new Visit(browser, server, pictures);
  try {
    const note = await within(LONGEST, check(visit));
    visit.demandQuiet();
    passed += 1;
    console.log(`ok ${name}${note ? `  (${note})` : ''}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${firstLine(error)}`);
    await visit.shoot(`failed-${name.replaceAll(' ', '-')}.png`).catch(() => undefined);
  } finally {
    await visit.end().catch(() => undefined);
  }
}
await browser.close();
await server.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0;
