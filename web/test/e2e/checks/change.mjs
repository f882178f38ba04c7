// What changed, what is allowed and until when, and who reaches whom.
import { strToU8, zipSync } from 'fflate';
import { compared, reach } from '../../../src/pkg/tieline_wasm.js';
import '../expected.mjs';
import { demand, example, plain, same, until } from '../page.mjs';

const DOCKER = (until) => `tieline: 1\nvpcs:\n  shop: { cidrs: [172.17.0.0/16] } # tieline: allow TL108 until ${until} -- no Docker here\n`;
const files = (text) => JSON.stringify([{ name: 'net.yaml', text }]);

async function compare(visit) {
  const page = await visit.open();
  const old = example('hub-and-spoke.yaml');
  await visit.give(['net.yaml', old]);
  await visit.tab('Compare');
  await until('no change is said to be none', () => visit.part('compare-same').isVisible());
  await visit.part('compare-mark').click();
  // A fault comes and goes with a key press.
  await visit.part('editor').locator('.cm-content').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  const search = visit.part('editor').locator('.cm-search');
  await search.locator('[name="search"]').fill('prod-warehouse, dublin-dx');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await until('a place is found', async () => (await visit.activeLine()).includes('propagations'));
  await page.keyboard.type('prod-warehouse');
  await until('the change is told as it is typed', async () => /no longer reachable/i.test((await visit.part('compare').textContent()) ?? ''), 20_000);
  demand(/a month/.test((await visit.part('compare-price').textContent()) ?? ''), 'the price is not compared');
  const told = plain((await visit.part('compare-sum').textContent()) ?? '').trim();
  await page.keyboard.press('Control+z');
  await until('undone, there is no change', () => visit.part('compare-same').isVisible());
  return told;
}

async function comparedAsTheEngineSays(visit) {
  await visit.open();
  const old = example('planted.yaml');
  const now = `${old}\n  late: { cidrs: [172.17.0.0/16] }\n`.replace(/cidr: 10\.10\.1\.0\/29/, 'cidr: 10.10.1.0/28');
  await visit.give(['net.yaml', old]);
  await until('the text is in the editor', async () => (await visit.editorText()).includes('web-tiny'));
  await visit.tab('Compare');
  await visit.part('compare-file').setInputFiles([{ name: 'other.yaml', mimeType: 'text/plain', buffer: Buffer.from(now) }]);
  const wanted = JSON.parse(compared(files(now), files(old)));
  demand(wanted.newly_wrong.length > 0, 'the two designs do not differ in findings');
  await until('it is compared', async () => (await visit.part('gained').locator('li').count()) === wanted.newly_wrong.length, 20_000);
  const shown = plain((await visit.part('compare').textContent()) ?? '');
  for (const { rule, message } of [...wanted.newly_wrong, ...wanted.no_longer_wrong]) {
    demand(shown.includes(rule) && shown.includes(plain(message)), `\`${message}\` is not told`);
  }
  await until('it is not said to be old', async () => (await visit.part('compare-run').count()) === 0);
  await visit.shoot('compare.png');
  await visit.part('gained').getByRole('button').first().click();
  await until('a finding leads to its place', async () => (await visit.focus()).inEditor);
  return `${wanted.newly_wrong.length} gained, ${wanted.no_longer_wrong.length} lost`;
}

async function twoTabsCompared(visit) {
  await visit.open();
  const one = 'tieline: 1\nregion: us-east-1\nvpcs:\n  a: { cidrs: [10.0.0.0/16], subnets: { s: { cidr: 10.0.0.0/24 } }, route_tables: { main: { main: true, routes: [] } } }\n  b: { cidrs: [10.1.0.0/16], subnets: { s: { cidr: 10.1.0.0/24 } }, route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/16, via: ab }] } } }\nlinks: { ab: { vpc_peering: { between: [a, b] } } }\n';
  const two = one.replace('routes: []', 'routes: [{ to: 10.1.0.0/16, via: ab }]');
  await visit.give(['one.yaml', one], ['two.yaml', two]);
  await until('both are open', async () => (await visit.page.getByRole('button', { name: 'two.yaml', exact: true }).count()) === 1);
  await visit.tab('Compare');
  await visit.part('compare-before').selectOption({ label: 'one.yaml' });
  await visit.part('compare-after').selectOption({ label: 'two.yaml' });
  await until('the new way is told', async () => /a → b: all traffic/.test(plain((await visit.part('opened').textContent()) ?? '')), 15_000);
}

