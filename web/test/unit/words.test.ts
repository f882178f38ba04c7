// Words for people: above all, a price that is not known is never hidden.
import { describe, expect, it } from 'vitest';
import type { CostItem, MonthlyCost } from '../../src/result';
import { counted, familyClass, familyOf, mechanismName, monthly, unpriced, usd, webAddress } from '../../src/words';

const item = (usd: number | null): CostItem => ({ what: 'x', quantity: '1', usd, paid_by: null, fact: 'x', ranked_as: null });
const cost = (total: number, complete: boolean, ...items: (number | null)[]): MonthlyCost => ({
  total,
  complete,
  items: items.map(item),
});

describe('monthly', () => {
  it.each([
    ['no cost at all', null, 'price unknown'],
    ['a whole cost', cost(18.25, true, 18.25), '$18.25 a month'],
    ['nothing to pay', cost(0, true), '$0.00 a month'],
    ['a part unknown', cost(14.6, false, 14.6, null), 'at least $14.60 a month'],
    ['all unknown', cost(0, false, null), 'price unknown'],
    ['thousands', cost(12345.678, true, 12345.678), '$12,345.68 a month'],
  ])('%s', (_, given, want) => expect(monthly(given)).toBe(want));

  it('never says a bare amount while a price is missing', () => {
    for (const total of [0, 0.004, 0.01, 1, 99.99, 1e6]) {
      expect(monthly(cost(total, false, total, null))).toMatch(/^(at least \$|price unknown$)/);
    }
  });
});

describe('unpriced', () => {
  it('counts the items without a price, and none that cost nothing', () => {
    expect(unpriced(cost(5, false, 5, null, 0, null))).toBe(2);
    expect(unpriced(cost(0, true))).toBe(0);
  });
});

describe('names', () => {
  it('spell mechanisms as AWS does, and let a new one through', () => {
    expect(mechanismName('vpc_peering')).toBe('VPC Peering');
    expect(mechanismName('quantum_tunnel')).toBe('quantum tunnel');
  });

  it('do not come from the prototype of an object', () => {
    for (const wire of ['constructor', 'toString', '__proto__']) {
      expect(typeof mechanismName(wire)).toBe('string');
      expect(mechanismName(wire)).not.toContain('function');
    }
  });

  it('give each mechanism its family, and unknown ones the last', () => {
    expect(familyOf('lattice_endpoint')).toBe('Lattice');
    expect(familyOf('quantum_tunnel')).toBe('other');
    expect(familyOf(null)).toBe('other');
    expect(familyClass('Transit Gateway')).toBe('family-transit-gateway');
  });
});

describe('numbers', () => {
  it('have cents and separators', () => expect(usd(1234.5)).toBe('$1,234.50'));
  it.each([
    [0, '0 findings'],
    [1, '1 finding'],
    [1200, '1,200 findings'],
  ])('%i', (count, want) => expect(counted(count, 'finding')).toBe(want));
  it('take an odd plural', () => expect(counted(2, 'entry', 'entries')).toBe('2 entries'));
});

describe('webAddress', () => {
  it.each([['https://docs.aws.amazon.com/vpc/'], ['http://example.com'], ['HTTPS://EXAMPLE.COM']])('%s is one', (url) =>
    expect(webAddress(url)).toBe(url),
  );
  it.each([['javascript:alert(1)'], [' https://example.com'], ['data:text/html,x'], ['//example.com'], ['ftp://example.com'], ['']])(
    '%j is none',
    (url) => expect(webAddress(url)).toBeNull(),
  );
});
