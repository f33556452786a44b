/* The pages as a list: the same filters, the same panel, without a picture. What there is where the map cannot be drawn. */

class List {
  constructor(wiki, state) {
    Object.assign(this, { wiki, state, most: 200 });
    this.box = byId("list");
    byId("as-list").addEventListener("click", () => state.set({ list: !state.list }));
    state.on((what) => {
      if ([...what].every((key) => key === "page") && !state.depth) return this.mark();
      this.show();
    });
    this.show();
  }

  show() {
    const { state, wiki } = this;
    document.body.classList.toggle("listing", state.list);
    byId("as-list").setAttribute("aria-pressed", String(state.list));
    if (!state.list) return;
    const shown = shownUnder(wiki, state);
    const pages = wiki.nodes.flatMap((_, i) => (shown[i] ? [i] : []));
    byId("list-count").textContent = `${many(pages.length, "page")}, the most linked first`;
    const rows = pages.slice(0, this.most).map((i) => this.row(i));
    byId("rows").replaceChildren(...rows);
    const more = byId("more-rows");
    more.hidden = pages.length <= this.most;
    more.onclick = () => {
      this.most += 800;
      this.show();
      byId("rows").children[rows.length].querySelector("button").focus();
    };
    this.mark();
  }

  row(i) {
    const { wiki, state } = this;
    const node = wiki.nodes[i];
    const button = make("button", { type: "button", className: "node", "data-node": i, text: node.title });
    button.addEventListener("click", () => state.set({ page: i }));
    const group = node.group < 0 ? "" : wiki.nodes[wiki.groups[node.group].lead].title;
    const facts = [node.wanted ? "wanted" : node.kind, group, node.conflicts || "", wiki.inward[i].length, wiki.outward[i].length];
    return make("tr", {}, make("th", { scope: "row" }, button), ...facts.map((text) => make("td", { text: String(text) })));
  }

  mark() {
    for (const button of this.box.querySelectorAll("[data-node]"))
      if (Number(button.dataset.node) === this.state.page) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
  }
}
