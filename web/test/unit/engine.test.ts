// The engine as the page gets it: WebAssembly, text in and text out.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { check, initSync, review, scene, version } from '../../src/pkg/tieline_wasm.js';
import { SCHEMA, type Box, type Result, type Scene } from '../../src/result';
import { Lines } from '../../src/text/offsets';
import { locate } from '../../src/text/pointer';

const here = (path: string): URL => new URL(path, import.meta.url);
const example = (name: string): string => readFileSync(here(`../../../examples/${name}`), 'utf8');
const request = (...files: [name: string, text: string][]): string => JSON.stringify(files.map(([name, text]) => ({ name, text })));
const reviewed = (...files: [name: string, text: string][]): Result => JSON.parse(review(request(...files))) as Result;
const drawn = (...files: [name: string, text: string][]): Scene => JSON.parse(scene(request(...files))) as Scene;

const EXAMPLES = ['planted.yaml', 'roadshow.yaml', 'hub-and-spoke.yaml'];

beforeAll(() => {
  initSync({ module: readFileSync(here('../../src/pkg/tieline_wasm_bg.wasm')) });
});

describe('version', () => {
  it('is that of the result', () => {
    expect(version()).toMatch(/^\d+\.\d+\.\d+/);
    expect(reviewed(['a.yaml', 'tieline: 1\n']).tieline).toBe(version());
  });
});

describe('review', () => {
  it('finds the six planted faults, and nothing else', () => {
    const { findings } = reviewed(['planted.yaml', example('planted.yaml')]);
    expect(findings.map(({ rule }) => rule).sort()).toEqual(['TL102', 'TL103', 'TL104', 'TL201', 'TL202', 'TL204']);
  });

  it('points each at the line of its fault', () => {
    const text = example('planted.yaml');
    const lines = text.split('\n');
    const lineOf = new Map(
      reviewed(['planted.yaml', text]).findings.map(({ rule, at }) => [rule, lines[(at.line ?? 0) - 1] ?? '']),
    );
    // The comments in the example say which line is which fault; a route back that is missing has
    // no line, so the tables it is missing from stand for it.
    expect(lineOf.get('TL102')).toContain('# fault 1');
    expect(lineOf.get('TL103')).toContain('# fault 2');
    expect(lineOf.get('TL104')).toContain('# fault 3');
    expect(lineOf.get('TL201')).toContain('# fault 4');
    expect(lineOf.get('TL202')).toContain('# fault 5');
    expect(lineOf.get('TL204')).toContain('main: { main: true, routes: [] }');
  });

  it('speaks the schema the page reads', () => {
    for (const name of EXAMPLES) expect(reviewed([name, example(name)]).schema, name).toBe(SCHEMA);
  });

  it('says the same every time', () => {
    const asked = request(['roadshow.yaml', example('roadshow.yaml')]);
    expect(review(asked)).toBe(review(asked));
  });

  it.each(EXAMPLES)('gives places in %s that are in the text', (name) => {
    const text = example(name);
    const lines = new Lines(text);
    for (const { rule, at } of reviewed([name, text]).findings) {
      if (at.line === null) continue;
      const span = lines.span(at);
      expect(span && span.to > span.from && span.to <= text.length, rule).toBe(true);
      expect(lines.place(span?.from ?? -1), rule).toEqual({ line: at.line, column: at.column });
    }
  });

  it('counts columns in scalar values, also after an emoji', () => {
    const text = 'tieline: 1\nregion: us-east-1\nvpcs:\n  "🚀🚀": { cidrs: [10.0.0.0/16], subnets: { "🚀": { az: use1-az1, cidr: 10.0.0.0/29 } } }\n';
    const spans = reviewed(['a.yaml', text])
      .findings.filter(({ rule }) => rule === 'TL102')
      .map(({ at }) => new Lines(text).span(at))
      .map((span) => span && text.slice(span.from, span.to));
    expect(spans).toEqual([expect.stringContaining('10.0.0.0/29')]);
  });

  it('weighs every need of the example: what cannot has its reason, what fits after changes has its changes', () => {
    const { advice } = reviewed(['roadshow.yaml', example('roadshow.yaml')]);
    expect(advice?.needs.length).toBeGreaterThanOrEqual(6);
    for (const { need, options, chosen, decided_by } of advice?.needs ?? []) {
      expect(decided_by, need).not.toBe('');
      expect(chosen === null || options.some(({ mechanism }) => mechanism === chosen), need).toBe(true);
      for (const { mechanism, verdict, reasons, changes } of options) {
        const where = `${need} by ${mechanism}`;
        if (verdict === 'cannot' || verdict === 'unknown') expect(reasons.length, where).toBeGreaterThan(0);
        if (verdict === 'fits_after') expect(changes.length, where).toBeGreaterThan(0);
        expect([...reasons.map(({ text }) => text), ...changes], where).not.toContain('');
      }
    }
  });

  it('never calls a cost complete while an item has no price', () => {
    for (const name of EXAMPLES) {
      const { advice } = reviewed([name, example(name)]);
      const costs = [advice?.plan.monthly_usd, ...(advice?.needs ?? []).flatMap(({ options }) => options.map((one) => one.monthly_usd))];
      for (const cost of costs) {
        if (cost?.items.some(({ usd }) => usd === null)) expect(cost.complete, name).toBe(false);
      }
    }
  });

  it.each([
    ['words', 'garbage'],
    ['nothing', ''],
    ['a number', '7'],
    ['null', 'null'],
    ['files of another shape', '[{"file":"a"}]'],
    ['an unfinished list', '[{"name":"a"'],
  ])('answers %s with a finding', (_, asked) => {
    const { schema, findings } = JSON.parse(review(asked)) as Result;
    expect(schema).toBe(SCHEMA);
    expect(findings.length).toBeGreaterThan(0);
  });

  it.each([
    ['words', 'just words'],
    ['a tab', '\tvpcs:\n'],
    ['an open bracket', 'vpcs: [[[[[['],
    ['a control character', 'a: \u0000'],
    ['a list', '- a\n- b\n'],
    ['a document of another kind', 'openapi: 3.1.0\npaths: {}\n'],
    ['a bomb of aliases', `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join('')}`],
    ['deep brackets', '['.repeat(20_000)],
  ])('answers a file of %s with a finding, and a picture', (_, text) => {
    expect(reviewed(['a.yaml', text]).findings.length).toBeGreaterThan(0);
    expect(drawn(['a.yaml', text]).boxes).toEqual(expect.any(Array));
  });

  it('throws over no beginning of a design', () => {
    const text = example('planted.yaml');
    for (let length = 0; length < text.length; length += 23) {
      expect(() => reviewed(['a.yaml', text.slice(0, length)])).not.toThrow();
    }
  });

  it('reads JSON as it reads YAML', () => {
    const text = '{"tieline":1,"region":"us-east-1","vpcs":{"web":{"cidrs":["10.0.0.0/16"],"subnets":{"a":{"az":"use1-az1","cidr":"10.0.0.0/29"}}}}}';
    expect(reviewed(['a.json', text]).findings.map(({ rule }) => rule)).toContain('TL102');
  });

  it('names the file in each finding when there are several', () => {
    const result = reviewed(['planted.yaml', example('planted.yaml')], ['other.yaml', 'tieline: 1\nvpcz: {}\n']);
    expect(result.findings.some(({ at }) => at.file === 'planted.yaml')).toBe(true);
    expect(result.findings.some(({ at }) => at.file === 'other.yaml')).toBe(true);
    expect(result.coverage.read.map(({ file }) => file).sort()).toEqual(['other.yaml', 'planted.yaml']);
  });
});

