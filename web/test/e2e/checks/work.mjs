// What an architect does with the page: begins from a question, writes with help, asks "and if", measures addresses.
import { engine } from '../expected.mjs';
import { demand, example, plain, same, until } from '../page.mjs';

/** Puts the editor's cursor at the end of its text. */
async function toTheEnd(visit) {
  await visit.part('editor').locator('.cm-content').click();
  await visit.page.keyboard.press('Control+End');
}

async function startFromAQuestion(visit) {
  const page = await visit.open();
  await visit.part('start').click();
  const form = visit.part('start-form');
  await form.waitFor();
  await form.getByLabel('The application is called').fill('ledger');
  await form.getByLabel('VPCs in all').fill('4');
  await form.getByLabel(/same address range/).check();
  await form.getByLabel('It speaks').fill('smtp/25');
  await form.getByRole('button', { name: 'Make the design' }).click();
  await until('the wrong answer is told', () => form.getByRole('alert').isVisible());
  demand(/smtp\/25.*https\/443/.test(await form.getByRole('alert').textContent()), 'it does not say what to write');
  await visit.shoot('start.png');
  await form.getByLabel('It speaks').fill('tcp/5432');
  await form.getByRole('button', { name: 'Make the design' }).click();
  await until('the design is in the editor', async () => (await visit.editorText()).includes('ledger-vpc'));
  await until('its needs are advised on', async () => (await visit.part('need').count()) === 3);
  demand(!/VPC Peering/.test(await visit.part('need').first().locator('summary').first().textContent()), 'peering is chosen for networks of one range');
  const old = page.getByRole('button', { name: 'Bring it back' });
  demand((await old.count()) === 0, 'an untouched example is offered back');
}

/** Waits until a name is offered, and takes it. */
async function take(visit, name) {
  const offers = visit.part('editor').locator('.cm-tooltip-autocomplete li');
  await until(`\`${name}\` is offered`, async () => (await offers.allTextContents()).some((text) => text.includes(name)));
  // The editor takes no key as an answer in the first 75 ms that offers are open, so that typing is not hijacked.
  await visit.page.waitForTimeout(200);
  await visit.shoot('completion.png');
  await visit.page.keyboard.press('Enter');
}

async function completion(visit) {
  const page = await visit.open();
  await visit.give(['mine.yaml', 'tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16] }\n']);
  await until('the text is in the editor', async () => (await visit.editorText()).includes('shop'));
  await toTheEnd(visit);
  await page.keyboard.type('appl');
  await take(visit, 'applications');
  await until('it is completed', async () => (await visit.editorText()).includes('applications:'), 3_000);
  await page.keyboard.press('Enter');
  await page.keyboard.type('  web: { vpc: sh');
  await take(visit, 'shop');
  await page.keyboard.type(' }');
  await until('it is written', async () => (await visit.editorText()).includes('web: { vpc: shop }'), 3_000);
}

async function hintsAndDefinitions(visit) {
  const page = await visit.open();
  const text = example('roadshow.yaml');
  const line = visit.part('editor').locator('.cm-line', { hasText: 'region: ap-northeast-1' });
  await line.locator('span', { hasText: 'region' }).first().hover();
  const hint = visit.part('editor').locator('.cm-hint');
  await until('the hint is shown', () => hint.isVisible(), 5_000);
  demand((await hint.textContent()).length > 10, 'the hint is empty');
  await visit.give(['one.yaml', text], ['two.yaml', 'tieline: 1\nneeds:\n  more: { from: storefront, to: orders-db }\n']);
  await page.getByRole('button', { name: 'two.yaml', exact: true }).click();
  await until('the second file is shown', async () => (await visit.editorText()).includes('more:'));
  await visit.part('editor').locator('.cm-content').focus();
  await page.keyboard.press('Control+Home');
  for (const key of ['ArrowDown', 'ArrowDown', 'Home', ...Array(20).fill('ArrowRight')]) await page.keyboard.press(key);
  await page.keyboard.press('F12');
  await visit.landsOn('storefront:');
}

