// The page for everyone: keyboard, contrast, small screens.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { engine, NARROW, TABS } from '../expected.mjs';
import { demand, example, until } from '../page.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function keyboard(visit) {
  const page = await visit.open();
  const seen = [];
  /** Presses Tab until `wanted`; leaves the editor as CodeMirror has it, by Escape first. */
  const walk = async (what, wanted) => {
    for (let press = 0; press < 60; press += 1) {
      const before = await visit.focus();
      if (before.inEditor) await page.keyboard.press('Escape');
      await page.keyboard.press('Tab');
      const now = await visit.focus();
      seen.push(now.testId ?? now.role ?? now.text);
      if (wanted(now)) return;
    }
    throw new Error(`Tab does not reach ${what}; it went ${seen.slice(-25).join(', ')}`);
  };
  await walk('the example select', (now) => now.testId === 'example');
  await page.keyboard.type('planted');
  await page.keyboard.press('Enter');
  await until('the example is chosen by the keyboard', async () => (await visit.editorText()).includes('web-tiny')).catch(async () => {
    throw new Error('typing `planted` on the select does not choose the example');
  });
  await walk('the tabs', (now) => now.role === 'tab');
  for (let press = 0; press < TABS.length && !(await visit.focus()).text.startsWith('Findings'); press += 1) {
    await page.keyboard.press('ArrowLeft');
  }
  const tab = await visit.focus();
  demand(tab.role === 'tab' && tab.text.startsWith('Findings'), 'the arrow keys do not reach the tab Findings');
  if (!tab.selected) await page.keyboard.press('Enter');
  await until('6 findings are shown', async () => (await visit.part('finding').count()) === 6);
  await walk('a finding', (now) => now.testId === 'finding');
  const { text } = await visit.focus();
  const rule = /TL\d{3}/.exec(text)?.[0];
  const { at } = engine('planted.yaml').findings.find((finding) => finding.rule === rule);
  await page.keyboard.press('Enter');
  await visit.landsOn(example('planted.yaml').split('\n')[at.line - 1].trim().slice(0, 40));
  demand((await visit.focus()).inEditor, 'after the jump the keyboard is not in the editor');
  return `${seen.length} presses of Tab`;
}

async function focusIsVisible(visit) {
  const page = await visit.open();
  const hidden = [];
  for (let press = 0; press < 12; press += 1) {
    if ((await visit.focus()).inEditor) await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    // The editor learns of its focus a moment later.
    await page.waitForTimeout(60);
    const ring = await page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      if (!active || active === document.body) return 'none';
      const framed = [active, active.closest('.cm-editor')].some((element) => {
        if (!element) return false;
        const style = getComputedStyle(element);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
      });
      return framed ? '' : `${active.tagName.toLowerCase()}.${active.className} \`${(active.textContent ?? '').trim().slice(0, 20)}\``;
    });
    if (ring === 'none') break;
    if (ring && !hidden.includes(ring)) hidden.push(ring);
  }
  demand(hidden.length === 0, `no sign of focus on ${hidden.join(', ')}`);
}

async function narrow(visit) {
  const page = await visit.open(NARROW);
  await visit.choose('planted');
  for (const tab of ['Design', ...TABS]) {
    await visit.tab(tab);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    demand(wide <= 1, `${tab} is ${wide} px wider than the screen`);
  }
  await visit.findings(6);
  await visit.choose('roadshow');
  await visit.tab('Advice');
  await until('the needs are shown', async () => (await visit.part('need').count()) >= 6);
  for (const name of await visit.part('need').locator('.name').all()) {
    const { width, height } = await name.boundingBox();
    demand(width > 120 && height < 80, `\`${await name.textContent()}\` is squeezed to ${Math.round(width)} by ${Math.round(height)} px`);
  }
  await visit.choose('planted');
  await visit.findings(6);
  await visit.finding('TL102').click();
  await until('a jump shows the editor', () => visit.part('editor').isVisible());
  await visit.landsOn('web-tiny');
}

/** Serious and critical faults of every tab, in words. */
async function faultsOf(visit, tabs) {
  const faults = new Map();
  for (const tab of tabs) {
    await visit.tab(tab);
    if (tab === 'Advice') await visit.part('need').first().locator('summary').first().click();
    // Evaluated by the debugger: the page's own policy would refuse a script element.
    await visit.page.evaluate(axe);
    const violations = await visit.page.evaluate(
      async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations,
    );
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      const targets = nodes.map((node) => `${node.target.flat().join(' ')}${/contrast of [\d.]+/.exec(node.failureSummary ?? '')?.[0]?.replace('contrast of', ' at') ?? ''}`);
      const key = `${id} (${impact})`;
      const one = faults.get(key) ?? { tabs: [], targets: new Set(), count: 0 };
      one.tabs.push(tab);
      one.count += nodes.length;
      for (const target of targets) one.targets.add(target);
      faults.set(key, one);
    }
  }
  return [...faults].map(([key, one]) => `${key} in ${one.tabs.join(', ')}, ${one.count} times: ${[...one.targets].slice(0, 4).join(' ; ')}`);
}

async function axeIn(visit, look, tabs = TABS) {
  await visit.open(look);
  const faults = await faultsOf(visit, tabs);
  if (tabs.includes('Design')) await visit.tab('Design');
  await visit.choose('planted');
  faults.push(...(await faultsOf(visit, ['Findings', 'Map'])));
  demand(faults.length === 0, [...new Set(faults)].join(' || '));
}

async function axeLight(visit) {
  await axeIn(visit, { colorScheme: 'light' });
}

async function axeDark(visit) {
  await axeIn(visit, { colorScheme: 'dark' });
}

async function axeNarrow(visit) {
  await axeIn(visit, NARROW, ['Design', ...TABS]);
}

export const access = [keyboard, focusIsVisible, narrow, axeLight, axeDark, axeNarrow];
