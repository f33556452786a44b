/* The picture: sigma draws discs and links; below them lie the territories, above them the names and the light. */

const FEW_SHOWN = 150; // nodes up to which every link between them is drawn
const FEW_NEAR = 1000; // the same where one asked for a neighbourhood
const MANY_LINKS = 4000; // from here on links are plain lines, left out while the map moves

class View extends Eye {
  constructor(wiki, state, container, territories) {
    super();
    Object.assign(this, { wiki, state, territories });
    this.hovered = null;
    this.listeners = [];
    this.mixed = new Map();
    this.theme = themeNow();
    this.graph = new graphology.DirectedGraph();
    wiki.nodes.forEach((node, i) => this.graph.addNode(String(i), { x: node.x, y: node.y, size: node.size }));
    for (let i = 0; i < wiki.links.length; i += 2)
      this.graph.mergeEdge(String(wiki.links[i]), String(wiki.links[i + 1]));
    this.thin = Math.max(0.5, Math.min(1.3, 36 / Math.sqrt(this.graph.size + 1)));
    this.scale = 1;
    this.filter();
    this.sigma = new Sigma(this.graph, container, this.settings());
    this.sigma.setCustomBBox({ x: [-1, 1], y: [-1, 1] }); // a scale that stays while the map arranges itself
    this.addLayers();
    this.listen(container);
    this.rescale();
    this.sigma.refresh();
  }

  settings() {
    const many = this.graph.size > MANY_LINKS;
    return {
      allowInvalidContainer: true,
      defaultNodeType: "page",
      nodeProgramClasses: { page: this.nodeProgram() },
      edgeProgramClasses: { line: many ? Sigma.rendering.EdgeLineProgram : Sigma.rendering.EdgeRectangleProgram },
      nodeReducer: (name) => this.nodeLooks(Number(name)),
      edgeReducer: (edge) => this.edgeLooks(edge),
      renderLabels: false, // ours know of discs and of each other
      hideEdgesOnMove: many,
      minEdgeThickness: 1.7,
      minCameraRatio: 0.02,
      maxCameraRatio: 6,
      stagePadding: 40,
      zIndex: true,
    };
  }

  /* Ring, gap, disc: an ordinary page has a ring of its own colour (without one its rim would be jagged), one with
     disagreements a golden one, a wanted name is all ring. */
  nodeProgram() {
    return Sigma.rendering.createNodeBorderProgram({
      borders: [
        { size: { attribute: "ring", mode: "pixels", defaultValue: 0 }, color: { attribute: "ringColor" } },
        { size: { attribute: "gap", mode: "pixels", defaultValue: 0 }, color: { attribute: "gapColor" } },
        { size: { fill: true }, color: { attribute: "color" } },
      ],
    });
  }

  addLayers() {
    const { sigma } = this;
    const layer = (id, where) => {
      sigma.createCanvasContext(id, where);
      return sigma.getCanvases()[id].getContext("2d");
    };
    this.ground = layer("territories", { beforeLayer: "edges" });
    this.names = new Labels(layer("names", { afterLayer: "hoverNodes" }), this.theme);
    this.light = new Light(this, layer("light", { afterLayer: "names" }));
    sigma.resize(true); // gives the new layers their size
  }

  /* The mouse is ours: sigma would ask the graphics card what lies below it at every move, and wait for the answer. */
  listen(container) {
    const { sigma } = this;
    sigma.getMouseCaptor().removeAllListeners("mousemove").removeAllListeners("mousemovebody");
    container.addEventListener("mousemove", ({ clientX, clientY }) => {
      const { left, top } = container.getBoundingClientRect();
      this.hover(this.at(clientX - left, clientY - top));
    });
    container.addEventListener("mouseleave", () => this.hover(null));
    sigma.on("clickNode", ({ node }) => this.state.set({ page: Number(node) }, { on: "map" }));
    sigma.on("clickStage", () => this.state.set({ page: null }));
    new ResizeObserver(() => container.offsetWidth && this.resize()).observe(container);
    sigma.on("afterRender", () => this.overlay());
    dark.addEventListener("change", () => this.retheme());
    this.state.on((what) => {
      const light = new Set(["list", "page"]);
      if (this.state.depth && what.has("page")) light.delete("page");
      if (![...what].every((key) => light.has(key))) this.refilter();
      else if (what.has("page")) this.overlay();
    });
  }

