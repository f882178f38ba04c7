// The crate, the command line and the wasm module give the same JSON bytes for every example; `diff`, `reach` and growth too.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const target = process.env.CARGO_TARGET_DIR ?? 'target';
const wasm = await import(join(root, 'web/src/pkg/tieline_wasm.js'));
wasm.initSync({ module: readFileSync('web/src/pkg/tieline_wasm_bg.wasm') });

let passed = 0;
let failed = 0;
const examples = readdirSync('examples').filter((name) => name.endsWith('.yaml')).sort();
for (const example of examples) {
  const name = `examples/${example}`;
  const text = readFileSync(name, 'utf8');
  const crate = execFileSync(join(target, 'debug/examples/crate'), [name], { maxBuffer: 1 << 28 }).toString();
  const cli = spawnSync(join(target, 'debug/tieline'), ['review', name, '--format', 'json'], { maxBuffer: 1 << 28 });
  const page = wasm.review(JSON.stringify([{ name, text }]));
  const doors = { crate, 'command line': cli.stdout.toString(), wasm: page };
  const different = Object.entries(doors).filter(([, bytes]) => bytes !== crate || bytes.length < 100);
  if (different.length === 0) {
    passed += 1;
  } else {
    failed += 1;
    console.error(`${name}: ${different.map(([door]) => door).join(', ')} differ from the crate`);
  }
}
// What changes from one example to the next, and who reaches whom in each.
const files = (name) => JSON.stringify([{ name: `examples/${name}`, text: readFileSync(`examples/${name}`, 'utf8') }]);
const cli = (...words) => spawnSync(join(target, 'debug/tieline'), [...words, '--format', 'json'], { maxBuffer: 1 << 28 }).stdout.toString();
for (const [nth, name] of examples.entries()) {
  const next = examples[(nth + 1) % examples.length];
  const [from, to] = [...JSON.parse(wasm.parties(files(name))), 'internet'];
  const question = JSON.stringify({ from, to, port: 'tcp/443', isolated: false });
  const growth = JSON.stringify(JSON.parse(cli('review', `examples/${name}`, '--grow', 'consumers=3x,traffic=2x')).growth);
  const doors = [
    [`growth in ${name}`, growth, JSON.stringify(JSON.parse(wasm.grown(files(name), 'consumers=3x,traffic=2x')))],
    [`diff of ${name} and ${next}`, cli('diff', `examples/${name}`, `examples/${next}`), wasm.compared(files(name), files(next))],
    [`reach in ${name}`, cli('reach', from, to, `examples/${name}`, '--port', 'tcp/443'), wasm.reach(files(name), question)],
  ];
  for (const [what, line, page] of doors) {
    if (line === page && line.length > 100) passed += 1;
    else {
      failed += 1;
      console.error(`${what}: the command line and wasm differ`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed >= 3 ? 0 : 1);
