// The engine's wire names in words for people, and numbers as people write them. No verdicts.
import type { BoxKind, Family, Fix, MonthlyCost, Severity, Verdict } from './result';

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'advice'];

export const SEVERITY: Record<Severity, { one: string; many: string; means: string }> = {
  error: { one: 'Error', many: 'Errors', means: 'AWS refuses it, or traffic cannot flow' },
  warning: { one: 'Warning', many: 'Warnings', means: 'works, but will hurt' },
  advice: { one: 'Advice', many: 'Advice', means: 'there is a better way' },
};

export const VERDICT: Record<Verdict, string> = {
  fits: 'Fits',
  fits_after: 'Fits after changes',
  cannot: 'Cannot',
  unknown: 'Unknown',
};

export const APPLICABILITY: Record<Fix['applicability'], string> = {
  safe: 'keeps what works today',
  unsafe: 'changes behaviour: review first',
  words: 'needs your decision',
};

export const BOX: Record<BoxKind, string> = {
  region: 'Region',
  account: 'Account',
  vpc: 'VPC',
  subnet: 'Subnet',
  application: 'Application',
  site: 'Site',
  hub: 'Hub',
};

const MECHANISM: Record<string, [name: string, family: Family]> = {
  same_vpc: ['Same VPC', 'other'],
  vpc_peering: ['VPC Peering', 'Peering'],
  transit_gateway: ['Transit Gateway', 'Transit Gateway'],
  transit_gateway_nat: ['Transit Gateway with NAT', 'Transit Gateway'],
  private_nat_transit_gateway: ['Private NAT and Transit Gateway', 'Transit Gateway'],
  cloud_wan: ['Cloud WAN', 'Transit Gateway'],
  vpc_sharing: ['VPC sharing', 'other'],
  privatelink_service: ['PrivateLink endpoint service', 'PrivateLink'],
  privatelink_resource: ['PrivateLink resource endpoint', 'PrivateLink'],
  privatelink_tunnel: ['PrivateLink tunnel endpoint', 'PrivateLink'],
  lattice_association: ['VPC Lattice, VPC association', 'Lattice'],
  lattice_endpoint: ['VPC Lattice, service-network endpoint', 'Lattice'],
  gateway_endpoint: ['Gateway endpoint', 'other'],
  interface_endpoint: ['Interface endpoint', 'PrivateLink'],
  site_to_site_vpn: ['Site-to-Site VPN', 'other'],
  direct_connect: ['Direct Connect', 'other'],
  service_mesh: ['Service mesh', 'other'],
};

export function mechanismName(wire: string): string {
  return MECHANISM[wire]?.[0] ?? wire.replaceAll('_', ' ');
}

/** The family whose colour and dash an edge of the map takes. */
export function familyOf(wire: string | null): Family {
  return (wire !== null && MECHANISM[wire]?.[1]) || 'other';
}

export function familyClass(family: Family): string {
  return `family-${family.toLowerCase().replaceAll(' ', '-')}`;
}

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

export function usd(amount: number): string {
  return money.format(amount);
}

/** A monthly total in words that never hide a missing price. */
export function monthly(cost: MonthlyCost | null): string {
  if (cost === null) return 'price unknown';
  if (cost.complete) return `${usd(cost.total)} a month`;
  return cost.total > 0 ? `at least ${usd(cost.total)} a month` : 'price unknown';
}

export function unpriced(cost: MonthlyCost): number {
  return cost.items.filter((item) => item.usd === null).length;
}

/** A monthly volume in words, from megabytes. */
export function volume(megabytes: number): string {
  const [unit, per] = megabytes < 1_000 ? ['MB', 1] : megabytes < 1e6 ? ['GB', 1e3] : megabytes < 1e9 ? ['TB', 1e6] : ['PB', 1e9];
  return `${Number((megabytes / Number(per)).toPrecision(3))} ${unit}`;
}

/** A count in words. */
export function count(value: number): string {
  const [unit, per] = value < 1e3 ? ['', 1] : value < 1e6 ? ['k', 1e3] : value < 1e9 ? ['M', 1e6] : ['G', 1e9];
  return `${Number((value / Number(per)).toPrecision(3))}${unit}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** Only addresses of the web become links. */
export function webAddress(url: string): string | null {
  return /^https?:\/\//i.test(url) ? url : null;
}