  resize() {
    const { width, height } = this.sigma.getDimensions();
    this.sigma.resize();
    const now = this.sigma.getDimensions();
    if (now.width === width && now.height === height) return;
    if (this.rescale()) this.sigma.refresh();
    else this.sigma.scheduleRender();
    this.tell("size");
  }

  /* Discs are smaller where there is less room for them. */
  rescale() {
    const { width, height } = this.sigma.getDimensions();
    const before = this.scale;
    this.scale = Math.max(0.5, Math.min(1, Math.min(width, height) / 760));
    return this.scale !== before;
  }

  retheme() {
    this.theme = themeNow();
    this.mixed.clear();
    this.sigma.refresh();
    this.tell("theme");
  }

  filter() {
    this.shown = shownUnder(this.wiki, this.state);
    this.count = this.shown.reduce((sum, one) => sum + one, 0);
  }

  refilter() {
    this.filter();
    this.sigma.refresh();
    this.tell("filter");
  }

  glass(hex, opacity) {
    const key = hex + opacity;
    if (!this.mixed.has(key)) this.mixed.set(key, glass(hex, this.theme.ground, opacity));
    return this.mixed.get(key);
  }

  colour(i) {
    const { group, kind } = this.wiki.nodes[i];
    return this.state.colour === "kind" ? this.colourOfKind(kind) : this.colourOfGroup(group);
  }

  /* Territories have names, and may share a colour; where there are none, the small communities have none of their own. */
  colourOfGroup(group) {
    const { groups, other } = this.theme;
    if (group < 0) return other;
    return group < GROUPS || this.territories.length ? groups[group % GROUPS] : other;
  }

  colourOfKind(kind) {
    const at = this.wiki.kinds.findIndex(([one]) => one === kind);
    return kind !== "" && at >= 0 && at < GROUPS ? this.theme.groups[at] : this.theme.other;
  }

  nodeLooks(i) {
    const node = this.wiki.nodes[i];
    const { ground, conflict, other } = this.theme;
    const size = node.size * this.scale;
    const color = this.colour(i);
    const looks = { x: node.x, y: node.y, size, color, ringColor: color, gapColor: ground, gap: 0, ring: Math.min(2, size) };
    looks.hidden = !this.shown[i];
    if (node.wanted) Object.assign(looks, { ring: 1.4, ringColor: other, color: ground });
    else if (node.conflicts) Object.assign(looks, { ring: Math.min(2, size / 2), gap: Math.min(1.6, size / 4), ringColor: conflict });
    return looks;
  }

  edgeLooks(edge) {
    const [from, to] = this.graph.extremities(edge).map(Number);
    const { nodes } = this.wiki;
    const few = this.count <= (this.state.depth ? FEW_NEAR : FEW_SHOWN);
    if (!linkShown(this.wiki, from, to, this.shown, this.state, few)) return { hidden: true };
    const same = nodes[from].group === nodes[to].group && nodes[from].group >= 0;
    const colour = same && this.state.colour === "community" ? this.colour(from) : this.theme.edge;
    return { color: this.glass(colour, same ? 0.42 : 0.26), size: this.thin, zIndex: +same };
  }

  hover(i) {
    if (i === this.hovered) return;
    this.hovered = i;
    this.sigma.getContainer().style.cursor = i === null ? "" : "pointer";
    this.light.draw(this.hovered ?? this.state.page);
  }

