// What of a scene is drawn: what stands in sight, and is large enough to be seen. A picture of a thousand VPCs has ten
// thousand things, of which a screen shows a few hundred.
import type { Box, Edge, Scene } from '../result';
import { familyOf } from '../words';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pixels on the screen under which things of a kind are left out. */
const LEAST: Record<Box['kind'], number> = { region: 0, account: 0, vpc: 2, site: 2, hub: 6, subnet: 22, application: 26 };
/** The scale under which text is left out, and lines are drawn as one. */
const READABLE = 0.42;
/** The scale under which needs are left out: they would cover everything. */
const NEEDS = 0.1;
/** Edges above which needs that are far away are left out. */
const MANY_EDGES = 400;

export interface Drawn {
  boxes: Box[];
  /** Each with its own line and label. */
  edges: Edge[];
  /** Far away: one path for all edges of a look. */
  bundles: { look: string; path: string }[];
  readable: boolean;
}

/** The scale as steps of a fifth: between steps the same things are drawn. */
export function level(scale: number): number {
  return Math.round(Math.log(scale) / Math.log(1.25));
}

/** A rectangle around a view that stays good while the view moves by up to half its size. */
export function around(view: Rectangle): Rectangle {
  return { x: view.x - view.width / 2, y: view.y - view.height / 2, width: view.width * 2, height: view.height * 2 };
}

export function holds(outer: Rectangle, inner: Rectangle): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

function meets(one: Rectangle, other: Rectangle): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}

/** The ids of boxes that stand in a collapsed box. */
export function hidden(scene: Scene, collapsed: ReadonlySet<string>): Set<string> {
  const inside = new Set<string>();
  if (collapsed.size === 0) return inside;
  // Each box follows the one it stands in.
  for (const { id, parent } of scene.boxes) if (parent !== null && (collapsed.has(parent) || inside.has(parent))) inside.add(id);
  return inside;
}

export function look(edge: Edge): string {
  if (edge.kind === 'need') return edge.never ? 'need never' : 'need';
  return `${edge.kind} family-${familyOf(edge.mechanism).toLowerCase().replaceAll(' ', '-')}`;
}

export function drawn(scene: Scene, sight: Rectangle, scale: number, collapsed: ReadonlySet<string>, plan: boolean): Drawn {
  const gone = hidden(scene, collapsed);
  const boxes = scene.boxes.filter(
    (box) => (plan || !box.id.startsWith('plan/')) && !gone.has(box.id) && box.width * scale >= LEAST[box.kind] && meets(box, sight),
  );
  const readable = scale >= READABLE;
  const few = scene.edges.length <= MANY_EDGES;
  const edges: Edge[] = [];
  const bundles = new Map<string, string[]>();
  for (const edge of scene.edges) {
    if ((!plan && edge.kind === 'plan') || !inSight(edge, sight)) continue;
    if (readable || few) edges.push(edge);
    else if (edge.kind !== 'need' || scale >= NEEDS || edge.severity !== null) {
      const bundle = bundles.get(look(edge)) ?? [];
      bundle.push(`M${edge.points.map(([x, y]) => `${x} ${y}`).join('L')}`);
      bundles.set(look(edge), bundle);
    }
  }
  return { boxes, edges, bundles: [...bundles].map(([name, paths]) => ({ look: name, path: paths.join('') })), readable: readable || few };
}

function inSight(edge: Edge, sight: Rectangle): boolean {
  let [left, top] = [Infinity, Infinity];
  let [right, bottom] = [-Infinity, -Infinity];
  for (const [x, y] of edge.points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left < sight.x + sight.width && right > sight.x && top < sight.y + sight.height && bottom > sight.y;
}

/** Boxes whose text has these words, in the scene's order. */
export function matches(scene: Scene, words: string): Box[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [];
  return scene.boxes.filter((box) => box.title.toLowerCase().includes(wanted) || box.label.toLowerCase().includes(wanted));
}

/** The width of a need's line by its volume: a little more for every factor of ten. */
export function flow(edge: Edge): number {
  return edge.volume_mb ? 1.2 + Math.max(0, Math.log10(edge.volume_mb / 1_000)) * 0.6 : 1.2;
}
