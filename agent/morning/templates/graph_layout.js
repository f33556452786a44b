"use strict";
/* Where each page goes. Runs in a worker (or, where there is none, in the page): so it knows nothing of the document.
   Every step is deterministic: the same wiki is the same map each time it is opened. */

const TERRITORIES_FROM = 400; // linked pages; with fewer, the links alone make a readable map

/* spec: {count, links: [from, to, …], group: [community or -1 for each node], size: [pixels], wide: [1 for each node
   whose links should pull nothing] or nothing}.
   Yields {x, y, done, territories}: the starting places, then those after each round. Linked nodes keep within -1 … 1.
   `territories` are the discs {group, x, y, r} of communities, where there are so many pages that each has its own. */
function* arrange(spec) {
  const joined = new Uint8Array(spec.count);
  for (let i = 0; i < spec.links.length; i++) joined[spec.links[i]] = 1;
  const place = startingPlaces(spec, joined);
  const order = joined.reduce((sum, one) => sum + one, 0);
  if (order >= TERRITORIES_FROM) yield inTerritories(spec, place, joined);
  else yield* byForces(spec, place, joined);
}

function* byForces({ count, links, group, size }, place, joined) {
  const graph = new graphology.UndirectedGraph();
  for (let i = 0; i < count; i++)
    if (joined[i]) graph.addNode(String(i), { x: place.x[i], y: place.y[i], size: size[i] });
  for (let i = 0; i < links.length; i += 2) {
    const together = group[links[i]] === group[links[i + 1]];
    graph.mergeEdge(String(links[i]), String(links[i + 1]), { weight: together ? 1.5 : 0.8 });
  }
  const rounds = graph.order === 0 ? 0 : 10;
  yield settle(graph, place, joined, rounds === 0);
  for (let round = 0; round < rounds; round++) {
    forces(graph, 120, 2 + Math.log(graph.order + 1) + round);
    if (round === rounds - 1) {
      spread(graph);
      part(graph);
    }
    yield settle(graph, place, joined, round === rounds - 1);
  }
}

function forces(graph, iterations, slowDown) {
  const barnesHut = { barnesHutOptimize: graph.order > 800, barnesHutTheta: 0.7 };
  const pull = { gravity: 0.25, scalingRatio: 1.2, strongGravityMode: false, linLogMode: true };
  graphologyLibrary.layoutForceAtlas2.assign(graph, { iterations, settings: { ...barnesHut, ...pull, slowDown } });
}

/* Communities on a circle, each a sunflower of its pages, the highest ranked first (nodes come in that order). */
function startingPlaces({ count, group }, joined) {
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const members = new Map();
  for (let i = 0; i < count; i++) {
    if (!joined[i]) continue;
    if (!members.has(group[i])) members.set(group[i], []);
    members.get(group[i]).push(i);
  }
  const groups = [...members.keys()].sort((a, b) => a - b);
  groups.forEach((name, at) => {
    const angle = (2 * Math.PI * at) / groups.length;
    members.get(name).forEach((node, n) => {
      const turn = n * 2.399963;
      const away = 6 * Math.sqrt(n + 0.5);
      x[node] = 100 * Math.cos(angle) + away * Math.cos(turn);
      y[node] = 100 * Math.sin(angle) + away * Math.sin(turn);
    });
  });
  return { x, y };
}

/* Moves discs that lie on each other apart, by as much as they do and no more: so communities stay what they are. */
function part(graph) {
  const names = graph.nodes();
  const nodes = names.map((name) => ({ ...graph.getNodeAttributes(name) }));
  // Discs that need more than an eighth of the map would have no room: they may overlap a little.
  const scale = Math.min(0.0031, Math.sqrt(0.5 / nodes.reduce((sum, { size }) => sum + size ** 2, 0)));
  const radii = nodes.map(({ size }) => (size + 1.5) * scale);
  separate(nodes, radii, 40);
  names.forEach((name, i) => graph.mergeNodeAttributes(name, { x: nodes[i].x, y: nodes[i].y }));
}

