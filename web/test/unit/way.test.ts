// A way over the picture: where it begins and ends, and that it follows the lines drawn.
import { describe, expect, it } from 'vitest';
import { around, boxOf, line } from '../../src/map/way';
import type { Box, Edge, HopReport, Scene } from '../../src/result';

const box = (id: string, kind: Box['kind'], parent: string | null, x: number, y: number, size: number): Box => ({
  id, kind, parent, x, y, width: size, height: size, label: id, detail: '', title: id, pointer: null, file: null, severity: null, shares: null,
});
const edge = (from: string, to: string, points: Edge['points'], kind: Edge['kind'] = 'link'): Edge => ({
  id: `${from}-${to}`, kind, from, to, points, mechanism: null, label: '', label_at: null, pointer: null, file: null, never: false, volume_mb: null, severity: null,
});
const scene: Scene = {
  width: 400,
  height: 200,
  boxes: [
    box('region/', 'region', null, 0, 0, 400),
    box('vpc/a', 'vpc', 'region/', 0, 0, 100),
    box('subnet/a/s', 'subnet', 'vpc/a', 10, 10, 50),
    box('application/web', 'application', 'subnet/a/s', 20, 20, 20),
    box('hub/tgw', 'hub', 'region/', 150, 40, 20),
    box('vpc/b~1c', 'vpc', 'region/', 200, 0, 100),
  ],
  edges: [edge('hub/tgw', 'vpc/a', [[150, 50], [100, 50]]), edge('hub/tgw', 'vpc/b~1c', [[170, 50], [200, 50]]), edge('vpc/a', 'vpc/b~1c', [[0, 0], [9, 9]], 'need')],
};
const hop = (kind: string, name: string): HopReport => ({ kind, name, note: null });
const WAY = [hop('interface', 'web'), hop('subnet', 'a/s'), hop('vpc', 'a'), hop('transit_gateway', 'tgw'), hop('vpc', 'b/c')];

describe('a way', () => {
  it('follows the lines between its boxes, and no need', () => {
    expect(line(scene, WAY)).toEqual([[30, 30], [100, 50], [150, 50], [160, 50], [170, 50], [200, 50], [250, 50]]);
  });

  it('back is the same way back', () => {
    expect(line(scene, [...WAY].reverse())).toEqual([...line(scene, WAY)].reverse());
  });

  it('goes straight where nothing is drawn, and passes what has no box', () => {
    expect(line(scene, [hop('interface', 'web'), hop('internet', 'internet'), hop('transit_gateway', 'tgw')])).toEqual([[30, 30], [100, 50], [150, 50], [160, 50]]);
    expect(line(scene, [hop('internet', 'internet')])).toEqual([]);
  });

  it('has a box for things that stand in a VPC, and for the interfaces of an application', () => {
    const boxes = new Map(scene.boxes.map((one) => [one.id, one]));
    for (const [kind, name, id] of [['network_acl', 'a/own', 'vpc/a'], ['interface', 'web/eni-1', 'application/web'], ['subnet', 'a/*', 'vpc/a'], ['transit_gateway_route_table', 'tgw/prod', 'hub/tgw']] as const) {
      expect(boxOf(boxes, hop(kind, name))?.id).toBe(id);
    }
    expect(boxOf(boxes, hop('site', 'nowhere'))).toBeNull();
  });

  it('is shown with room around it', () => {
    expect(around([[10, 20], [30, 25]], 5)).toEqual({ x: 5, y: 15, width: 30, height: 15 });
  });
});
