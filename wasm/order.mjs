// Puts the functions of a WebAssembly module into an order in which they compress well: those whose code is alike stand
// side by side, where gzip's window reaches, and of those that are the same one is left. What the module does stays as it is.
// `node order.mjs FILE` rewrites the file.
//
// wasm-bindgen writes functions by size. In this order the module is a seventh smaller as it travels.
import { readFileSync, writeFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const bytes = readFileSync(file);
let at = 8;

const fail = (why) => {
  throw new Error(`${file}: ${why} at byte ${at}`);
};
const byte = () => bytes[at++];
function number() {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const one = byte();
    value += (one & 127) * 2 ** shift;
    if (one < 128) return value;
  }
}
const skip = (count) => (at += count);
/** A number whose value does not matter, signed or not. */
const pass = () => {
  while (byte() >= 128);
};
const list = (each) => Array.from({ length: number() }, each);
function leb(value) {
  const out = [];
  do {
    out.push((value & 127) | (value > 127 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return out;
}

// ---- sections

const sections = [];
while (at < bytes.length) {
  const id = byte();
  const size = number();
  sections.push({ id, from: at, to: at + size });
  at += size;
}
const section = (id) => sections.find((one) => one.id === id);
const go = (id) => {
  at = section(id)?.from ?? fail(`no section ${id}`);
};

/** The functions that come from outside have the first numbers. */
let imported = 0;
go(2);
list(() => {
  for (let name = 0; name < 2; name += 1) skip(number());
  const kind = byte();
  if (kind === 0) (imported += 1), pass();
  else if (kind === 1) skip(1), limits();
  else if (kind === 2) limits();
  else if (kind === 3) skip(2);
  else fail(`an import of kind ${kind}`);
});
function limits() {
  const flags = byte();
  pass();
  if (flags & 1) pass();
}
go(3);
const types = list(number);

// ---- code: where function numbers stand, and what the code is without its numbers

/** Reads one expression to its end; `seen` hears of each function number, `shape` gathers opcodes. */
function expression(seen, shape) {
  for (let depth = 0; ; ) {
    const op = byte();
    shape?.push(op);
    if (op === 0x0b) {
      if (depth === 0) return;
      depth -= 1;
    } else if (op >= 0x02 && op <= 0x04) (depth += 1), pass();
    else if (op === 0x10 || op === 0x12 || op === 0xd2) {
      const from = at;
      seen(number(), from, at);
    } else if (op === 0x11 || op === 0x13) pass(), pass();
    else if (op === 0x0c || op === 0x0d || (op >= 0x20 && op <= 0x26) || op === 0x3f || op === 0x40 || op === 0xd0) pass();
    else if (op === 0x0e) list(pass), pass();
    else if (op === 0x1c) list(byte);
    else if (op >= 0x28 && op <= 0x3e) pass(), pass();
    else if (op === 0x41 || op === 0x42) pass();
    else if (op === 0x43) skip(4);
    else if (op === 0x44) skip(8);
    else if (op === 0xfc) {
      const more = number();
      if (more === 8 || more === 10 || more === 12 || more === 14) pass(), pass();
      else if (more === 9 || more === 11 || more === 13 || (more >= 15 && more <= 17)) pass();
      else if (more > 17) fail(`instruction 0xfc ${more}`);
    } else if (!(op <= 0x01 || op === 0x05 || op === 0x0f || op === 0x1a || op === 0x1b || op === 0xd1 || (op >= 0x45 && op <= 0xc4))) fail(`instruction ${op}`);
  }
}

go(10);
const bodies = list(() => {
  const size = number();
  const body = { from: at, to: at + size, calls: [], shape: [] };
  list(() => (pass(), byte()));
  expression((index, from, to) => body.calls.push({ index, from, to }), body.shape);
  if (at !== body.to) fail('a function that does not end where it should');
  return body;
});

// ---- functions that are the same

/**
 * For a function that does what another does, the number of that other. What calls them may be the same then, so it is
 * looked for until nothing is.
 */
const instead = new Map();
function stands(index) {
  while (instead.has(index)) index = instead.get(index);
  return index;
}
for (let before = -1; before !== instead.size; ) {
  before = instead.size;
  const firsts = new Map();
  bodies.forEach((body, place) => {
    if (instead.has(imported + place)) return;
    const code = replaced(body.from, body.to, body.calls, stands);
    const key = `${types[place]} ${code.toString('latin1')}`;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, imported + place);
    else instead.set(imported + place, first);
  });
}

/** A stretch of the file with the function numbers in it replaced. */
function replaced(from, to, calls, now) {
  const parts = [];
  let last = from;
  for (const call of calls) {
    parts.push(bytes.subarray(last, call.from), Buffer.from(leb(now(call.index))));
    last = call.to;
  }
  parts.push(bytes.subarray(last, to));
  return Buffer.concat(parts);
}

// ---- the new order

/** Bytes of code behind the end of the file that gzip still finds: its window, less what it needs for itself. */
const WINDOW = 30_000;
/** How long a stretch of code is that two functions may have in common. Shorter ones are found everywhere. */
const STRETCH = 8;
/** A stretch that more functions have says nothing about any two of them. */
const COMMON = 300;
/** The share of a function's stretches that must lie in the window for it to come next. */
const ALIKE = 0.05;

/** A hash of some bytes in a row. */
function hashOf(code, start) {
  let hash = 2166136261;
  for (let place = 0; place < STRETCH; place += 1) hash = Math.imul(hash ^ code[start + place], 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/**
 * The stretches of a function, as hashes: of its code, where numbers of functions differ from copy to copy and are left
 * out, and half of those of its operations alone.
 */
function stretches({ from, to, calls, shape }) {
  const code = Buffer.from(bytes.subarray(from, to));
  for (const call of calls) code.fill(0, call.from - from, call.to - from);
  const found = new Set();
  for (let start = 0; start + STRETCH <= code.length; start += 1) found.add(hashOf(code, start));
  for (let start = 0; start + STRETCH <= shape.length; start += 1) {
    const hash = hashOf(shape, start);
    if (hash % 2 === 0) found.add(hash + 2 ** 33);
  }
  return found;
}

/**
 * The functions in an order in which each is as like as can be to those just before it. Of those that are like none of
 * them, the next by what it does, one operation after the other: what a function works on differs from one copy of a
 * generic function to the next, what it does hardly.
 */
function inOrder() {
  const rest = bodies
    .map((body, place) => ({ body, place, key: Buffer.from(body.shape).toString('latin1') }))
    .filter(({ place }) => !instead.has(imported + place));
  rest.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.place - other.place));

  const having = new Map();
  const all = rest.map(({ body }) => stretches(body));
  all.forEach((found, index) => {
    for (const stretch of found) having.set(stretch, [...(having.get(stretch) ?? []), index].slice(0, COMMON + 1));
  });
  const tells = (stretch) => having.get(stretch).length > 1 && having.get(stretch).length <= COMMON;
  const telling = all.map((found) => [...found].filter(tells));

  /** How many of its stretches lie in the window, for each function that is still to come. */
  const shared = new Map();
  const taken = new Set();
  const inWindow = new Map();
  const window = [];
  let width = 0;
  const count = (stretch, by) => {
    const times = (inWindow.get(stretch) ?? 0) + by;
    inWindow.set(stretch, times);
    if (times !== (by > 0 ? 1 : 0)) return;
    for (const index of having.get(stretch)) {
      if (taken.has(index)) continue;
      const now = (shared.get(index) ?? 0) + by;
      if (now > 0) shared.set(index, now);
      else shared.delete(index);
    }
  };
  const size = (index) => rest[index].body.to - rest[index].body.from;

  let next = 0;
  return rest.map(() => {
    let [best, likeness] = [-1, 0];
    for (const [index, stretches] of shared) {
      const share = stretches / (telling[index].length + 3);
      if (share > likeness || (share === likeness && index < best)) [best, likeness] = [index, share];
    }
    if (likeness < ALIKE) {
      while (taken.has(next)) next += 1;
      best = next;
    }
    taken.add(best);
    shared.delete(best);
    window.push(best);
    width += size(best);
    for (const stretch of telling[best]) count(stretch, 1);
    while (width > WINDOW && window.length > 1) {
      const left = window.shift();
      width -= size(left);
      for (const stretch of telling[left]) count(stretch, -1);
    }
    return rest[best];
  });
}

/** So many functions have a number of one byte, beside those from outside: the most called ones. */
const SHORT = 100;
const called = new Map();
for (const { calls } of bodies) for (const { index } of calls) called.set(stands(index), (called.get(stands(index)) ?? 0) + 1);
const often = new Map(
  [...called].filter(([index]) => index >= imported).sort(([a, times], [b, more]) => more - times || a - b).slice(0, SHORT).map(([index], rank) => [index - imported, rank]),
);
const alike = inOrder();
const order = [
  ...alike.filter(({ place }) => often.has(place)).sort((one, other) => often.get(one.place) - often.get(other.place)),
  ...alike.filter(({ place }) => !often.has(place)),
];
const renamed = new Map(order.map(({ place }, now) => [imported + place, imported + now]));
const now = (index) => renamed.get(stands(index)) ?? index;

// ---- written again

const calls = [];
const here = () => {
  const from = at;
  calls.push({ index: number(), from, to: at });
};
const seen = (index, from, to) => calls.push({ index, from, to });
if (section(7)) {
  go(7);
  list(() => {
    skip(number());
    if (byte() === 0) here();
    else pass();
  });
}
if (section(8)) go(8), here();
if (section(6)) {
  go(6);
  list(() => (skip(2), expression(seen)));
}
if (section(9)) {
  go(9);
  list(() => {
    const flags = number();
    if (flags === 2 || flags === 6) pass();
    if ((flags & 1) === 0) expression(seen);
    if ((flags & 3) !== 0) skip(1);
    list(flags & 4 ? () => expression(seen) : here);
  });
}

const out = [bytes.subarray(0, 8)];
const put = (id, content) => out.push(Buffer.from([id, ...leb(content.length)]), content);
for (const { id, from, to } of sections) {
  if (id === 3) put(id, Buffer.from([...leb(order.length), ...order.flatMap(({ place }) => leb(types[place]))]));
  else if (id === 10) {
    const code = order.map(({ body }) => replaced(body.from, body.to, body.calls, now));
    put(id, Buffer.concat([Buffer.from(leb(code.length)), ...code.flatMap((one) => [Buffer.from(leb(one.length)), one])]));
  } else put(id, replaced(from, to, calls.filter((call) => call.from >= from && call.to <= to), now));
}
const result = Buffer.concat(out);
if (!WebAssembly.validate(result)) fail('the result is no module');
writeFileSync(file, result);
