// Designs in and out of the page, and the page without a network.
import { readFile } from 'node:fs/promises';
import { demand, example, until } from '../page.mjs';

const AWKWARD = 'tieline: 1\nvpcs:\n  "🚀 <b>": { cidrs: [10.0.0.0/16] } # \u2028 é\n\n\n';

async function linkRoundTrip(visit) {
  const page = await visit.open();
  await visit.give(['a b.yaml', AWKWARD], ['two.json', '{ "tieline": 1 }']);
  await until('the files are open', async () => (await visit.editorText()).includes('🚀'));
  await visit.part('share').click();
  const link = visit.part('link');
  await until('the link is there', () => link.isVisible());
  const size = await visit.part('link-size').textContent();
  const address = await link.inputValue();
  demand(size.includes(address.length.toLocaleString('en-US')), `${address.length} characters are said to be \`${size}\``);
  await visit.shoot('share.png');
  const again = await page.context().newPage();
  await again.goto(address);
  await until('the design is back', () => again.evaluate(() => JSON.parse(localStorage.getItem('tieline:files') ?? 'null')));
  const files = await until('its bytes are kept', () =>
    again.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem('tieline:files') ?? 'null');
      return kept?.length === 2 ? kept : null;
    }),
  );
  demand(files[0].name === 'a b.yaml' && files[0].text === AWKWARD && files[1].text === '{ "tieline": 1 }', `came back as ${JSON.stringify(files)}`);
  demand(!(await again.evaluate(() => location.hash)), 'the address still holds a text that will change');
  await again.goto(`${visit.server.url}#t1=broken`);
  await again.reload();
  await until('a damaged link is told', () => again.getByText('This link is damaged').isVisible());
  return size.split('.')[0];
}

async function tooLongForALink(visit) {
  await visit.open();
  let noise = '';
  for (let seed = 7; noise.length < 80_000; seed = (seed * 48271) % 0x7fffffff) noise += seed.toString(36);
  await visit.give(['noise.yaml', `tieline: 1\n# ${noise}\n`]);
  await until('the file is open', async () => (await visit.editorText()).includes('tieline: 1'));
  await visit.part('share').click();
  await until('the limit is told', async () => /Save the files/.test((await visit.part('link-size').textContent().catch(() => '')) ?? ''));
  demand((await visit.part('link').count()) === 0, 'a link too long is offered all the same');
}

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

async function exports(visit) {
  const page = await visit.open();
  await visit.choose('planted');
  await visit.findings(6);
  await visit.part('share').click();
  const dialog = page.getByRole('dialog');
  const text = await saved(page, dialog.getByTestId('save-file'));
  demand(text.bytes.toString() === example('planted.yaml'), 'the saved file is not the text');
  const wanted = [
    ['Markdown', /^# Tieline report[\s\S]*TL102/],
    ['HTML', /^<!doctype html>[\s\S]*TL102/],
    ['JSON', /^\{\s+"tieline"/],
    ['SARIF', /"version": "2\.1\.0"/],
    ['SVG', /^<svg /],
    ['Mermaid', /^flowchart LR/],
    ['DOT', /^graph tieline/],
    ['draw.io', /^<mxfile /],
  ];
  for (const [name, start] of wanted) {
    const { bytes } = await saved(page, dialog.getByRole('button', { name, exact: true }));
    demand(start.test(bytes.toString()), `${name} begins with ${bytes.toString().slice(0, 60)}`);
  }
  const { bytes } = await saved(page, dialog.getByRole('button', { name: 'PNG', exact: true }));
  demand(bytes.subarray(1, 4).toString() === 'PNG' && bytes.length > 10_000, `the PNG has ${bytes.length} bytes`);
  demand((await dialog.getByTestId('command').textContent()) === 'tieline review planted.yaml', 'the command is not as it should be');
  const violations = await visit.violations();
  demand(violations.length === 0, violations.join('; '));
}

async function dropFiles(visit) {
  const page = await visit.open();
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.yaml', { type: 'text/plain' }));
    return data;
  }, AWKWARD);
  await page.dispatchEvent('.page', 'drop', { dataTransfer: transfer });
  await until('the dropped file is open', async () => (await visit.editorText()).includes('🚀'));
}

async function offline(visit) {
  const page = await visit.open();
  await until('the page is stored', () => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated'), 20_000);
  await page.context().setOffline(true);
  await page.reload();
  await visit.settled();
  await visit.choose('planted');
  await visit.findings(6);
  await visit.part('share').click();
  await until('dialogs work without a network', () => visit.part('link').isVisible());
  await page.context().setOffline(false);
}

export const share = [linkRoundTrip, tooLongForALink, exports, dropFiles, offline];
