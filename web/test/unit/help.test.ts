// What the editor knows of a text half typed, and what the schema says of it.
import { describe, expect, it } from 'vitest';
import { jsonContext, yamlContext } from '../../src/editor/context';
import design from '../../src/editor/design.schema.json';
import { wanted } from '../../src/editor/names';
import { meaning, members, values, type Schema } from '../../src/editor/schema';
import { adding } from '../../src/text/insert';
import { defined } from '../../src/text/pointer';

const schema = design as unknown as Schema;
/** The context at the mark `|`. */
const at = (text: string, of = yamlContext) => {
  const { path, part, word } = of(text.replace('|', ''), text.indexOf('|'));
  return [path.join('/'), part, word];
};

describe('the context in YAML', () => {
  it.each([
    ['|', '', 'key', ''],
    ['vp|', '', 'key', 'vp'],
    ['vpcs:\n  shop:\n    ci|', 'vpcs/shop', 'key', 'ci'],
    ['vpcs:\n  shop:\n    region: us|', 'vpcs/shop/region', 'value', 'us'],
    ['vpcs:\n  shop: { cidrs: [10.0.0.0/16], re|', 'vpcs/shop', 'key', 're'],
    ['vpcs:\n  shop: { subnets: { a: { az: |', 'vpcs/shop/subnets/a/az', 'value', ''],
    ['needs:\n  buy: { from: web, to: |', 'needs/buy/to', 'value', ''],
    ['needs:\n  buy:\n    between: [a, b|', 'needs/buy/between/1', 'value', 'b'],
    ['vpcs:\n  a:\n    cidrs: [x]\n\n  # words: here\n  b:\n    |', 'vpcs/b', 'key', ''],
    ['links:\n  "a b":\n    transit_gateway:\n      attachments:\n        |', 'links/a b/transit_gateway/attachments', 'key', ''],
  ])('%j', (text, path, part, word) => expect(at(text)).toEqual([path, part, word]));
});

describe('the context in JSON', () => {
  it.each([
    ['{ "vp|', '', 'key', 'vp'],
    ['{ "vpcs": { "shop": { "re|', 'vpcs/shop', 'key', 're'],
    ['{ "vpcs": { "shop": { "region": "us|', 'vpcs/shop/region', 'value', 'us'],
    ['{ "a{,:": 1, "needs": { "x": { "between": ["a", "b|', 'needs/x/between/1', 'value', 'b'],
  ])('%j', (text, path, part, word) => expect(at(text, jsonContext)).toEqual([path, part, word]));
});

describe('the schema', () => {
  it('offers members with what they mean', () => {
    const offered = members(schema, ['vpcs', 'shop']);
    expect(offered.map((one) => one.label)).toEqual(expect.arrayContaining(['cidrs', 'subnets', 'account']));
    expect(offered.every((one) => one.description !== '')).toBe(true);
  });
  it('follows names of the user', () => {
    expect(members(schema, ['vpcs', 'any', 'subnets', 'one']).map((one) => one.label)).toContain('cidr');
    expect(members(schema, ['links', 'hub']).map((one) => one.label)).toEqual(expect.arrayContaining(['vpc_peering', 'transit_gateway']));
  });
  it('offers words for values', () => {
    expect(values(schema, ['needs', 'x', 'never']).map((one) => one.label)).toEqual(['true', 'false']);
  });
  it('says what a key means, and nothing of what it does not know', () => {
    expect(meaning(schema, ['needs'])).not.toBe('');
    expect(meaning(schema, ['nothing', 'of', 'it'])).toBe('');
  });
});

describe('names', () => {
  it('are found with their places', () => {
    const text = 'vpcs:\n  shop: { subnets: { a: {} } }\nneeds:\n  "x y": {}\n';
    expect(defined('a.yaml', text).map(({ kind, name, inside, from, to }) => [kind, name, inside, text.slice(from, to)])).toEqual([
      ['vpc', 'shop', null, 'shop'],
      ['subnet', 'a', 'shop', 'a'],
      ['need', 'x y', null, '"x y"'],
    ]);
  });
  it('are wanted where a name is written', () => {
    expect(wanted(['applications', 'web', 'vpc'])).toEqual(['vpc']);
    expect(wanted(['needs', 'x', 'between', '0'])).toContain('site');
    expect(wanted(['vpcs', 'a', 'cidrs'])).toEqual([]);
  });
});

describe('a member put into a text', () => {
  const put = async (name: string, text: string, pointer: string) => {
    const edit = await adding(name, text, pointer, 'new', { cidr: '10.0.0.0/28' });
    return edit && text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
  };
  it('stands below the others in a block', async () => {
    const text = 'vpcs:\n  a:\n    subnets:\n      one: { cidr: 10.0.1.0/24 }\n\n  b: {}\n';
    expect(await put('x.yaml', text, '/vpcs/a/subnets')).toBe('vpcs:\n  a:\n    subnets:\n      one: { cidr: 10.0.1.0/24 }\n      new: { cidr: 10.0.0.0/28 }\n\n  b: {}\n');
  });
  it('stands behind the others in braces', async () => {
    expect(await put('x.yaml', 'vpcs: { a: { subnets: { one: {} } } }\n', '/vpcs/a/subnets')).toBe('vpcs: { a: { subnets: { one: {}, new: { cidr: 10.0.0.0/28 } } } }\n');
    expect(await put('x.yaml', 'vpcs: { a: { subnets: {} } }\n', '/vpcs/a/subnets')).toBe('vpcs: { a: { subnets: { new: { cidr: 10.0.0.0/28 } } } }\n');
  });
  it('is JSON in JSON', async () => {
    expect(JSON.parse((await put('x.json', '{"vpcs":{"a":{"subnets":{"one":{}}}}}', '/vpcs/a/subnets')) ?? '')).toEqual({ vpcs: { a: { subnets: { one: {}, new: { cidr: '10.0.0.0/28' } } } } });
  });
  it('needs a mapping', async () => expect(await put('x.yaml', 'vpcs: {}\n', '/vpcs/a/subnets')).toBeNull());
});
