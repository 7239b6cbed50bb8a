import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- the page is plain JavaScript, checked by a project of its own
import { gathered as untypedGathered, MOST_NODES as untypedMost } from '../../src/web/gathered.js';
// @ts-expect-error -- the page is plain JavaScript, checked by a project of its own
import { Graph as UntypedGraph } from '../../src/web/graph.js';
// @ts-expect-error -- the page is plain JavaScript, checked by a project of its own
import { layered as untypedLayered } from '../../src/web/layered.js';

interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly last: boolean;
}
interface Line {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly room: number;
}
interface Point {
  readonly x: number;
  readonly y: number;
}
interface Layout {
  readonly places: ReadonlyMap<string, Point & { readonly column: number; readonly height: number }>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  readonly width: number;
  readonly height: number;
}
interface Drawn {
  readonly id: string;
  readonly members: readonly { readonly id: string }[];
  readonly thing: { readonly id: string } | null;
}
interface DrawnGraph {
  readonly nodes: ReadonlyMap<string, Drawn>;
  readonly edges: ReadonlyMap<string, { readonly from: string; readonly to: string; readonly strength: string }>;
  addNode(node: object): string;
  addEdge(edge: object): void;
}
const layered = untypedLayered as (boxes: readonly Box[], lines: readonly Line[], available: number) => Layout;
const gathered = untypedGathered as (graph: DrawnGraph) => DrawnGraph;
const makeGraph = (): DrawnGraph => new (UntypedGraph as new () => DrawnGraph)();
const MOST = untypedMost as number;

const box = (id: string, last = false): Box => ({ id, width: 180, height: 50, last });
const line = (from: string, to: string): Line => ({ id: `${from}-${to}`, from, to, room: 50 });

const graphs = fc
  .record({
    count: fc.integer({ min: 1, max: 24 }),
    pairs: fc.uniqueArray(fc.tuple(fc.nat(23), fc.nat(23)), { maxLength: 40, selector: String }),
  })
  .map(({ count, pairs }) => ({
    boxes: Array.from({ length: count }, (_, index) => box(`n${index}`, index % 7 === 0)),
    lines: pairs.map(([from, to]) => line(`n${from}`, `n${to}`)),
  }));

describe('the places of a picture', () => {
  test('are in the order of the steps, a package at the right however few steps lead to it', () => {
    const boxes = [box('a'), box('b'), box('model'), box('build'), box('image'), box('p', true)];
    const lines = [
      line('a', 'model'),
      line('model', 'build'),
      line('build', 'p'),
      line('b', 'image'),
      line('image', 'p'),
    ];
    const { places } = layered(boxes, lines, 0);
    expect(Object.fromEntries([...places].map(([id, { column }]) => [id, column]))).toEqual({
      a: 0,
      b: 0,
      model: 1,
      build: 2,
      image: 1,
      p: 3,
    });
  });

  test('are the same for the same graph, apart from each other, and inside of the picture', () => {
    fc.assert(
      fc.property(graphs, ({ boxes, lines }) => {
        const layout = layered(boxes, lines, 0);
        expect(layered(boxes, lines, 0)).toEqual(layout);
        const placed = [...layout.places.values()];
        expect(placed).toHaveLength(boxes.length);
        for (const [index, one] of placed.entries()) {
          expect(one.y - one.height / 2).toBeGreaterThanOrEqual(-0.001);
          expect(one.y + one.height / 2).toBeLessThanOrEqual(layout.height + 0.001);
          expect(one.x + 90).toBeLessThanOrEqual(layout.width + 0.001);
          for (const other of placed.slice(index + 1)) {
            const isApart = one.column !== other.column || Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
            expect(isApart).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('let no line pass through a box, and end each line at its boxes, on circles too', () => {
    fc.assert(
      fc.property(graphs, ({ boxes, lines }) => {
        const { places, routes } = layered(boxes, lines, 0);
        for (const { id, from, to } of lines) {
          const [start, end] = [places.get(from), places.get(to)];
          if (start === undefined || end === undefined || from === to) {
            expect(routes.has(id)).toBe(false);
            continue;
          }
          const route = routes.get(id) ?? [];
          expect(Math.abs((route[0]?.x ?? 0) - start.x)).toBe(90);
          expect(Math.abs((route.at(-1)?.x ?? 0) - end.x)).toBe(90);
          for (const { x, y } of route.slice(1, -1)) {
            for (const other of places.values()) {
              const isIn = Math.abs(x - other.x) <= 90 && Math.abs(y - other.y) < other.height / 2;
              expect(isIn).toBe(false);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a graph with too many boxes', () => {
  const node = (kind: string, id: string, look = 'plain'): object => ({
    id: `${kind} ${id}`,
    kind,
    name: id,
    look,
    thing: { kind, id, name: id },
    members: [],
    notes: [],
  });
  const edge = (from: string, to: string, strength = 'declared'): object => ({
    from,
    to,
    verb: 'runs',
    strength,
    evidence: [{ document: 'd', at: from }],
    evidenceTotal: 1,
    notes: [],
  });

  test('puts together what is alike, and loses no member', () => {
    const graph = makeGraph();
    const end = graph.addNode(node('package', 'p', 'end'));
    for (let index = 0; index < 200; index += 1) {
      const start = graph.addNode(node('workload', `w${index}`, 'start'));
      const image = graph.addNode(node('image', `i${index}`));
      graph.addEdge(edge(start, image, index < 3 ? 'inferred' : 'observed'));
      graph.addEdge(edge(image, end));
    }
    const small = gathered(graph);
    expect(small.nodes.size).toBeLessThanOrEqual(MOST);
    const held = [...small.nodes.values()].flatMap(({ thing, members }) => (thing === null ? members : [thing]));
    expect(new Set(held.map(({ id }) => id)).size).toBe(401);
    // What is weaker is not hidden among what is stronger.
    expect([...small.edges.values()].filter(({ strength }) => strength === 'inferred')).toHaveLength(1);
  });

  test('is left alone where it can be read', () => {
    const graph = makeGraph();
    graph.addNode(node('workload', 'w'));
    expect(gathered(graph)).toBe(graph);
  });
});
