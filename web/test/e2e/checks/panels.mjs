// What the panels show, held against what the same engine says in Node.
import { engine, PLANTED } from '../expected.mjs';
import { demand, example, plain, same, until } from '../page.mjs';

async function plantedFaults(visit) {
  await visit.open();
  await visit.choose('planted');
  const rules = await visit.findings(6);
  demand(same(rules, PLANTED), `found ${rules.join(', ')}`);
  const count = await visit.part('findings-count').first().textContent();
  demand(/\b6\b/.test(count ?? ''), `the count says \`${count}\``);
  await visit.finding('TL102').click();
  await visit.landsOn('web-tiny');
}

async function everyFindingJumps(visit) {
  await visit.open();
  await visit.choose('planted');
  await visit.findings(6);
  const lines = example('planted.yaml').split('\n');
  for (const { rule, at } of engine('planted.yaml').findings) {
    await visit.finding(rule).click();
    await visit.landsOn(lines[at.line - 1].trim().slice(0, 40));
  }
}

async function underlines(visit) {
  await visit.open();
  await visit.choose('planted');
  await visit.findings(6);
  const marks = visit.part('editor').locator('.cm-lintRange-error');
  await until('6 places are underlined', async () => (await marks.count()) >= 6);
  const visible = await marks.first().evaluate((mark) => {
    const style = getComputedStyle(mark);
    return style.backgroundImage !== 'none' || style.textDecorationLine.includes('underline') || style.borderBottomStyle !== 'none';
  });
  demand(visible, 'the underlines are in the page but have no look: the editor\'s styles are missing');
}

async function map(visit) {
  const page = await visit.open();
  await visit.choose('planted');
  await visit.findings(6);
  await visit.tab('Map');
  for (const kind of ['vpc', 'subnet']) {
    const boxes = visit.part('map').locator(`[data-kind="${kind}"]`);
    await until(`the map has a ${kind}`, async () => (await boxes.count()) > 0);
    for (const box of await boxes.all()) {
      const size = await box.boundingBox();
      demand(size && size.width > 0 && size.height > 0, `a ${kind} has no size`);
    }
  }
  const box = visit.part('map').locator('[data-kind="vpc"]').filter({ hasText: 'legacy' }).first();
  const frame = await box.boundingBox();
  demand(frame, 'the VPC legacy is not on the map');
  // By its corner, as its subnets cover the middle; with the mouse, as a drag begins with a press too.
  await page.mouse.click(frame.x + 6, frame.y + 6);
  await visit.landsOn('legacy:');
}

async function mapMoves(visit) {
  const page = await visit.open();
  await visit.tab('Map');
  const box = visit.part('map').locator('[data-kind="vpc"]').first();
  await until('the map is drawn', async () => (await box.count()) > 0);
  const place = () => box.boundingBox();
  const before = await place();
  const line = await visit.activeLine();
  await page.mouse.move(before.x + 6, before.y + 6);
  await page.mouse.down();
  await page.mouse.move(before.x + 66, before.y + 46, { steps: 5 });
  await page.mouse.up();
  const dragged = await place();
  demand(Math.abs(dragged.x - before.x - 60) < 4 && Math.abs(dragged.y - before.y - 40) < 4, 'a drag does not move the picture along');
  demand((await visit.activeLine()) === line, 'a drag counts as a click');
  await page.mouse.wheel(0, -300);
  await until('the wheel makes it larger', async () => (await place()).width > dragged.width, 2_000);
  await page.keyboard.press('Tab');
  await visit.part('map').locator('[role="region"]').focus();
  await page.keyboard.press('0');
  await until('the key 0 shows the whole again', async () => Math.abs((await place()).x - before.x) < 2 && Math.abs((await place()).width - before.width) < 2, 2_000);
  await page.mouse.move(before.x + 6, before.y + 6);
  await page.mouse.down();
  await page.mouse.move(20, 20, { steps: 5 });
  await page.mouse.up();
  const left = await place();
  await page.mouse.move(before.x + 60, before.y + 60, { steps: 5 });
  demand(Math.abs((await place()).x - left.x) < 2, 'a pointer released outside still drags');
}