describe('check', () => {
  it.each(EXAMPLES)('of %s finds what review finds, without advice', (name) => {
    const asked = request([name, example(name)]);
    const checked = JSON.parse(check(asked)) as Result;
    const whole = JSON.parse(review(asked)) as Result;
    expect(checked.findings).toEqual(whole.findings);
    expect(checked.coverage.read).toEqual(whole.coverage.read);
    expect(checked.schema).toBe(whole.schema);
    expect(checked.advice).toBeNull();
  });

  it('throws for garbage no more than review does', () => {
    for (const asked of ['garbage', '', '7', '[{"name":"a"']) {
      expect((JSON.parse(check(asked)) as Result).findings.length, asked).toBeGreaterThan(0);
    }
  });
});

describe('scene', () => {
  const inside = (box: Box, frame: { x: number; y: number; width: number; height: number }): boolean =>
    box.x >= frame.x &&
    box.y >= frame.y &&
    box.x + box.width <= frame.x + frame.width &&
    box.y + box.height <= frame.y + frame.height;

  it.each(EXAMPLES)('of %s keeps every box within its bounds and its parent', (name) => {
    const { width, height, boxes } = drawn([name, example(name)]);
    const byId = new Map(boxes.map((box) => [box.id, box]));
    expect(byId.size, 'ids are distinct').toBe(boxes.length);
    for (const box of boxes) {
      expect(box.width > 0 && box.height > 0, box.id).toBe(true);
      expect(inside(box, { x: 0, y: 0, width, height }), box.id).toBe(true);
      const parent = box.parent === null ? null : byId.get(box.parent);
      expect(parent, `the parent of ${box.id}`).not.toBeUndefined();
      if (parent) expect(inside(box, parent), `${box.id} in ${parent.id}`).toBe(true);
    }
  });

  it('of the roadshow has its VPCs and subnets', () => {
    const { boxes } = drawn(['roadshow.yaml', example('roadshow.yaml')]);
    const labels = (kind: string): string[] => boxes.filter((box) => box.kind === kind).map(({ label }) => label).sort();
    expect(labels('vpc')).toEqual(['connectivity', 'partner', 'platform', 'shop']);
    expect(labels('subnet')).toEqual(expect.arrayContaining(['shop-a', 'shop-c', 'platform-db-a', 'partner-a']));
  });

  it.each(EXAMPLES)('of %s has edges between its boxes, within its bounds', (name) => {
    const { width, height, boxes, edges } = drawn([name, example(name)]);
    const ids = new Set(boxes.map(({ id }) => id));
    for (const edge of edges) {
      expect(ids.has(edge.from) && ids.has(edge.to), edge.id).toBe(true);
      expect(edge.points.length, edge.id).toBeGreaterThanOrEqual(2);
      expect(edge.points.every(([x, y]) => x >= 0 && y >= 0 && x <= width && y <= height), edge.id).toBe(true);
    }
  });

  it.each(EXAMPLES)('of %s points at places the page finds', (name) => {
    const text = example(name);
    const { boxes, edges } = drawn([name, text]);
    for (const { id, pointer, file } of [...boxes, ...edges]) {
      if (pointer === null) continue;
      expect(file, id).toBe(name);
      expect(locate(name, text, pointer), `${id} at ${pointer}`).not.toBeNull();
    }
  });
});