  /* The node whose disc is at a place of the stage, in pixels: the nearest, a little beside it too. */
  at(x, y) {
    let best = null;
    for (const disc of this.grid?.near(x, y, x, y) ?? []) {
      const away = Math.hypot(disc.x - x, disc.y - y) - disc.r;
      if (away < 3 && (!best || away < best.away)) best = { away, i: disc.i };
    }
    return best && best.i;
  }

  /* Puts the nodes where a later round of the layout has them. */
  place({ x, y }) {
    this.wiki.nodes.forEach((node, i) => Object.assign(node, { x: x[i], y: y[i] }));
    const moved = (name, node) => ({ ...node, x: x[Number(name)], y: y[Number(name)] });
    this.graph.updateEachNodeAttributes(moved, { attributes: ["x", "y"] });
  }

  /* What is drawn over and under sigma's picture, after each frame of it. */
  overlay() {
    this.reckon();
    const { width, height } = this.sigma.getDimensions();
    this.grid = new Grid(40);
    const seen = [];
    for (let i = 0; i < this.wiki.nodes.length; i++) {
      if (!this.shown[i]) continue;
      const disc = this.disc(i);
      if (disc.x < -20 || disc.x > width + 20 || disc.y < -20 || disc.y > height + 20) continue;
      this.grid.add(disc);
      seen.push(disc);
    }
    this.drawTerritories(width, height);
    this.drawNames(seen, width, height);
    this.light.draw(this.hovered ?? this.state.page);
  }

  /* The territories on the stage of which anything is shown, as discs in pixels. */
  visibleTerritories() {
    const alive = new Set(this.wiki.nodes.map((node, i) => (this.shown[i] ? node.group : -1)));
    return this.territories
      .filter(({ group }) => alive.has(group))
      .map((disc) => ({ group: disc.group, ...this.spot(disc), r: disc.r * this.reckoned.wide }));
  }

  drawTerritories(width, height) {
    const { ground: context } = this;
    context.clearRect(0, 0, width, height);
    this.lands = this.territories.length && this.count > FEW_SHOWN ? this.visibleTerritories() : [];
    for (const { group, x, y, r } of this.lands) {
      context.fillStyle = context.strokeStyle = this.state.colour === "kind" ? this.theme.other : this.colourOfGroup(group);
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      context.globalAlpha = 0.07;
      context.fill();
      context.globalAlpha = 0.28;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /* Territories are named while one sees them whole, their pages as one comes nearer; the highest ranked come first. */
  drawNames(seen, width, height) {
    const { names, wiki } = this;
    names.theme = this.theme;
    names.clear(width, height);
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = document.querySelector(".tools"); // a name under them cannot be read
    names.taken.push([offsetLeft, offsetTop, offsetLeft + offsetWidth, offsetTop + offsetHeight]);
    const far = Math.max(width, height) * 0.45;
    for (const land of this.lands)
      if (land.r > 13 && land.r < far) names.territory(land, wiki.nodes[wiki.groups[land.group].lead].title, this.theme.text);
    const close = this.sigma.getCamera().ratio < 0.6;
    const least = this.lands.length && !close ? 7 : 4.4;
    let written = 0;
    for (const disc of seen) {
      if (written >= MOST_LABELS) break;
      if (disc.r < least && seen.length > 60) continue;
      const node = wiki.nodes[disc.i];
      const size = Math.min(15, 10.5 + disc.r * 0.22);
      const leads = !this.lands.length && wiki.groups[node.group]?.lead === disc.i; // its community is called by it
      const worth = leads && disc.r > 9 ? 6 : disc.r > 14 || (close && disc.r > 6) ? 2 : 1;
      written += names.name(disc, node.title, this.grid, { size, weight: disc.r > 9 ? 600 : 500, worth }) ? 1 : 0;
    }
  }

  on(listener) {
    this.listeners.push(listener);
  }

  tell(what) {
    for (const listener of this.listeners) listener(what);
  }
}
