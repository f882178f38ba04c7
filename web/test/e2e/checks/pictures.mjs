// Pictures of the page, for people to look at.
import { engine, NARROW } from '../expected.mjs';
import { until } from '../page.mjs';

async function screenshots(visit) {
  const shots = [
    ['light.png', { colorScheme: 'light' }, 'roadshow', 'Map'],
    ['dark.png', { colorScheme: 'dark' }, 'roadshow', 'Map'],
    ['narrow.png', NARROW, 'planted', 'Findings'],
    ['advice.png', {}, 'roadshow', 'Advice'],
    ['plan.png', {}, 'roadshow', 'Plan'],
    ['planted.png', {}, 'planted', 'Findings'],
  ];
  for (const [file, look, word, tab] of shots) {
    await visit.open(look);
    await visit.choose(word);
    await visit.findings(engine(`${word}.yaml`).findings.length);
    await visit.tab(tab);
    if (tab === 'Advice') await visit.part('need').filter({ hasText: 'storefront-to-checkout-blue' }).first().locator('summary').first().click();
    if (tab === 'Map') await until('the map is drawn', async () => (await visit.part('map').locator('[data-kind="vpc"]').count()) > 0);
    await visit.page.waitForTimeout(300);
    await visit.shoot(file);
    await visit.end();
  }
  await visit.open();
}

export const pictures = [screenshots];
