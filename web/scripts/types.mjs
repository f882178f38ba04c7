// The types of everything that page and engine say to each other, from the engine's own JSON Schema.
//
//   node scripts/types.mjs           writes src/engine/types.ts and src/editor/design.schema.json
//   node scripts/types.mjs --check   fails when these are not what the engine says
//
// TIELINE names the command (default ../target/debug/tieline, or below CARGO_TARGET_DIR).
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
// The schema of a design, for the editor: a part of the page, so that the engine need not hold what makes it.
const design = fileURLToPath(new URL('../src/editor/design.schema.json', import.meta.url));
const file = fileURLToPath(new URL('../src/engine/types.ts', import.meta.url));
const command = process.env.TIELINE ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/tieline');
const ask = (...words) => JSON.parse(execFileSync(command, ['schema', ...words], { maxBuffer: 1 << 26 }).toString());
const schema = ask('--page');

// Names as the page knows them: the wire form's own suffix says nothing here, unless it tells two apart.
const short = (name) => (name.replace(/Dto$/, '') in schema.$defs ? name : name.replace(/Dto$/, ''));
const renamed = JSON.parse(
  JSON.stringify(schema).replaceAll(/"#\/\$defs\/([A-Za-z]+)"/g, (_, name) => `"#/$defs/${short(name)}"`),
);
renamed.$defs = Object.fromEntries(Object.entries(renamed.$defs).map(([name, value]) => [short(name), value]));
renamed.title = 'Page';
// Amounts are written as numbers; as text they are only read.
renamed.$defs.Usd = { type: 'number', description: 'US dollars.' };
// What the page asks may leave fields out; the schema is that of what is written.
for (const name of ['Answers', 'Tuning', 'NeedTuning', 'PreferenceTuning']) delete renamed.$defs[name].required;
// A description beside a reference would make a second type of it.
const bare = (node) => {
  if (Array.isArray(node)) return node.map(bare);
  if (node === null || typeof node !== 'object') return node;
  if (typeof node.$ref === 'string') return { $ref: node.$ref };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, bare(value)]));
};

const text = await compile(bare(renamed), 'Page', {
  additionalProperties: false,
  bannerComment: '// Made from the engine\'s JSON Schema by `npm run types`; do not change it by hand.',
  style: { singleQuote: true, printWidth: 120 },
});

const made = [
  [file, text],
  [design, `${JSON.stringify(ask(), null, 1)}\n`],
];
for (const [path, content] of made) {
  if (!process.argv.includes('--check')) writeFileSync(path, content);
  else if (readFileSync(path, 'utf8') !== content) {
    console.error(`${path} is not what the engine says: run \`npm run types\` in web/ and commit the result.`);
    process.exitCode = 1;
  }
}