function separate(nodes, radii, rounds) {
  const cell = 2 * Math.max(...radii);
  const key = (x, y) => Math.floor(x / cell) * 65536 + Math.floor(y / cell);
  for (let round = 0; round < rounds; round++) {
    const grid = new Map();
    nodes.forEach(({ x, y }, i) => {
      if (grid.has(key(x, y))) grid.get(key(x, y)).push(i);
      else grid.set(key(x, y), [i]);
    });
    for (let a = 0; a < nodes.length; a++) {
      const home = key(nodes[a].x, nodes[a].y);
      for (const beside of [-65537, -65536, -65535, -1, 0, 1, 65535, 65536, 65537])
        for (const b of grid.get(home + beside) ?? []) if (b > a) push(nodes[a], nodes[b], radii[a] + radii[b], a);
    }
  }
}

function push(one, other, apart, seed) {
  let [dx, dy] = [other.x - one.x, other.y - one.y];
  let away = Math.hypot(dx, dy);
  if (away >= apart) return;
  if (away < 1e-9) [dx, dy, away] = [Math.cos(seed) * 1e-6, Math.sin(seed) * 1e-6, 1e-6];
  const step = ((apart - away) / away) * 0.25;
  one.x -= dx * step;
  one.y -= dy * step;
  other.x += dx * step;
  other.y += dy * step;
}

/* Scales the graph into the circle of radius 1 around its middle. */
function spread(graph) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  graph.forEachNode((_, { x, y }) => {
    left = Math.min(left, x);
    right = Math.max(right, x);
    low = Math.min(low, y);
    high = Math.max(high, y);
  });
  const scale = 2 / Math.max(right - left, high - low, 1e-9);
  graph.updateEachNodeAttributes((_, node) => ({
    ...node,
    x: (node.x - (left + right) / 2) * scale,
    y: (node.y - (low + high) / 2) * scale,
  }));
}

/* The points of a graph that should stay clear, as circles [x, y, radius]: its nodes, and some along each link. */
function occupied(graph) {
  const spots = graph.mapNodes((_, { x, y }) => [x, y, 0]);
  graph.forEachEdge((_edge, _facts, _from, _to, one, other) => {
    for (let n = 1; n < 8 && spots.length < 20000; n++)
      spots.push([one.x + ((other.x - one.x) * n) / 8, one.y + ((other.y - one.y) * n) / 8, 0]);
  });
  return spots;
}

/* Where a circle of this radius touches none of the spots and widens the map the least, sideways rather than upwards. */
function emptyPlace(spots, radius) {
  let best = { cost: Infinity };
  for (let turn = 0; turn < 32; turn++) {
    const angle = (2 * Math.PI * turn) / 32;
    for (let away = 0.4; away < 3; away += 0.05) {
      const [x, y] = [away * Math.cos(angle), away * Math.sin(angle)];
      if (spots.some((spot) => Math.hypot(spot[0] - x, spot[1] - y) < radius + spot[2] + 0.1)) continue;
      const cost = away * 0.3 + Math.max(0, Math.abs(x) + radius - 1.25) + 3 * Math.max(0, Math.abs(y) + radius - 1);
      if (cost < best.cost) best = { cost, x, y };
      break;
    }
  }
  return best;
}

/* The places of all nodes: those of the graph, scaled, and the ones that nothing joins beside it. */
function settle(graph, place, joined, done) {
  const copy = graph.copy();
  if (copy.order) spread(copy);
  copy.forEachNode((name, node) => {
    place.x[name] = node.x;
    place.y[name] = node.y;
  });
  alone(place, joined, occupied(copy));
  return { x: place.x.slice(), y: place.y.slice(), done, territories: [] };
}

/* Puts the nodes that nothing joins as a flower of their own where nothing else is. */
function alone({ x, y }, joined, spots) {
  const lonely = [];
  joined.forEach((yes, i) => yes || lonely.push(i));
  const gap = Math.min(0.06, 0.5 / Math.sqrt(lonely.length + 1));
  const middle = spots.length ? emptyPlace(spots, gap * Math.sqrt(lonely.length)) : { x: 0, y: 0 };
  lonely.forEach((node, n) => {
    const away = gap * Math.sqrt(n + 0.5);
    x[node] = middle.x + away * Math.cos(n * 2.399963);
    y[node] = middle.y + away * Math.sin(n * 2.399963);
  });
}
