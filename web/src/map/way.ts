// A way through the network as a line on the picture. Which way is the engine's answer; where its things stand is the
// scene's; here one is laid over the other.
import type { Box, Edge, HopReport, Scene } from '../result';
import type { Rectangle } from './view';

/** A way as it is asked to be shown. */
export interface Way {
  title: string;
  hops: readonly HopReport[];
  /** What ends it, if it does not arrive. */
  blockedBy: readonly string[] | null;
}

export type Point = readonly [x: number, y: number];

/** A name as one segment of an id of the scene. */
const segment = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The ids that a hop's box may have, the nearest first. */
function idsOf({ kind, name }: HopReport): string[] {
  const head = segment(name.split('/')[0] ?? name);
  switch (kind) {
    case 'interface':
    case 'load_balancer':
      return [`application/${segment(name)}`, `application/${head}`];
    case 'site':
      return [`site/${segment(name)}`];
    case 'subnet':
      return [`subnet/${head}/${segment(name.slice(name.indexOf('/') + 1))}`, `vpc/${head}`];
    case 'transit_gateway':
    case 'transit_gateway_route_table':
    case 'service_network':
    case 'endpoint':
    case 'hybrid_link':
      return [`hub/${segment(name)}`, `hub/${head}`];
    case 'vpc_peering':
    case 'internet':
    case 'aws_service':
      return [];
    default:
      return [`vpc/${segment(name)}`, `vpc/${head}`];
  }
}

/** The box that stands for a hop; null for one that the picture has no box for. */
export function boxOf(boxes: ReadonlyMap<string, Box>, hop: HopReport): Box | null {
  for (const id of idsOf(hop)) {
    const box = boxes.get(id);
    if (box) return box;
  }
  return null;
}

const centre = (box: Box): Point => [box.x + box.width / 2, box.y + box.height / 2];

/** The corners of the line that follows a way: through boxes straight, between them along the lines drawn there. */
export function line(scene: Scene, hops: readonly HopReport[]): Point[] {
  const boxes = new Map(scene.boxes.map((box) => [box.id, box]));
  const holds = (outer: Box, inner: Box): boolean => {
    for (let at: Box | undefined = inner; at; at = at.parent === null ? undefined : boxes.get(at.parent)) if (at.id === outer.id) return true;
    return false;
  };
  const related = (box: Box, id: string): boolean => {
    const other = boxes.get(id);
    return other !== undefined && (holds(box, other) || holds(other, box)) && other.kind !== 'region' && other.kind !== 'account';
  };
  const between = (one: Box, other: Box): Edge['points'] | null => {
    for (const edge of scene.edges) {
      if (edge.kind !== 'link' || edge.points.length < 2) continue;
      if (related(one, edge.from) && related(other, edge.to)) return edge.points;
      if (related(one, edge.to) && related(other, edge.from)) return [...edge.points].reverse();
    }
    return null;
  };
  const stops: Box[] = [];
  for (const hop of hops) {
    const box = boxOf(boxes, hop);
    if (box && stops.at(-1)?.id !== box.id) stops.push(box);
  }
  const [start] = stops;
  if (!start) return [];
  const points: Point[] = [centre(start)];
  for (let nth = 1; nth < stops.length; nth += 1) {
    const [from, to] = [stops[nth - 1], stops[nth]];
    if (!from || !to) continue;
    const last = nth === stops.length - 1;
    if (holds(from, to) || holds(to, from)) {
      if (last) points.push(centre(to));
      continue;
    }
    const drawn = between(from, to);
    if (drawn) points.push(...(drawn as Point[]));
    // Its middle is where a hub and an end are; a VPC that is only passed is left where the next line begins.
    if (!drawn || last || to.kind === 'hub' || to.kind === 'site') points.push(centre(to));
  }
  return points.filter((point, nth) => nth === 0 || point[0] !== points[nth - 1]?.[0] || point[1] !== points[nth - 1]?.[1]);
}

/** What a line takes up, with room around it. */
export function around(points: readonly Point[], room = 60): Rectangle {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs) - room, Math.min(...ys) - room];
  return { x: left, y: top, width: Math.max(...xs) + room - left, height: Math.max(...ys) + room - top };
}
