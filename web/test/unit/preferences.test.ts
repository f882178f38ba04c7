// Preferences written into texts of every style.
import { describe, expect, it } from 'vitest';
import { preferring } from '../../src/text/preferences';

async function after(name: string, text: string, wanted: Parameters<typeof preferring>[2]): Promise<string | null> {
  const edit = await preferring(name, text, wanted);
  return edit && text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
}

describe('preferences', () => {
  it('are added where there are none', async () => {
    expect(await after('a.yaml', 'tieline: 1\nvpcs: {}\n', { upkeep_usd_per_object: 0, forbid: ['vpc_peering'] })).toBe(
      'tieline: 1\nvpcs: {}\npreferences: { upkeep_usd_per_object: 0, forbid: [vpc_peering] }\n',
    );
    expect(JSON.parse((await after('a.json', '{\n  "tieline": 1\n}', { forbid: [] })) ?? '')).toEqual({ tieline: 1, preferences: { forbid: [] } });
  });

  it('take the place of those that stand there, and leave the rest', async () => {
    expect(await after('a.yaml', 'preferences: { forbid: [], prefer: [x] } # why\ntieline: 1\n', { forbid: ['cloud_wan', 'vpc_peering'], upkeep_usd_per_object: 40 })).toBe(
      'preferences: { forbid: [cloud_wan, vpc_peering], prefer: [x], upkeep_usd_per_object: 40 } # why\ntieline: 1\n',
    );
    expect(await after('a.yaml', 'preferences:\n  forbid:\n    - vpc_peering\n  upkeep_usd_per_object: 20 # each\nvpcs: {}\n', { forbid: [], upkeep_usd_per_object: 5 })).toBe(
      'preferences:\n  forbid:\n    []\n  upkeep_usd_per_object: 5 # each\nvpcs: {}\n',
    );
  });

  it('have no place in what is no mapping', async () => {
    expect(await after('a.yaml', '[1, 2]\n', { forbid: [] })).toBeNull();
  });
});
