// How the page starts: quietly, quickly, and where the last visit ended.
import { TABS } from '../expected.mjs';
import { demand, until } from '../page.mjs';

/** Milliseconds to the first findings above which the page has failed, on whatever machine. */
const SLOWEST = 2_000;
/** Milliseconds after load that we want. */
const WANTED = 300;

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

async function loads(visit) {
  const page = await visit.open();
  await until('the editor has text', async () => (await visit.editorText()).includes('tieline: 1'));
  for (const tab of TABS) await visit.tab(tab);
  demand((await page.title()) === 'Tieline', `the title is \`${await page.title()}\``);
  const strangers = visit.requests.filter((url) => !url.startsWith(visit.server.url) && !/^(data|blob):/.test(url));
  demand(strangers.length === 0, `asked for ${strangers.join(', ')}, outside its folder`);
  const violations = await visit.violations();
  demand(violations.length === 0, `${violations.length} violations of the policy: ${[...new Set(violations)].join('; ')}`);
  demand(visit.faults.length === 0, visit.faults.join(' | '));
  return `${visit.requests.length} requests, all to its own folder`;
}

async function firstFindings(visit) {
  const starts = [];
  const loads = [];
  for (let time = 0; time < 5; time += 1) {
    const page = await visit.open();
    const at = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation');
      const [mark] = performance.getEntriesByName('tieline:findings');
      return { mark: mark.startTime, load: mark.startTime - navigation.loadEventEnd };
    });
    starts.push(at.mark);
    loads.push(at.load);
    await visit.end();
  }
  await visit.open();
  const figures = `median of 5: ${middle(starts).toFixed(0)} ms from navigation, ${middle(loads).toFixed(0)} ms after load; slowest ${Math.max(...starts).toFixed(0)} and ${Math.max(...loads).toFixed(0)}`;
  demand(middle(starts) <= SLOWEST, figures);
  return `${figures}; ${middle(loads) <= WANTED ? 'within' : 'ABOVE'} the ${WANTED} ms wanted after load`;
}

async function keptBetweenVisits(visit) {
  const page = await visit.open();
  await visit.choose('planted');
  await visit.findings(6);
  await page.reload();
  await visit.settled();
  await visit.findings(6);
}

export const start = [loads, firstFindings, keptBetweenVisits];
