// A made-up estate of any size: VPCs of two subnets and an application each, all on transit gateways, some ranges shared.

/** @param {number} count */
export function estate(count) {
  const name = (n) => `vpc-${String(n).padStart(4, '0')}`;
  const lines = ['tieline: 1', 'region: eu-west-1', 'vpcs:'];
  const range = (n) => `10.${Math.floor((n % 990) / 4)}.${((n % 990) % 4) * 64}`;
  for (let n = 0; n < count; n += 1) {
    const base = range(n);
    const third = Number(base.split('.')[2]);
    const block = (add) => `${base.split('.').slice(0, 2).join('.')}.${third + add}.0/24`;
    lines.push(
      `  ${name(n)}:`,
      `    account: "${String(100000000000 + Math.floor(n / 50))}"`,
      `    cidrs: [${base}.0/18]`,
      `    subnets: { ${name(n)}-a: { az: euw1-az1, cidr: ${block(0)}, used: 20 }, ${name(n)}-b: { az: euw1-az2, cidr: ${block(1)}, used: 20 } }`,
    );
  }
  lines.push('applications:');
  for (let n = 0; n < count; n += 1) lines.push(`  app-${n}: { vpc: ${name(n)}, subnets: [${name(n)}-a], runs_on: ecs, serves: [https/443] }`);
  lines.push('links:');
  for (let hub = 0; hub * 400 < count; hub += 1) {
    lines.push(`  hub-${hub}:`, '    transit_gateway:', '      attachments:');
    for (let n = hub * 400; n < Math.min(count, (hub + 1) * 400); n += 1) lines.push(`        ${name(n)}: { subnets: [${name(n)}-a, ${name(n)}-b] }`);
  }
  lines.push('needs:');
  for (let n = 1; n < count; n += 10) lines.push(`  need-${n}: { from: app-${n}, to: app-${n - 1}, traffic: ${(n % 90) + 10} GB/month }`);
  return `${lines.join('\n')}\n`;
}

/** VPCs of one subnet on a transit gateway of twenty route tables, each with the VPCs of two of them: as benches/reach.rs. */
export function tables(count) {
  const lines = ['tieline: 1', 'region: us-east-1', 'vpcs:'];
  const members = Array.from({ length: 20 }, () => []);
  for (let n = 0; n < count; n += 1) {
    const base = n < 4096 ? `10.${Math.floor(n / 16) % 256}.${(n % 16) * 16}` : `100.${64 + (Math.floor(n / 16) % 64)}.${(n % 16) * 16}`;
    lines.push(
      `  v${n}:`,
      `    cidrs: [${base}.0/20]`,
      `    subnets: { a: { az: use1-az1, cidr: ${base}.0/24 } }`,
      '    route_tables: { main: { main: true, routes: [{ to: 10.0.0.0/8, via: hub }, { to: 100.64.0.0/10, via: hub }] } }',
    );
    for (const table of [n % 20, (n + 1) % 20]) members[table].push(`v${n}`);
  }
  lines.push('links:', '  hub:', '    transit_gateway:', '      attachments:');
  for (let n = 0; n < count; n += 1) lines.push(`        v${n}: { subnets: [a], route_table: t${n % 20} }`);
  lines.push('      route_tables:', ...members.map((names, n) => `        t${n}: { propagations: [${names.join(', ')}] }`));
  return `${lines.join('\n')}\n`;
}