/** A look at another tab loses nothing. */
async function kept(visit) {
  const page = await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Map');
  const box = visit.part('map').locator('[data-kind="vpc"]').first();
  await until('the map is drawn', async () => (await box.count()) > 0);
  await page.getByLabel('Zoom in').click();
  const { width } = await box.boundingBox();
  await visit.tab('Advice');
  const need = visit.part('need').first();
  await need.locator('summary').first().click();
  await visit.tab('Map');
  demand(Math.abs((await box.boundingBox()).width - width) < 2, 'the zoom is lost with a look at another tab');
  await visit.tab('Advice');
  await until('the need is still open', () => need.evaluate((one) => one.open), 2_000);
}

async function advice(visit) {
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Advice');
  const needs = visit.part('need');
  await until('6 needs are shown', async () => (await needs.count()) >= 6);
  const need = needs.filter({ hasText: 'storefront-to-checkout-blue' }).first();
  await need.locator('summary, button').first().click();
  const options = need.getByTestId('option');
  await until('its options are shown', async () => (await options.count()) > 0 && (await options.first().isVisible()));
  const wanted = engine('roadshow.yaml').advice.needs.find((one) => one.need === 'storefront-to-checkout-blue').options;
  demand((await options.count()) === wanted.length, `${await options.count()} options are shown of ${wanted.length}`);
  const reasons = options.getByTestId('reason');
  const why = plain((await reasons.allTextContents()).join(' '));
  for (const { text, rule } of wanted.flatMap((option) => option.reasons)) {
    demand(why.includes(plain(text)), `the reason \`${text}\` is not shown`);
    demand(rule === null || why.includes(rule), `rule ${rule} is not named`);
  }
  const peering = options.filter({ hasText: 'Peering' }).first().getByTestId('reason');
  demand(/TL201/.test((await peering.allTextContents()).join(' ')), 'why not VPC Peering does not name TL201');
  const chosen = await options.filter({ hasText: /chosen/i }).first().textContent();
  demand(/price unknown/i.test(chosen ?? ''), 'the price that is not known is not said aloud');
  return `${await needs.count()} needs`;
}

async function everyNeedOpens(visit) {
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Advice');
  const wanted = engine('roadshow.yaml').advice.needs;
  const needs = visit.part('need');
  await until('every need is shown', async () => (await needs.count()) === wanted.length);
  for (const { need, decided_by } of wanted) {
    const one = needs.filter({ has: visit.page.getByText(need, { exact: true }) }).first();
    demand(plain((await one.textContent()) ?? '').includes(plain(decided_by)), `what decided ${need} is not said`);
    await one.locator('summary, button').first().click();
    await until(`${need} opens`, () => one.getByTestId('option').first().isVisible(), 3_000);
  }
}

async function plan(visit) {
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Plan');
  await until('the total is shown', async () => /\$|unknown/.test((await visit.part('plan-total').textContent()) ?? ''));
  const { monthly_usd } = engine('roadshow.yaml').advice.plan;
  const total = (await visit.part('plan-total').textContent()) ?? '';
  demand(total.includes(`$${monthly_usd.total.toFixed(2)}`), `the total is \`${total}\`, the engine's ${monthly_usd.total}`);
  demand(monthly_usd.complete || /at least|unknown/i.test(total), `\`${total}\` hides that prices are missing`);
  const proof = (await visit.part('proof').textContent()) ?? '';
  demand(/optimal/i.test(proof), `the proof says \`${proof}\``);
  return total.trim();
}

async function coverage(visit) {
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Coverage');
  await until('coverage is shown', () => visit.part('coverage').isVisible());
  const shown = plain((await visit.part('coverage').textContent()) ?? '');
  const { not_modelled, unknown, read } = engine('roadshow.yaml').coverage;
  demand(not_modelled.length > 0, 'the engine names nothing that is not modelled');
  for (const text of [...not_modelled, ...unknown, ...read.map(({ file }) => file)]) {
    demand(shown.includes(plain(text)), `\`${text}\` is not listed`);
  }
}

export const panels = [plantedFaults, everyFindingJumps, underlines, map, mapMoves, kept, advice, everyNeedOpens, plan, coverage];
