// Sizes that nobody means: a name of megabytes, findings by the hundred thousand, and text that takes long.
import { demand, plain, until } from '../page.mjs';

/** Milliseconds that the page was deaf at most, since `watch`. */
const watch = (page) =>
  page.evaluate(() => {
    globalThis.deaf = 0;
    let last = performance.now();
    clearInterval(globalThis.watching);
    globalThis.watching = setInterval(() => {
      globalThis.deaf = Math.max(globalThis.deaf, performance.now() - last - 50);
      last = performance.now();
    }, 50);
  });
const deaf = (page) => page.evaluate(() => Math.round(globalThis.deaf));

/** VPCs full of subnets that are too small. */
function faulty(vpcs, subnets) {
  const lines = ['tieline: 1', 'region: us-east-1', 'vpcs:'];
  for (let vpc = 0; vpc < vpcs; vpc += 1) {
    const [high, low] = [(vpc * 4) >> 8, (vpc * 4) & 255];
    lines.push(`  v${vpc}:`, `    cidrs: [10.${high}.${low}.0/22]`, '    subnets:');
    for (let nth = 0; nth < subnets; nth += 1) lines.push(`      s${nth}: { az: use1-az1, cidr: 10.${high}.${low + (nth >> 5)}.${(nth & 31) * 8}/29 }`);
  }
  return `${lines.join('\n')}\n`;
}

async function nameOfFiveMegabytes(visit) {
  const page = await visit.open();
  const name = '<img src=x onerror="window.pwned=1">'.repeat(140_000);
  const text = JSON.stringify({ tieline: 1, vpcs: { [name]: { cidrs: ['10.0.0.0/16'], subnets: { a: { cidr: '10.0.0.0/29' } } } } });
  await watch(page);
  await visit.give(['large.json', text]);
  await visit.tab('Findings');
  await until('it is said to be too long', async () => (await visit.finding('TL009').count()) === 1, 30_000);
  for (const tab of ['Map', 'Space', 'Coverage', 'Findings']) await visit.tab(tab);
  const harm = await page.evaluate(() => ({ ran: globalThis.pwned, images: document.querySelectorAll('[onerror]').length, wide: document.documentElement.scrollWidth - document.documentElement.clientWidth }));
  demand(harm.ran === undefined && harm.images === 0 && harm.wide <= 1, `the name does harm: ${JSON.stringify(harm)}`);
  const longest = await deaf(page);
  demand(longest < 4_000, `the page was deaf for ${longest} ms`);
  await visit.choose('planted');
  await visit.findings(6);
  return `deaf for ${longest} ms at most`;
}

async function hundredThousandFindings(visit) {
  const page = await visit.open();
  await watch(page);
  await visit.give(['faulty.yaml', faulty(2_000, 50)]);
  await until('it is said that it takes time', () => page.getByText(/Checking 5,.* characters for/).isVisible(), 30_000);
  await visit.tab('Findings');
  await until('all are counted', async () => /100,000 Errors/.test(plain((await visit.page.getByRole('tabpanel').textContent()) ?? '')), 80_000);
  demand(/2,000 of them are told/.test((await visit.part('not-told').textContent()) ?? ''), 'it is not said that not all are told');
  const longest = await deaf(page);
  demand(longest < 4_000, `the page was deaf for ${longest} ms`);
  await visit.part('finding').first().click();
  await visit.landsOn('s0:');
  // The advice is still being worked out: it can be stopped, and another text is taken at once.
  await visit.shoot('hundred-thousand.png');
  if (await visit.part('cancel').isVisible()) await visit.part('cancel').click();
  await visit.choose('planted');
  await visit.findings(6, 30_000);
  return `deaf for ${longest} ms at most`;
}

export const hostile = [nameOfFiveMegabytes, hundredThousandFindings];