async function allowances(visit) {
  const page = await visit.open();
  const day = (add) => new Date(Date.now() + add * 86_400_000).toISOString().slice(0, 10);
  await visit.give(['net.yaml', DOCKER(day(2))]);
  await visit.findings(0);
  const allowed = visit.part('allowed');
  await until('what is allowed is told', async () => /no Docker here.*1 finding, until/.test(plain((await allowed.textContent()) ?? '')));
  await until('the count tells what is allowed', async () => /1 allowed/.test((await page.locator('.foot').textContent()) ?? ''));
  await visit.shoot('allowed.png');
  await visit.give(['net.yaml', DOCKER(day(-2))]);
  const rules = await visit.findings(2);
  demand(same(rules, ['TL024', 'TL108']), `an allowance that is over gives ${rules.join(', ')}`);
}

async function reachYesAndOnTheMap(visit) {
  const page = await visit.open();
  await visit.choose('hub-and-spoke');
  await visit.tab('Reach');
  await until('names are offered', async () => (await page.locator('#reach-names option').count()) > 10);
  // By the keyboard alone.
  await visit.part('reach-from').focus();
  await page.keyboard.type('prod-storefront');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('directory');
  await page.keyboard.press('Enter');
  const there = visit.part('reach-there');
  await until('the answer is yes', async () => (await there.locator('[data-verdict="yes"]').count()) === 1, 15_000);
  const question = JSON.stringify({ from: 'prod-storefront', to: 'directory', port: null, isolated: false });
  const wanted = JSON.parse(reach(files(example('hub-and-spoke.yaml')), question));
  const shown = plain((await there.textContent()) ?? '');
  for (const { name } of wanted.there.ways[0].path) demand(shown.includes(name), `\`${name}\` is not on the way shown`);
  demand(shown.includes(wanted.there.ways[0].witness), 'the witness is not shown');
  await visit.shoot('reach.png');
  await there.getByTestId('way-on-map').first().press('Enter');
  const line = visit.part('way-line');
  await until('the way is on the map', async () => (await line.count()) === 1);
  const running = () => line.locator('.packet').evaluate((packet) => packet.getAnimations().length);
  demand((await running()) === 1, 'nothing runs along the way');
  await page.waitForTimeout(900);
  await visit.shoot('reach-map.png');
  const ends = await line.locator('.end').first().boundingBox();
  const from = await visit.part('map').locator('[data-kind="application"]').filter({ hasText: 'prod-storefront' }).first().locator('rect').first().boundingBox();
  demand(ends && from && ends.x > from.x - 20 && ends.x < from.x + from.width + 20 && ends.y > from.y - 20 && ends.y < from.y + from.height + 20, 'the way does not begin at prod-storefront');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await visit.part('way-again').press('Enter');
  demand((await running()) === 0, 'it moves although motion is not wanted');
  await visit.part('way-clear').press('Enter');
  await until('the way is gone', async () => (await line.count()) === 0);
}

