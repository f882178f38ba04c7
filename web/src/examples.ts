// The examples beside web/: a new file there appears in the page by itself.

const loaders = import.meta.glob<string>('../../examples/*.{yaml,yml,json}', { query: '?raw', import: 'default' });

export interface Example {
  name: string;
  load: () => Promise<string>;
}

export const examples: Example[] = Object.entries(loaders)
  .map(([path, load]) => ({ name: path.slice(path.lastIndexOf('/') + 1), load }))
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
