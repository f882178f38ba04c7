// What the page has to show: its tabs, and what the same engine says in Node.
import { readFileSync } from 'node:fs';
import { initSync, review } from '../../src/pkg/tieline_wasm.js';
import { example } from './page.mjs';

export const TABS = ['Findings', 'Map', 'Advice', 'Plan', 'Space', 'Reach', 'Compare', 'Coverage'];
export const NARROW = { viewport: { width: 400, height: 800 } };
/** The rules that examples/planted.yaml breaks, each once. */
export const PLANTED = ['TL102', 'TL103', 'TL104', 'TL201', 'TL202', 'TL204'];

initSync({ module: readFileSync(new URL('../../src/pkg/tieline_wasm_bg.wasm', import.meta.url)) });

/** The result for one of the examples. */
export const engine = (name) => JSON.parse(review(JSON.stringify([{ name, text: example(name) }])));
