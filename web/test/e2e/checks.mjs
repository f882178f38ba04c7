// All checks, in the order they run. Each is a function of one visit: its name is the check's name, and a text it
// returns is shown beside it.
import { access } from './checks/access.mjs';
import { change } from './checks/change.mjs';
import { hostile } from './checks/hostile.mjs';
import { input } from './checks/input.mjs';
import { maps } from './checks/map.mjs';
import { panels } from './checks/panels.mjs';
import { pictures } from './checks/pictures.mjs';
import { share } from './checks/share.mjs';
import { start } from './checks/start.mjs';
import { work } from './checks/work.mjs';

export const checks = [...start, ...panels, ...maps, ...work, ...share, ...change, ...input, ...hostile, ...access, ...pictures];
