/* Where things are on the stage, and how one moves over it. Of a view it needs `sigma`, `wiki`, `shown`, `count`, `scale` and
   `territories`. */

class Eye {
  /* Where the nodes of the wiki are on the stage: sigma's own reckoning is one for each, this is one for all. */
  reckon() {
    const state = { cameraState: this.sigma.getCamera().getState() };
    const [origin, right, up] = [[0, 0], [1, 0], [0, 1]].map(([x, y]) => this.sigma.graphToViewport({ x, y }, state));
    this.reckoned = { origin, wide: right.x - origin.x, high: up.y - origin.y };
    this.near = this.sigma.scaleSize(1);
  }

  spot({ x, y }) {
    const { origin, wide, high } = this.reckoned;
    return { x: origin.x + x * wide, y: origin.y + y * high };
  }

  disc(i) {
    return { i, ...this.spot(this.wiki.nodes[i]), r: this.wiki.nodes[i].size * this.scale * this.near };
  }

  /* Moves so that the point (in pixels of the stage, as seen now) comes to its middle, `nearer` times as large. */
  bring(point, nearer, at_once = false) {
    const camera = this.sigma.getCamera();
    const ratio = camera.getBoundedRatio(camera.ratio / nearer);
    const { x, y } = this.sigma.viewportToFramedGraph(point, { cameraState: camera.getState() });
    this.move({ x, y, ratio, angle: 0 }, at_once);
  }

  /* Where a node is, in pixels of the page. */
  seen(node) {
    this.reckon();
    const { left, top } = this.sigma.getContainer().getBoundingClientRect();
    const { x, y } = this.spot(node);
    return { x: x + left, y: y + top };
  }

  /* Shows a node with all that it is linked with; where that is spread over half of a large map, the node and its land. */
  goTo(i) {
    this.reckon();
    const { inward, outward, nodes } = this.wiki;
    const middle = this.spot(nodes[i]);
    const seen = [i, ...inward[i], ...outward[i]].filter((other) => this.shown[other]).map((other) => this.spot(nodes[other]));
    const [least, most] = this.territories.length ? [0.1, 0.4] : [0.4, 1.3];
    const { ratio } = this.sigma.getCamera();
    const { point, nearer } = this.framed(seen.map((spot) => ({ ...spot, r: 24 })), 90);
    const wanted = ratio / nearer;
    this.bring(wanted > most ? middle : point, ratio / Math.min(most, Math.max(least, wanted)));
  }

  /* The middle of these circles, and how many times as large they may be to fill the stage but a rim. */
  framed(circles, rim) {
    const { width, height } = this.sigma.getDimensions();
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, r } of circles) {
      [left, right] = [Math.min(left, x - r), Math.max(right, x + r)];
      [top, bottom] = [Math.min(top, y - r), Math.max(bottom, y + r)];
    }
    const nearer = Math.min(Math.max(60, width - rim * 2) / (right - left + 1), (height - 40) / (bottom - top + 1), 40);
    return { point: { x: (left + right) / 2, y: (top + bottom) / 2 }, nearer };
  }

  /* Shows all that the filters let through; territories whole. */
  fit(at_once = false) {
    this.reckon();
    const seen = this.wiki.nodes.filter((_, i) => this.shown[i]).map((node) => ({ ...this.spot(node), r: 16 }));
    if (this.count > FEW_SHOWN && this.territories.length) seen.push(...this.visibleTerritories());
    if (!seen.length) return;
    // Names stand beside their discs, to the right.
    const rim = this.territories.length ? 16 : Math.min(90, this.sigma.getDimensions().width * 0.1);
    const { point, nearer } = this.framed(seen, rim);
    this.bring(point, nearer, at_once);
  }

  zoom(factor) {
    this.move({ ratio: this.sigma.getCamera().ratio * factor });
  }

  pan(right, down) {
    const { x, y, ratio } = this.sigma.getCamera();
    this.move({ x: x + right * 0.12 * ratio, y: y - down * 0.12 * ratio });
  }

  move(state, at_once = false) {
    const camera = this.sigma.getCamera();
    if (at_once || calm.matches) camera.setState({ ...camera.getState(), ...state });
    else camera.animate(state, { duration: 350 });
  }
}
