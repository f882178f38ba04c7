// Texts typed, opened, broken and hostile.
import { PLANTED, TABS } from '../expected.mjs';
import { demand, same, until } from '../page.mjs';

async function typing(visit) {
  const page = await visit.open();
  await visit.choose('planted');
  await visit.findings(6);
  await visit.finding('TL102').click();
  await visit.landsOn('web-tiny');
  // The jump has selected the block; typing takes its place.
  await page.keyboard.type('10.10.1.0/28');
  const typed = Date.now();
  await until('the text has changed', async () => (await visit.activeLine()).includes('10.10.1.0/28'), 2_000);
  await until('the finding is gone', async () => (await visit.finding('TL102').count()) === 0, 2_000);
  const took = Date.now() - typed;
  const left = await visit.findings(5);
  demand(same(left, PLANTED.filter((rule) => rule !== 'TL102')), `left are ${left.join(', ')}`);
  await page.keyboard.press('Control+z');
  return `${took} ms after the last key`;
}

async function brokenText(visit) {
  const page = await visit.open();
  await visit.choose('planted');
  await visit.findings(6);
  await visit.part('editor').locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('vpcs: [[[');
  await until('a syntax error is found', async () => (await visit.finding(/TL0\d\d/).count()) > 0);
  for (const tab of TABS) await visit.tab(tab);
  await visit.choose('planted');
  await visit.findings(6);
}

const HOSTILE = [
  '<script>window.pwned = 1; alert(1)</script>',
  '<img src=x onerror="window.pwned = 2; alert(2)">',
  '"><svg onload=alert(3)>',
  '{@html alert(4)}${alert(5)}',
  'javascript:alert(6)',
  '\u202egnp.exe',
  '__proto__',
  'constructor',
  'long'.repeat(60),
];

/** A design that is in order but for its names, so that they get everywhere. */
function hostileDesign() {
  const quoted = HOSTILE.map((name) => JSON.stringify(name));
  const vpcs = quoted.map((name, n) => `  ${name}:\n    account: "111111111111"\n    cidrs: [10.${n}.0.0/16]\n    subnets:\n      ${name}: { az: use1-az1, cidr: 10.${n}.0.0/29 }\n`);
  const applications = quoted.map((name) => `  ${name}: { vpc: ${name}, subnets: [${name}], runs_on: ec2, serves: [tcp/443] }\n`);
  const needs = quoted.map((name, n) => `  ${name}: { from: ${name}, to: ${quoted[(n + 1) % quoted.length]}, traffic: 1 TB/month }\n`);
  const links = quoted.map((name, n) => `  ${name}: { vpc_peering: { between: [${name}, ${quoted[(n + 1) % quoted.length]}] } }\n`);
  return `tieline: 1\nregion: us-east-1\nvpcs:\n${vpcs.join('')}applications:\n${applications.join('')}needs:\n${needs.join('')}links:\n${links.join('')}`;
}

async function hostileNames(visit) {
  const page = await visit.open();
  const tooLong = `tieline: 1\nregion: us-east-1\nvpcs:\n  ${'x'.repeat(5_000)}:\n    cidrs: [10.0.0.0/16]\n  "${'<b>'.repeat(1_600)}": { cidrs: [10.0.0.0/33], "<img src=x>": 1 }\n`;
  const names = [];
  for (const [name, text] of [['<img src=x onerror=alert(7)>.yaml', hostileDesign()], ['long.yaml', tooLong]]) {
    await visit.give([name, text]);
    await until(`${name} is in the editor`, async () => (await visit.editorText()).includes('tieline: 1'));
    await until('it has been looked at', async () => {
      await visit.tab('Coverage');
      return ((await visit.part('coverage').textContent()) ?? '').includes(name);
    });
    for (const tab of TABS) {
      await visit.tab(tab);
      if (tab === 'Advice') for (const need of await visit.part('need').all()) await need.locator('summary').first().click();
      const harm = await page.evaluate(() => {
        const roots = [document, ...[...document.querySelectorAll('*')].flatMap((element) => element.shadowRoot ?? [])];
        const count = (selector) => roots.reduce((sum, root) => sum + root.querySelectorAll(selector).length, 0);
        return {
          images: count('[src="x"], [onerror], [onload], img:not(.cm-widgetBuffer)'),
          scripts: count('body script'),
          ran: globalThis.pwned,
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        };
      });
      demand(harm.images === 0 && harm.scripts === 0 && harm.ran === undefined, `${tab}: names became elements: ${JSON.stringify(harm)}`);
      demand(harm.wide <= 1, `${tab}: a long name makes the page ${harm.wide} px too wide`);
      if (tab === 'Findings') names.push(...(await visit.part('finding').allTextContents()));
    }
  }
  demand(visit.dialogs.length === 0, `a dialog opened: ${visit.dialogs.join(', ')}`);
  demand(names.some((text) => text.includes('<script>')), 'the names are not shown as they are');
  await visit.choose('planted');
  await visit.findings(6);
  return `${names.length} findings about them`;
}

async function openFiles(visit) {
  await visit.open();
  const text = '\uFEFFtieline: 1\r\nregion: us-east-1\r\nvpcs:\r\n  mine: { cidrs: [10.0.0.0/16], subnets: { "🚀": { az: use1-az1, cidr: 10.0.0.0/29 } } }\r\n';
  await visit.give(['mine.yaml', text]);
  await until('the file is in the editor', async () => (await visit.editorText()).includes('mine:'));
  await visit.tab('Findings');
  await until('its finding is shown', async () => (await visit.finding('TL102').count()) === 1);
  await visit.finding('TL102').click();
  await visit.landsOn('mine:');
  const selected = await visit.page.evaluate(() => String(document.getSelection()));
  demand(selected === '' || selected === '10.0.0.0/29', `the jump selects \`${selected}\``);

  const json = JSON.stringify({ tieline: 1, region: 'us-east-1', vpcs: { other: { cidrs: ['10.9.0.0/16'] } } }, null, 2);
  await visit.give(['mine.yaml', text], ['other.json', json]);
  await until('both files are read', async () => {
    await visit.tab('Coverage');
    const read = (await visit.part('coverage').textContent()) ?? '';
    return read.includes('mine.yaml') && read.includes('other.json');
  });
}

async function tooManyFiles(visit) {
  const page = await visit.open();
  const before = await visit.editorText();
  await visit.give(...Array.from({ length: 201 }, (_, n) => [`${n}.yaml`, 'tieline: 1\n']));
  await until('the limit is said', () => page.getByText(/too many.*200 files/).first().isVisible());
  demand((await visit.editorText()) === before, 'the text was replaced all the same');
  await visit.give(['big.yaml', `# ${'x'.repeat(20 * 1024 * 1024)}`]);
  await until('the other limit is said', () => page.getByText(/too much.*20 MB/).first().isVisible());
  demand((await visit.editorText()) === before, 'the text was replaced all the same');
}

export const input = [typing, brokenText, hostileNames, openFiles, tooManyFiles];
