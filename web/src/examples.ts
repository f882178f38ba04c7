// The examples beside web/: a new file there appears in the page by itself.

const loaders = import.meta.glob<string>('../../examples/*.{yaml,yml,json}', { query: '?raw', import: 'default' });

export interface Example {
  name: string;
  /** What it teaches, in a few words. */
  title: string;
  load: () => Promise<string>;
}

/** What the known examples teach; another is shown by its name. */
const LESSONS: Record<string, string> = {
  'roadshow.yaml': 'VPC Lattice beside PrivateLink',
  'hub-and-spoke.yaml': 'a landing zone of twelve VPCs, well made',
  'planted.yaml': 'six planted faults to find',
  'eks-lattice-platform.yaml': 'EKS platforms on VPC Lattice',
  'privatelink-saas.yaml': 'a SaaS provider with forty consumers',
};

export const examples: Example[] = Object.entries(loaders)
  .map(([path, load]) => ({ name: path.slice(path.lastIndexOf('/') + 1), load }))
  .map((one) => ({ ...one, title: LESSONS[one.name] ? `${one.name}: ${LESSONS[one.name]}` : one.name }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The example to begin with. */
export const first: Example | undefined = examples.find(({ name }) => /roadshow/.test(name)) ?? examples[0];

/** Where there is no example to begin with. */
export const STARTER = `tieline: 1
region: ap-northeast-1
vpcs:
  first:
    cidrs: [10.0.0.0/16]
    subnets:
      first-a: { az: apne1-az1, cidr: 10.0.0.0/24 }
`;
