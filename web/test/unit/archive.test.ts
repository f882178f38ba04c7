// What is taken out of a zip archive, and what a broken or hostile one does.
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isArchive, unpacked } from '../../src/text/archive';
import { MOST_BYTES, passedOver, read } from '../../src/text/files';

const archive = (files: Record<string, string>, name = 'aws.zip'): File =>
  new File([zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))) as BlobPart], name);
/** The archive with every size its directory and headers tell of a file set to `size`. */
async function lying(file: File, size: number): Promise<File> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
    if (view.getUint32(at, true) === 0x04034b50) view.setUint32(at + 22, size, true);
  }
  return new File([bytes], file.name);
}

describe('archives', () => {
  it('are known by their first bytes, not by their names', async () => {
    expect(await isArchive(archive({ 'a.json': '{}' }, 'a.json'))).toBe(true);
    expect(await isArchive(archive({}, 'empty.zip'))).toBe(true);
    expect(await isArchive(new File(['PK is no archive'], 'a.zip'))).toBe(false);
    expect(await isArchive(new File([], 'nothing'))).toBe(false);
  });

  it('give their inputs by path, and name what is passed over', async () => {
    const file = archive({ 'eu/vpcs.json': '{"Vpcs": []}', 'README.md': 'x', 'b.yaml': 'a: 1\r\n', 'eu/': '' });
    expect(await read({ files: [file], passed: ['z.png'] })).toEqual({
      files: [
        { name: 'aws.zip/b.yaml', text: 'a: 1\n' },
        { name: 'aws.zip/eu/vpcs.json', text: '{"Vpcs": []}' },
      ],
      passed: ['z.png', 'aws.zip/README.md'],
    });
  });

  it('stand beside loose files', async () => {
    const { files } = await read({ files: [new File(['a: 1'], 'needs.yaml'), archive({ 'vpcs.json': '{}' })], passed: [] });
    expect(files.map(({ name }) => name)).toEqual(['needs.yaml', 'aws.zip/vpcs.json']);
  });

  it('that are broken are told of', async () => {
    const whole = new Uint8Array(await archive({ 'a.json': '{"Vpcs": []}' }).arrayBuffer());
    const half = new File([whole.slice(0, whole.length / 2)], 'half.zip');
    await expect(read({ files: [half], passed: [] })).rejects.toThrow('half.zip is no zip archive that can be read');
  });

  it('that hold too much are refused before they are unpacked', async () => {
    const bomb = archive({ 'a.json': ' '.repeat(MOST_BYTES + 1) });
    expect(bomb.size).toBeLessThan(100_000);
    await expect(read({ files: [bomb], passed: [] })).rejects.toThrow('holds more than 20 MB');
  });

  it('that lie about their sizes give no more than they say', async () => {
    const liar = await lying(archive({ 'a.json': 'x'.repeat(1_000_000) }), 100);
    const given = await unpacked(liar, MOST_BYTES).then(({ files }) => files.reduce((sum, { size }) => sum + size, 0), () => 0);
    expect(given).toBeLessThanOrEqual(100);
  });
});

describe('what was passed over', () => {
  it('is said in a sentence', () => {
    expect(passedOver([])).toBeNull();
    expect(passedOver(['a.png'])).toMatch(/^a\.png was passed over/);
    expect(passedOver(['a.png', 'b.md'])).toMatch(/^2 files were passed over, a\.png the first/);
  });
});