async function reachNoAndUnknown(visit) {
  await visit.open();
  await visit.choose('hub-and-spoke');
  await visit.tab('Reach');
  await visit.part('reach-from').fill('dev-builds');
  await visit.part('reach-to').fill('prod-ledger');
  await visit.part('reach-ask').click();
  await until('the answer is no', async () => (await visit.part('reach-there').locator('[data-verdict="no"]').count()) === 1, 15_000);
  demand(/hub\/dev has no route/.test(plain((await visit.part('obstacles').first().textContent()) ?? '')), 'what blocks it is not named');
  await visit.part('way-on-map').first().click();
  await until('the blocked way is on the map', async () => (await visit.part('way-line').locator('.cross').count()) === 1);
  demand(/no route/.test((await visit.part('way-shown').textContent()) ?? ''), 'the map does not say what stops it');
  const question = JSON.stringify({ from: 'dev-builds', to: 'prod-ledger', port: null, isolated: false });
  const change = JSON.parse(reach(files(example('hub-and-spoke.yaml')), question)).smallest_change;
  await visit.tab('Reach');
  const shown = plain((await visit.part('smallest-change').textContent()) ?? '');
  demand(change.edits.length > 0 && change.edits.every((edit) => shown.includes(edit.replaceAll('`', ''))), `the smallest change is not shown: ${shown}`);
  demand(!(await visit.page.getByText('The text has changed since').isVisible()), 'the answer is called out of date although the text is the same');
  await visit.shoot('reach-blocked.png');
  await visit.part('editor').locator('.cm-content').click();
  await visit.page.keyboard.press('Control+Home');
  await visit.page.keyboard.type('# ours\n');
  await until('the answer is of another text', () => visit.page.getByText('The text has changed since').isVisible());
  await visit.tab('Reach');
  await visit.part('reach-from').fill('nobody');
  await visit.part('reach-ask').click();
  await until('a wrong name is told', () => visit.page.getByText(/nobody. is no application/).isVisible());
  await visit.part('reach').getByText('All VPCs at once').click();
  await visit.part('reach-all').click();
  await until('all pairs are counted', async () => /12 VPCs: \d+ ordered pairs/.test((await visit.part('reach-counts').textContent()) ?? ''), 15_000);
  await visit.choose('roadshow');
  await visit.tab('Advice');
  const need = visit.part('need').filter({ hasText: 'storefront-to-checkout-blue' }).first();
  await need.locator('summary').first().click();
  await need.getByTestId('need-reach').click();
  await until('the answer is unknown, with its causes', async () => /cannot be told/.test((await visit.part('reach-there').textContent()) ?? '') && (await visit.part('reach-there').locator('[data-verdict="unknown"]').count()) === 1, 15_000);
}

async function preferencesIntoTheText(visit) {
  await visit.open();
  await visit.choose('roadshow');
  await visit.tab('Advice');
  await until('the needs are shown', async () => (await visit.part('need').count()) >= 6);
  await visit.part('and-if').locator('summary').first().click();
  const rate = visit.part('upkeep_usd_per_object');
  await until('the rate is shown', () => rate.isVisible());
  await rate.fill('400');
  await visit.part('and-if').getByRole('checkbox', { name: 'Transit Gateway', exact: true }).uncheck();
  await until('it is solved', async () => /would add/.test((await visit.part('and-if-answer').textContent()) ?? ''));
  await visit.part('write-preferences').click();
  await until('they are in the text', async () => {
    const text = await visit.part('editor').locator('.cm-content').evaluate((content) => content.cmTile?.view?.state.doc.toString() ?? content.cmView?.view?.state.doc.toString() ?? content.textContent);
    return text.includes('upkeep_usd_per_object: 400') && /forbid: \[[^\]]*transit_gateway/.test(text);
  });
  await until('nothing is on trial any more', async () => (await visit.part('and-if-answer').count()) === 0);
  await until('the engine has them', async () => (await rate.inputValue()) === '400', 15_000);
}

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Shop: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: 10.0.0.0/16 } }
  Tiny:
    Type: 'AWS::EC2::Subnet'
    Properties: { VpcId: !Ref Shop, CidrBlock: 10.0.0.0/29, AvailabilityZone: us-east-1a }
