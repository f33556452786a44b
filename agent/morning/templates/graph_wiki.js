/* The wiki as the page knows it: nodes, links, who is beside whom, and which of them the filters let through. */

const LARGE = 1000; // pages from which links that only blur the picture are hidden at first
const byId = (id) => document.getElementById(id);

function readWiki() {
  const data = JSON.parse(byId("data").textContent);
  const more = data.notes.length > LARGE ? 0.6 : 2; // for the ring of a page with disagreements
  const nodes = data.notes.map(
    ([path, title, kind, description, conflicts, group, weight, aliases, sources, [quotes, disputes], id]) => ({
      ...{ path: path || `${title}.md`, title, kind, description, conflicts, group, aliases, sources, quotes, disputes, id },
      size: sizeOf(weight / 1000, data.notes.length) + (conflicts ? more : 0),
    }),
  );
  const links = data.links.flatMap((targets, from) => targets.flatMap((to) => [from, to]));
  const pages = nodes.length;
  const bare = { kind: "", description: "", conflicts: 0, aliases: [], sources: [], quotes: [], disputes: [], id: "" };
  for (const [name, from] of data.wanted) {
    const group = from.length ? nodes[from[0]].group : -1;
    from.forEach((i) => links.push(i, nodes.length));
    nodes.push({ ...bare, path: name, title: name, group, size: 3.4, wanted: true });
  }
  const wiki = { nodes, links, pages, groups: data.groups, sources: data.sources, lead: data.lead };
  wiki.inward = nodes.map(() => []);
  wiki.outward = nodes.map(() => []);
  for (let i = 0; i < links.length; i += 2) {
    wiki.outward[links[i]].push(links[i + 1]);
    wiki.inward[links[i + 1]].push(links[i]);
  }
  markAloneAndWide(wiki);
  wiki.kinds = kindsOf(wiki);
  return wiki;
}

/* The radius of a disc in pixels. `weight` is the root of a PageRank, 1 for the highest; where there are thousands of
   pages most are points, and the few that matter stand out. */
function sizeOf(weight, pages) {
  const small = Math.max(0.42, Math.min(1, 14 / Math.sqrt(pages + 1)));
  return pages > LARGE ? 1.2 + 9.5 * weight : 2.4 + (3 + 15 * small) * weight * (0.5 + 0.5 * small);
}

/* Alone: a page that is linked with no other page. Wide: one with so many links that they hide what lies below them. */
function markAloneAndWide(wiki) {
  const { nodes, pages, links } = wiki;
  const most = Math.max(60, (12 * links.length) / Math.max(pages, 1));
  wiki.alone = 0;
  wiki.wide = 0;
  for (let i = 0; i < pages; i++) {
    const beside = wiki.inward[i].length + wiki.outward[i].filter((to) => to < pages).length;
    nodes[i].alone = beside === 0;
    nodes[i].wide = beside > most;
    wiki.alone += nodes[i].alone;
    wiki.wide += nodes[i].wide;
    if (nodes[i].alone && links.length) nodes[i].size = 3.8; // too small for a label until one comes nearer
  }
}

/* The kinds of pages, the most frequent first: [kind, how many]. */
function kindsOf({ nodes, pages }) {
  const count = new Map();
  for (let i = 0; i < pages; i++) count.set(nodes[i].kind, (count.get(nodes[i].kind) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/* The address of a node in one of the templates that the data bring along, or nothing. */
function addressOf(template, node) {
  if (!template || node.wanted || (template.includes("{id}") && !node.id)) return "";
  const encoded = { path: node.path.split("/").map(encodeURIComponent).join("/") };
  encoded.stem = encoded.path.replace(/\.md$/, "");
  for (const name of ["id", "title"]) encoded[name] = encodeURIComponent(node[name]);
  return template.replace(/\{(path|stem|title|id)\}/g, (_, name) => encoded[name]);
}

/* All within so many links of a node, direction aside. Wanted names and wide pages are reached, not gone through. */
function neighbourhood({ inward, outward, nodes }, centre, depth) {
  const found = new Set([centre]);
  let rim = [centre];
  for (let step = 0; step < depth; step++) {
    const next = [];
    for (const i of rim) {
      if (i !== centre && nodes[i].wide) continue;
      for (const to of [...inward[i], ...outward[i]]) if (!found.has(to)) found.add(to) && next.push(to);
    }
    rim = next;
  }
  return found;
}

/* Which nodes are shown under a state, as an array of 0 and 1. What is chosen is always shown. */
function shownUnder(wiki, state) {
  const { nodes } = wiki;
  const near = state.page !== null && state.depth ? neighbourhood(wiki, state.page, state.depth) : null;
  const shown = new Uint8Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) shown[i] = isShown(nodes[i], i, state, near) ? 1 : 0;
  if (state.page !== null) shown[state.page] = 1;
  return shown;
}

function isShown(node, i, state, near) {
  if (near && !near.has(i)) return false;
  if (node.wanted) return state.wanted && !state.disputed && state.source === "";
  return (
    (state.alone || !node.alone) &&
    !state.kindsOff.has(node.kind) &&
    !state.groupsOff.has(node.group) &&
    (!state.disputed || node.conflicts > 0) &&
    (state.source === "" || node.sources.includes(state.sourceNumber))
  );
}

/* Whether the link is drawn at rest. Where only a few nodes are shown, nothing needs hiding. */
function linkShown({ nodes }, from, to, shown, state, few) {
  if (!shown[from] || !shown[to]) return false;
  if (few) return true;
  if (!state.wide && (nodes[from].wide || nodes[to].wide)) return false;
  return state.across || (nodes[from].group === nodes[to].group && nodes[from].group >= 0);
}
