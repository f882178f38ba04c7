// Measures the built page in a real browser and prints the figures of BENCH.md: `npm run bench` after `npm run build`.
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { estate, tables } from './estate.mjs';
import { Visit, until } from './page.mjs';
import { serve } from './server.mjs';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const server = await serve(dist, '/tieline/');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
const visit = () => new Visit(browser, server, '.');
const say = (what, figure) => console.log(`${what.padEnd(56)} ${figure}`);

say('load average before', loadavg().map((one) => one.toFixed(1)).join(' '));

// Transfer: every file that the page consists of, and those of a first visit.
const files = ['index.html', 'favicon.svg', 'manifest.webmanifest', 'offline.js', ...readdirSync(`${dist}/assets`).map((name) => `assets/${name}`)];
const sizes = new Map(files.map((name) => [name, readFileSync(`${dist}/${name}`)]));
const sum = (of) => [...sizes.values()].reduce((total, bytes) => total + of(bytes).length, 0);
say('all files, gzip -9', `${(sum((bytes) => gzipSync(bytes, { level: 9 })) / 1e6).toFixed(2)} MB`);
say('all files, brotli', `${(sum((bytes) => brotliCompressSync(bytes)) / 1e6).toFixed(2)} MB`);

// Cold load: a fresh profile each time, and the server forbids caching.
const loads = [];
for (let time = 0; time < 5; time += 1) {
  const one = visit();
  const page = await one.open();
  loads.push(await page.evaluate(() => performance.getEntriesByName('tieline:findings')[0].startTime));
  await one.end();
}
say('navigation to first findings painted, median of 5', `${middle(loads).toFixed(0)} ms (slowest ${Math.max(...loads).toFixed(0)})`);

/** Milliseconds from a key that breaks or mends a block to its findings painted, the pause for further keys included. */
async function keystrokes(one, text, name) {
  const page = one.page;
  await one.give([name, text]);
  await until('it is looked at', async () => (await one.editorText()).includes('tieline'), 60_000);
  await page.waitForTimeout(3_000);
  await one.part('editor').locator('.cm-content').focus();
  await page.keyboard.press('Control+End');
  const took = [];
  for (let time = 0; time < 12; time += 1) {
    await page.evaluate(() => {
      performance.clearMarks('tieline:answer');
      globalThis.pressed = undefined;
      addEventListener('keydown', () => (globalThis.pressed ??= performance.now()), { once: true, capture: true });
    });
    await page.keyboard.press(time % 2 === 0 ? 'x' : 'Backspace');
    const ms = await until('the answer is painted', () => page.evaluate(() => {
      const mark = performance.getEntriesByName('tieline:answer')[0];
      return mark && globalThis.pressed !== undefined && mark.startTime > globalThis.pressed ? mark.startTime - globalThis.pressed : null;
    }), 30_000);
    took.push(ms);
    await page.waitForTimeout(700);
  }
  return took;
}

const one = visit();
await one.open();
const roadshow = readFileSync(new URL('../../../examples/roadshow.yaml', import.meta.url), 'utf8');
for (const [words, text, name] of [['road show', roadshow, 'roadshow.yaml'], ['200 VPCs', estate(200), 'estate.yaml']]) {
  const took = await keystrokes(one, text, name);
  say(`a key to findings painted, ${words}, median of ${took.length}`, `${middle(took).toFixed(0)} ms (slowest ${Math.max(...took).toFixed(0)})`);
}
await one.end();

// Questions to a worker of their own, so that nothing else of the page waits in it: the fastest of several, for a busy
// machine only adds to what they take.
const plainPage = visit();
const asker = await plainPage.open();
const worker = files.find((name) => /assets\/worker-.*\.js$/.test(name));
await asker.evaluate((url) => {
  const port = new Worker(url, { type: 'module' });
  const waiting = [];
  port.onmessage = ({ data }) => {
    const next = waiting[0];
    if (next?.kind === data.kind) waiting.shift().tell({ at: performance.now(), data });
  };
  globalThis.heard = (kind) => new Promise((tell) => waiting.push({ kind, tell }));
  globalThis.port = port;
}, `./${worker}`);
const fastest = [];
for (let time = 0; time < 8; time += 1) {
  fastest.push(await asker.evaluate(async ([text, id]) => {
    const [checked, reviewed, drawn] = ['checked', 'reviewed', 'drawn'].map(globalThis.heard);
    globalThis.port.postMessage({ kind: 'review', id, today: '2027-01-31', files: [{ name: 'roadshow.yaml', text }] });
    const took = [await checked, await reviewed, await drawn];
    return took[1].at - took[0].at;
  }, [`${roadshow}# ${time}\n`, time + 1]));
}
say('advice on the road show in the worker, fastest of 8', `${Math.min(...fastest).toFixed(0)} ms (median ${middle(fastest).toFixed(0)})`);
const pairs = await asker.evaluate(async (text) => {
  const ask = async (what, id) => {
    const begun = performance.now();
    const told = globalThis.heard('told');
    globalThis.port.postMessage({ kind: 'ask', id, what, today: '2027-01-31', files: [{ name: 'estate.yaml', text }], detail: '', before: [] });
    const { at, data } = await told;
    return [at - begun, data.text];
  };
  const [understood] = await ask('parties', 1);
  const times = [];
  let reached = 0;
  for (let time = 0; time < 4; time += 1) {
    const [took, answer] = await ask('vpc_matrix', 2 + time);
    times.push(took);
    reached = JSON.parse(answer).reached;
  }
  return { understood, times, reached };
}, tables(5_000));
say('5,000 VPCs over 20 tables: read and checked', `${pairs.understood.toFixed(0)} ms`);
say('5,000 VPCs over 20 tables: all pairs, fastest of 4', `${Math.min(...pairs.times).toFixed(0)} ms (${pairs.reached.toLocaleString('en-US')} pairs reach)`);
await plainPage.end();

// Panning over a thousand VPCs: the time between frames while the pointer moves.
const large = visit();
const page = await large.open();
await large.give(['estate.yaml', estate(1_000)]);
await large.tab('Map');
await until('the map is drawn', async () => (await large.part('map').locator('[data-kind="vpc"]').count()) > 500, 120_000);
await page.waitForTimeout(2_000);
const frame = await large.part('map').locator('.frame').boundingBox();
const centre = [frame.x + frame.width / 2, frame.y + frame.height / 2];
async function pan(words) {
  await page.mouse.move(...centre);
  await page.mouse.down();
  await page.evaluate(() => {
    globalThis.frames = [];
    let last = performance.now();
    const next = (now) => {
      globalThis.frames.push(now - last);
      last = now;
      if (globalThis.frames.length < 600) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  for (let step = 0; step < 90; step += 1) {
    await page.mouse.move(centre[0] + 160 * Math.sin(step / 7), centre[1] + 110 * Math.cos(step / 9));
    await page.waitForTimeout(12);
  }
  await page.mouse.up();
  const frames = (await page.evaluate(() => globalThis.frames)).slice(2);
  const total = frames.reduce((sum, one) => sum + one, 0);
  say(`panning over 1,000 VPCs, ${words}`, `${((frames.length / total) * 1000).toFixed(0)} frames a second (median frame ${middle(frames).toFixed(0)} ms, worst ${Math.max(...frames).toFixed(0)} ms)`);
}
await pan('the whole picture');
for (let times = 0; times < 12; times += 1) await large.part('map').getByRole('button', { name: 'Zoom in' }).click();
await page.waitForTimeout(1_000);
await pan('near enough to be read');
say('load average after', loadavg().map((one) => one.toFixed(1)).join(' '));
await large.end();
await browser.close();
await server.close();