`;

async function templateDropped(visit) {
  await visit.open();
  await drop(visit, [['net.template', TEMPLATE]]);
  await until('the template is in the editor', async () => (await visit.editorText()).includes('AWSTemplateFormatVersion'));
  await visit.tab('Findings');
  await until('its subnet is found to be too small', async () => (await visit.finding('TL102').count()) === 1);
  await visit.finding('TL102').click();
  await visit.landsOn('CidrBlock: 10.0.0.0/29');
}

async function parametersDropped(visit) {
  await visit.open();
  const template = TEMPLATE.replace('Resources:', 'Parameters: { Block: { Type: String } }\nResources:').replace('10.0.0.0/29', '!Ref Block');
  await drop(visit, [['net.template', template]]);
  await visit.tab('Coverage');
  await until('the page says how to give the value', async () => /a file of parameters/.test((await visit.part('unknown').textContent()) ?? ''), 15_000);
  await drop(visit, [['net.template', template], ['prod.json', JSON.stringify([{ ParameterKey: 'Block', ParameterValue: '10.0.0.0/29' }])]]);
  await until('the values are read', async () => /prod\.json \(parameters\)/.test((await visit.part('read').textContent()) ?? ''), 15_000);
  await visit.tab('Findings');
  await until('the subnet that the file made too small is found', async () => (await visit.finding('TL102').count()) === 1);
}

/** Drops files as a person would, archives among them. */
async function drop(visit, files) {
  const transfer = await visit.page.evaluateHandle((given) => {
    const whole = new DataTransfer();
    for (const [name, bytes] of given) whole.items.add(new File([new Uint8Array(bytes)], name));
    return whole;
  }, files.map(([name, content]) => [name, [...(typeof content === 'string' ? strToU8(content) : content)]]));
  await visit.page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

const DESCRIBED = {
  'eu/describe-vpcs.json': { Vpcs: [{ VpcId: 'vpc-0a', CidrBlock: '10.0.0.0/16', OwnerId: '111111111111', CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }] }, { VpcId: 'vpc-0b', CidrBlock: '10.0.0.0/16', OwnerId: '111111111111', CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }] }] },
  'eu/describe-vpc-peering-connections.json': { VpcPeeringConnections: [{ VpcPeeringConnectionId: 'pcx-0c', Status: { Code: 'active' }, RequesterVpcInfo: { VpcId: 'vpc-0a', CidrBlock: '10.0.0.0/16', OwnerId: '111111111111', Region: 'eu-west-1' }, AccepterVpcInfo: { VpcId: 'vpc-0b', CidrBlock: '10.0.0.0/16', OwnerId: '111111111111', Region: 'eu-west-1' } }] },
};

async function archiveDropped(visit) {
  await visit.open();
  const inside = Object.fromEntries(Object.entries(DESCRIBED).map(([name, value]) => [name, strToU8(JSON.stringify(value))]));
  await drop(visit, [['account.zip', zipSync({ ...inside, 'NOTES.md': strToU8('# ours') })]]);
  await until('what was passed over is said', () => visit.page.getByText(/account\.zip\/NOTES\.md was passed over/).first().isVisible());
  await visit.tab('Findings');
  await until('the overlap of the peered VPCs is found', async () => (await visit.finding('TL201').count()) === 1);
  await visit.tab('Coverage');
  const coverage = (await visit.part('coverage').textContent()) ?? '';
  demand(/account\.zip\/eu \(2 files\).*aws_cli.*2 VPCs, 1 link, from 3 objects/.test(coverage), `coverage does not tell what the archive held: ${coverage}`);
  demand(/no route tables are given for vpc-0a/.test((await visit.part('unknown').textContent()) ?? ''), 'coverage does not tell what the archive leaves unknown');
  await visit.shoot('archive.png');
  await drop(visit, [['broken.zip', zipSync(inside).slice(0, 60)]]);
  await until('a broken archive is told of', () => visit.page.getByText(/broken\.zip is no zip archive that can be read/).first().isVisible());
}

const MANIFESTS = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shop, namespace: web }
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners: [{ name: http, protocol: HTTP, port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: orders, namespace: web }
spec:
  parentRefs: [{ name: shop, sectionName: http }]
  rules: [{ backendRefs: [{ name: orders, kind: Service, port: 80 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: web }
spec: { selector: { app: orders }, ports: [{ port: 80, targetPort: 8080 }] }
`;

async function manifestsDropped(visit) {
  await visit.open();
  await drop(visit, [['manifests.yaml', MANIFESTS]]);
  await until('the manifests are in the editor', async () => (await visit.editorText()).includes('amazon-vpc-lattice'));
  await visit.tab('Coverage');
  await until('coverage tells the format', async () => /\(kubernetes\): 1 VPC, 1 application, 1 link/.test((await visit.part('read').textContent()) ?? ''), 15_000);
  demand(/no manifest tells the VPC of its cluster/.test((await visit.part('unknown').textContent()) ?? ''), 'coverage does not tell that the VPC is unknown');
  await visit.shoot('manifests.png');
}

export const change = [preferencesIntoTheText, templateDropped, parametersDropped, archiveDropped, manifestsDropped, compare, comparedAsTheEngineSays, twoTabsCompared, allowances, reachYesAndOnTheMap, reachNoAndUnknown];
