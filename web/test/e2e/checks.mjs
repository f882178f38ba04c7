// All checks, in the order they run. Each is a function of one visit: its name is the check's name, and a text it
// returns is shown beside it.
import { access } from './checks/access.mjs';
import { input } from './checks/input.mjs';
import { panels } from './checks/panels.mjs';
import { pictures } from './checks/pictures.mjs';
import { start } from './checks/start.mjs';

export const checks = [...start, ...panels, ...input, ...access, ...pictures];
