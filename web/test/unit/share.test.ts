// A design in an address, and the command that does the same.
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../src/share/keep';
import { LONGEST, fragment, unfolded } from '../../src/share/link';

const files = [
  { name: 'net.yaml', text: 'tieline: 1\nvpcs: { "🚀 é": { cidrs: [10.0.0.0/16] } }\n' },
  { name: 'a b/ü.json', text: '{\r\n\t"tieline": 1\u0000\u2028}' },
];

describe('links', () => {
  it('give back the very files', async () => {
    expect(await unfolded(await fragment(files))).toEqual(files);
    expect(await unfolded(await fragment([{ name: '', text: '' }]))).toEqual([{ name: '', text: '' }]);
  });
  it('stand in an address as they are', async () => {
    expect(await fragment(files)).toMatch(/^#t1=[\w-]+$/);
  });
  it('are short for designs and long for what does not compress', async () => {
    const design = Array.from({ length: 300 }, (_, n) => `  vpc-${n}: { cidrs: [10.${n % 256}.0.0/16] }`).join('\n');
    expect((await fragment([{ name: 'a.yaml', text: design }])).length).toBeLessThan(design.length / 3);
    let noise = '';
    for (let seed = 1; noise.length < 60_000; seed = (seed * 48271) % 0x7fffffff) noise += seed.toString(36);
    expect((await fragment([{ name: 'a', text: noise }])).length).toBeGreaterThan(LONGEST);
  });
  it('are told from other fragments', async () => {
    expect(await unfolded('')).toBeNull();
    expect(await unfolded('#map')).toBeNull();
  });
  it.each(['#t1=', '#t1=!!!', '#t1=AAAA', '#t1=q1YqSS0uUbJSKi4pysxLBwA'])('are refused in words when damaged: %s', async (damaged) => {
    await expect(unfolded(damaged)).rejects.toThrow('This link is damaged');
  });
  it('are refused when they unfold to more than the page takes', async () => {
    await expect(unfolded(await fragment([{ name: 'a', text: 'x'.repeat(21 * 1024 * 1024) }]))).rejects.toThrow('damaged');
  });
});

describe('the command line', () => {
  it.each([
    [['net.yaml'], 'tieline review net.yaml'],
    [['a b.yaml', 'c.json'], "tieline review 'a b.yaml' c.json"],
    [["it's; rm -rf ~.yaml"], "tieline review 'it'\\''s; rm -rf ~.yaml'"],
    [['--help'], "tieline review './--help'"],
    [['$(x).yaml'], "tieline review '$(x).yaml'"],
  ])('quotes %j', (names, command) => expect(commandLine(names)).toBe(command));
});