async function undoAcrossFilesAndFixes(visit) {
  const page = await visit.open();
  await visit.give(['one.yaml', 'tieline: 1\nvpcs:\n  shop:\n    cidrs: [10.0.0.0/16]\n    subnets:\n      a: { cidr: 10.0.0.0/24 }\n'], ['two.yaml', 'tieline: 1\n']);
  await until('the text is in the editor', async () => (await visit.editorText()).includes('shop'));
  await toTheEnd(visit);
  await page.keyboard.type('# mine');
  await visit.tab('Space');
  const add = visit.part('space').getByRole('button', { name: 'Add as a subnet' }).first();
  await until('a block is offered', () => add.isVisible());
  await add.click();
  await until('the block is in the text', async () => (await visit.editorText()).includes('shop-new: { cidr: 10.0.1.0/28 }'));
  await until('the bar has it', async () => (await visit.part('network').first().locator('svg rect.subnet').count()) === 2);
  await page.getByRole('button', { name: 'two.yaml', exact: true }).click();
  await until('the other file is shown', async () => !(await visit.editorText()).includes('shop'));
  await page.getByRole('button', { name: 'one.yaml', exact: true }).click();
  await until('the file is back', async () => (await visit.editorText()).includes('shop-new'));
  await visit.part('editor').locator('.cm-content').focus();
  await page.keyboard.press('Control+z');
  await until('the block is undone', async () => !(await visit.editorText()).includes('shop-new'));
  await until('what was typed is still there', async () => (await visit.editorText()).includes('# mine'));
  await page.keyboard.press('Control+z');
  await until('what was typed is undone', async () => !(await visit.editorText()).includes('# mine'));
  await page.keyboard.press('Control+y');
  await page.keyboard.press('Control+y');
  await until('both are done again', async () => /# mine[\s\S]*|shop-new/.test(await visit.editorText()));
}

async function andIf(visit) {
  const page = await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Advice');
  await until('the needs are shown', async () => (await visit.part('need').count()) >= 6);
  await visit.part('and-if').locator('summary').click();
  const growth = visit.part('growth');
  await until('the sliders are shown', () => growth.isVisible());
  const before = await visit.part('need').first().locator('summary .cost').first().textContent();
  await growth.focus();
  for (let press = 0; press < 12; press += 1) await page.keyboard.press('ArrowRight');
  const answer = visit.part('and-if-answer');
  await until('the plan is solved again', async () => /Solved in \d+ ms/.test((await answer.textContent()) ?? ''));
  const said = await answer.textContent();
  demand(/instead of/.test(said), `the answer says ${said}`);
  const costs = await visit.part('need').locator('summary .cost').allTextContents();
  demand(!costs.every((cost) => cost === before), 'costs do not move');
  await visit.part('and-if').getByRole('checkbox', { name: /Lattice, VPC association/ }).uncheck();
  await until('a forbidden mechanism is not chosen', async () => !(await visit.part('need').locator('summary .choice').allTextContents()).some((text) => text.includes('VPC association')));
  await visit.shoot('and-if.png');
  await visit.tab('Plan');
  await until('the plan says that it is another', () => page.getByText('As “and if” under Advice has it').isVisible());
  await visit.tab('Advice');
  await answer.getByRole('button', { name: 'As in the text' }).click();
  await until('all is as in the text', async () => (await visit.part('need').locator('summary .choice').allTextContents()).some((text) => text.includes('VPC association')));
  return /Solved in (\d+ ms)/.exec(said)[1];
}

async function curvesAndKnobs(visit) {
  const page = await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Advice');
  const need = visit.part('need').filter({ hasText: 'shop-to-syslog' }).first();
  await need.locator('summary').first().click();
  await until('the cost is drawn over traffic', async () => (await need.getByTestId('curves').locator('svg path').count()) >= 2);
  const consumers = need.getByTestId('consumers');
  await consumers.focus();
  for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowRight');
  await until('the consumers are counted', async () => /Solved in/.test((await visit.part('and-if-answer').textContent()) ?? ''));
  await need.scrollIntoViewIfNeeded();
  await visit.shoot('curves.png');
}

async function growth(visit) {
  const page = await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Advice');
  const panel = visit.part('growing');
  await until('growth can be asked about', () => panel.isVisible());
  await panel.locator('summary').click();
  await visit.part('grow-consumers').fill('3');
  const grown = visit.part('grown');
  await until('growth is solved', async () => /then; alone it turns at \d+/.test((await grown.textContent()) ?? ''));
  const told = await grown.textContent();
  demand(told.includes('--grow consumers=3x') && /Objective: .* today, .* then/.test(told) && told.includes('Quota:'), `it says ${told}`);
  await panel.scrollIntoViewIfNeeded();
  await visit.shoot('growth.png');
  await visit.part('grow-consumers').fill('1');
  await until('nothing grows', async () => ((await grown.textContent()) ?? '').trim() === '');
}

async function principlesAndPurePlans(visit) {
  const { needs, plan } = engine('roadshow.yaml').advice;
  const [need, option] = needs.flatMap((one) => one.options.filter((option) => option.set_aside?.disputed.length > 0).map((option) => [one, option]))[0];
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Advice');
  const shown = visit.part('need').filter({ has: visit.page.getByText(need.need, { exact: true }) }).first();
  await shown.locator('summary').first().click();
  const aside = shown.getByTestId('aside').filter({ hasText: option.set_aside.principle }).first();
  await aside.locator('summary').first().click();
  const told = plain((await aside.textContent()) ?? '');
  for (const words of [option.set_aside.says, option.set_aside.disputed[0].otherwise, option.set_aside.flips]) {
    demand(told.includes(plain(words)), `${words} is not in ${told}`);
  }
  await aside.scrollIntoViewIfNeeded();
  await visit.shoot('principle.png');
  await visit.tab('Plan');
  const pure = await visit.part('pure').getByRole('listitem').allTextContents();
  demand(same(pure.map(plain), plan.pure.map((one) => plain(one.text))), `the pure plans are ${pure.join('; ')}`);
}

async function space(visit) {
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Space');
  const networks = visit.part('network');
  await until('every network is shown', async () => (await networks.count()) === 5);
  await until('the shared range is told', async () => /shop.*platform|platform.*shop/s.test((await visit.part('overlap').first().textContent()) ?? ''));
  await networks.filter({ has: visit.page.getByRole('heading', { name: /^platform/ }) }).getByRole('button', { name: 'zoom' }).first().click();
  await until('its parts are listed', () => visit.page.getByRole('listitem').filter({ hasText: '10.0.16.128/25 free' }).first().isVisible());
  await visit.shoot('space.png');
}

export const work = [startFromAQuestion, completion, hintsAndDefinitions, undoAcrossFilesAndFixes, andIf, curvesAndKnobs, growth, principlesAndPurePlans, space];
