// The map as it is used: found on, folded, moved by keys, wheel and fingers, before and after the plan, and very large.
import { demand, until } from '../page.mjs';
import { estate } from '../estate.mjs';

const transform = (visit) => visit.part('map').locator('.frame > svg').evaluate((svg) => svg.style.transform);

async function mapSearch(visit) {
  const page = await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Map');
  await until('the map is drawn', async () => (await visit.part('map').locator('[data-kind="vpc"]').count()) === 4);
  const before = await transform(visit);
  await visit.part('map-search').fill('orders-db');
  await page.keyboard.press('Enter');
  await until('it is brought to the middle', async () => (await transform(visit)) !== before);
  demand((await visit.part('map').locator('.chosen').count()) === 1, 'what was found is not marked');
  await visit.part('map').getByText('The same as a list').click();
  const listed = visit.part('map').locator('.twin li');
  await until('the list has what was found', async () => (await listed.count()) > 0 && (await listed.count()) < 5);
}

async function mapLayers(visit) {
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Map');
  const planned = visit.part('map').locator('[data-edge="plan"]');
  await until('the plan is marked', async () => (await planned.count()) > 0);
  const hatched = visit.part('map').locator('[data-shares]');
  await until('networks of one range are hatched alike', async () => (await hatched.count()) === 2);
  const [one, other] = await hatched.evaluateAll((rects) => rects.map((rect) => [rect.dataset.shares, getComputedStyle(rect).fill].join()));
  demand(one === other && /url/.test(one), `they are hatched \`${one}\` and \`${other}\``);
  await visit.part('layer').selectOption('before');
  await until('the plan is gone', async () => (await planned.count()) === 0);
  await visit.part('layer').selectOption('after');
  await until('the plan is made', async () => (await planned.count()) > 0);
  demand((await visit.part('map').locator('.halo').count()) === 0, 'what is made is still marked as planned');
  const dashes = await visit.part('map').locator('[data-edge="link"] .drawn, [data-edge="plan"] .drawn').evaluateAll((lines) => [...new Set(lines.map((line) => getComputedStyle(line).strokeDasharray))]);
  demand(dashes.length >= 2, 'mechanisms differ by colour alone');
  await visit.tab('Plan');
  await visit.part('apply-to-map').click();
  await until('the plan is applied to the map', async () => (await visit.part('layer').inputValue()) === 'after');
}

async function mapFolds(visit) {
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Map');
  const subnets = visit.part('map').locator('[data-kind="subnet"]');
  await until('subnets are drawn', async () => (await subnets.count()) === 10);
  await visit.part('map').getByRole('button', { name: 'Close VPCs' }).click();
  await until('VPCs are closed', async () => (await subnets.count()) === 0);
  await visit.part('map').locator('[data-fold="vpc/shop"] rect').click();
  await until('one is open', async () => (await subnets.count()) === 2);
}

async function mapPinch(visit) {
  const page = await visit.open({ hasTouch: true });
  await visit.choose('roadshow');
  await visit.tab('Map');
  await until('the map is drawn', async () => (await visit.part('map').locator('[data-kind="vpc"]').count()) === 4);
  const scale = async () => Number(/scale\(([\d.]+)\)/.exec(await transform(visit))?.[1]);
  const before = await scale();
  const frame = await visit.part('map').locator('.frame').boundingBox();
  const middle = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
  const client = await page.context().newCDPSession(page);
  const fingers = (apart) => [-1, 1].map((side, id) => ({ x: middle.x + side * apart, y: middle.y, id }));
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(40) });
  for (let apart = 50; apart <= 120; apart += 10) await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) });
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await until('fingers apart come nearer', async () => (await scale()) > before * 2);
  return `${before.toFixed(2)} to ${(await scale()).toFixed(2)}`;
}

async function thousandVpcs(visit) {
  const page = await visit.open();
  await visit.give(['estate.yaml', estate(1_000)]);
  await visit.tab('Map');
  await until('the map is drawn', async () => (await visit.part('map').locator('[data-kind="vpc"]').count()) > 500, 60_000);
  const elements = await visit.part('map').locator('.frame svg *').count();
  await page.waitForTimeout(500);
  await visit.shoot('thousand.png');
  await visit.part('map-search').fill('vpc-0500');
  await page.keyboard.press('Enter');
  await until('what is found is near enough to be read', async () => (await visit.part('map').locator('.chosen .label').count()) === 1);
  await page.waitForTimeout(300);
  await visit.shoot('thousand-near.png');
  demand(elements < 8_000, `${elements} elements are drawn for the whole picture`);
  return `${elements} elements`;
}

export const maps = [mapSearch, mapLayers, mapFolds, mapPinch, thousandVpcs];
