/* Where each page goes in a large wiki: communities as territories of their own. A part of the layout, so it runs in the
   worker too. */

/* Each community is a disc of its own, laid out by its own links; the discs lie so that what is linked is near. */
function inTerritories({ count, links, group, size, wide }, place, joined) {
  const members = new Map();
  for (let i = 0; i < count; i++) {
    if (!joined[i]) continue;
    if (!members.has(group[i])) members.set(group[i], []);
    members.get(group[i]).push(i);
  }
  const inner = new Map([...members.keys()].map((name) => [name, []]));
  const between = new Map();
  for (let i = 0; i < links.length; i += 2) {
    const [a, b] = [links[i], links[i + 1]];
    if (wide && (wide[a] || wide[b])) continue;
    if (group[a] === group[b]) inner.get(group[a]).push(a, b);
    else {
      const pair = `${Math.min(group[a], group[b])} ${Math.max(group[a], group[b])}`;
      between.set(pair, (between.get(pair) ?? 0) + 1);
    }
  }
  const discs = [...members.entries()].map(([name, nodes]) => ({ group: name, nodes, r: room(nodes, size) }));
  discs.sort((a, b) => b.r - a.r || a.group - b.group);
  pack(discs, between);
  const scale = 1 / Math.max(...discs.map(({ x, y, r }) => Math.max(Math.abs(x), Math.abs(y)) + r), 1e-9);
  const territories = discs.map(({ group, nodes, x, y, r }) => {
    const disc = { group, x: x * scale, y: y * scale, r: r * scale };
    within(disc, nodes, inner.get(group), size, place);
    return disc;
  });
  alone(place, joined, territories.map(({ x, y, r }) => [x, y, r]));
  return { ...place, done: true, territories: territories.filter((disc) => disc.group >= 0) };
}

/* The radius that discs of these sizes need to lie loosely beside each other, with a rim for their name. */
function room(nodes, size) {
  return 1.35 * Math.sqrt(nodes.reduce((sum, i) => sum + (size[i] + 3) ** 2, 0)) + 14;
}

/* Gives each disc its place: the greatest in the middle, drawn towards those that it has most links with, then pushed
   apart until none lies on another. The map is a little wider than high, as screens are. */
function pack(discs, between) {
  const at = new Map(discs.map((disc, n) => [disc.group, n]));
  const ties = discs.map(() => []);
  for (const [pair, count] of between) {
    const [a, b] = pair.split(" ").map((name) => at.get(Number(name)));
    const strength = count / Math.sqrt(discs[a].nodes.length * discs[b].nodes.length);
    ties[a].push([b, strength]);
    ties[b].push([a, strength]);
  }
  let reach = 0;
  discs.forEach((disc, n) => {
    reach += disc.r ** 2;
    const away = n ? Math.sqrt(reach) * 1.1 : 0;
    [disc.x, disc.y] = [away * 1.3 * Math.cos(n * 2.399963), away * Math.sin(n * 2.399963)];
  });
  const gap = discs.length ? discs[0].r * 0.07 : 0;
  const rounds = discs.length > 300 ? 150 : 400;
  for (let round = 0; round < rounds; round++) {
    const pull = 0.12 * (1 - round / rounds);
    discs.forEach((disc, n) => {
      let [x, y, sum] = [0, 0, 0];
      for (const [other, strength] of ties[n]) {
        x += discs[other].x * strength;
        y += discs[other].y * strength;
        sum += strength;
      }
      disc.x += pull * ((sum ? 0.6 * (x / sum) : 0) + (sum ? -0.6 : -0.35) * disc.x - 0.25 * disc.x);
      disc.y += pull * ((sum ? 0.6 * (y / sum) : 0) + (sum ? -0.6 : -0.35) * disc.y - 0.4 * disc.y);
    });
    apart(discs, gap, round < rounds - 60 ? 1 : 4);
  }
  for (let more = 0; more < 200 && apart(discs, gap, 1); more++);
}

/* Pushes discs that overlap apart, the smaller one further; whether there were any. */
function apart(discs, gap, rounds) {
  let any = false;
  for (let round = 0; round < rounds; round++)
    for (let a = 0; a < discs.length; a++)
      for (let b = a + 1; b < discs.length; b++) {
        const [one, other] = [discs[a], discs[b]];
        let [dx, dy] = [other.x - one.x, other.y - one.y];
        const least = one.r + other.r + gap;
        if (Math.abs(dx) >= least || Math.abs(dy) >= least) continue;
        let away = Math.hypot(dx, dy);
        if (away >= least - 1e-6) continue;
        any = true;
        if (away < 1e-6) [dx, dy, away] = [Math.cos(b) * 1e-3, Math.sin(b) * 1e-3, 1e-3];
        const share = other.r ** 2 / (one.r ** 2 + other.r ** 2);
        const step = (least - away) / away;
        one.x -= dx * step * share;
        one.y -= dy * step * share;
        other.x += dx * step * (1 - share);
        other.y += dy * step * (1 - share);
      }
  return any;
}

/* Lays the pages of one community out in its disc: by their links, then spread so that they fill it evenly. */
function within(disc, nodes, links, size, place) {
  const graph = new graphology.UndirectedGraph();
  nodes.forEach((node, n) => {
    const away = 6 * Math.sqrt(n + 0.5);
    const at = { x: away * Math.cos(n * 2.399963), y: away * Math.sin(n * 2.399963), size: size[node] };
    graph.addNode(String(node), at);
  });
  for (let i = 0; i < links.length; i += 2) graph.mergeEdge(String(links[i]), String(links[i + 1]), { weight: 1 });
  if (graph.size) forces(graph, graph.order > 400 ? 60 : 110, 2 + Math.log(graph.order + 1));
  const spots = nodes.map((node) => ({ node, ...graph.getNodeAttributes(String(node)) }));
  const [x0, y0] = ["x", "y"].map((axis) => spots.reduce((sum, spot) => sum + spot[axis], 0) / spots.length);
  for (const spot of spots) spot.away = Math.hypot(spot.x - x0, spot.y - y0);
  spots.sort((a, b) => a.away - b.away || a.node - b.node);
  const inside = disc.r * 0.9;
  spots.forEach((spot, n) => {
    const turn = spots.length === 1 ? 0 : Math.atan2(spot.y - y0, spot.x - x0);
    // Half of how far the forces put it, half of an even spread: clusters show, and no place is wasted.
    const even = Math.sqrt((n + 0.5) / spots.length);
    const forced = spot.away / (spots.at(-1).away || 1);
    const away = spots.length === 1 ? 0 : inside * (0.75 * even + 0.25 * forced);
    [spot.x, spot.y] = [away * Math.cos(turn), away * Math.sin(turn)];
  });
  const radii = spots.map((spot) => (inside * 0.62 * (spot.size + 3)) / room(nodes, size));
  separate(spots, radii, spots.length > 2000 ? 12 : 40);
  for (const spot of spots) {
    const over = Math.max(1, Math.hypot(spot.x, spot.y) / inside); // none is pushed out of the disc
    place.x[spot.node] = disc.x + spot.x / over;
    place.y[spot.node] = disc.y + spot.y / over;
  }
}
