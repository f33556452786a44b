/* The panel of one page: what it is, what its sources say and where they differ, what it is linked with.
   Data enters by textContent only. */

function make(tag, { text, className, ...more } = {}, ...children) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  for (const [name, value] of Object.entries(more)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function many(count, one, more = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
}

class Panel {
  /* `paint` gives the colour of a node; without a map there is none. */
  constructor(wiki, state, paint) {
    Object.assign(this, { wiki, state, paint, before: null, shown: null });
    this.panel = byId("panel");
    byId("close").addEventListener("click", () => state.set({ page: null }));
    state.on((what) => (what.has("page") || what.has("depth") || what.has("colour")) && this.show());
    this.show();
  }

  show() {
    const { panel } = this;
    const { page } = this.state;
    const inside = panel.contains(document.activeElement);
    const other = page !== this.shown;
    this.shown = page;
    panel.hidden = page === null;
    document.body.classList.toggle("reading", page !== null);
    if (page === null) {
      if (inside) this.before?.focus();
      return;
    }
    if (!inside) this.before = document.activeElement;
    const pressed = inside && !other ? document.activeElement.dataset.depth : undefined;
    byId("panel-body").replaceChildren(...this.parts(page));
    if (other) panel.scrollTop = 0;
    if (pressed !== undefined) panel.querySelector(`[data-depth="${pressed}"]`).focus();
    else if (inside) byId("panel-title").focus();
  }

  parts(i) {
    const { wiki } = this;
    const node = wiki.nodes[i];
    const parts = [make("p", { className: "kind", text: node.wanted ? "wanted" : node.kind || "page" })];
    parts.push(make("h2", { id: "panel-title", text: node.title, tabindex: "-1" }));
    if (node.aliases.length) parts.push(make("p", { className: "aliases", text: `also: ${node.aliases.join(", ")}` }));
    if (node.wanted) parts.push(make("p", { className: "what", text: "Named, but nobody has written this page yet." }));
    if (node.description) parts.push(make("p", { className: "what", text: node.description }));
    parts.push(...this.leads(node), ...this.near(), ...this.disputes(node), ...this.quotes(node));
    parts.push(...this.sources(node));
    parts.push(...this.linkList(node.wanted ? "Named by" : "Linked from", wiki.inward[i]));
    parts.push(...this.linkList("Links to", wiki.outward[i]));
    if (!node.wanted) parts.push(make("p", { className: "path", text: node.path }));
    return parts;
  }

  /* The ways to the page itself; as it is read where something serves it so, else in Obsidian, else its markdown. */
  leads(node) {
    const { lead } = this.wiki;
    const ways = [
      [lead.page, "Open the page"],
      [lead.obsidian, "Open in Obsidian"],
      [lead.file, "Open the markdown file"],
    ];
    const links = ways
      .map(([template, text]) => [addressOf(template, node), text])
      .filter(([href]) => href)
      .map(([href, text], n) => make("a", { className: n ? "open more" : "open", href, text, target: "_top" }));
    return links.length ? [make("p", { className: "leads" }, ...links)] : [];
  }

  near() {
    const { state } = this;
    const buttons = [0, 1, 2, 3].map((depth) => {
      const text = depth ? String(depth) : "off";
      const button = make("button", { type: "button", text, "aria-pressed": String(state.depth === depth), "data-depth": depth });
      button.addEventListener("click", () => state.set({ depth }));
      return button;
    });
    const label = make("span", { id: "near-label", text: "Neighbourhood only" });
    return [make("div", { className: "choice", role: "group", "aria-labelledby": "near-label" }, label, ...buttons)];
  }

  disputes(node) {
    const parts = [];
    if (node.conflicts) {
      const said = make("p", { className: "conflict", text: `Sources disagree here: ${many(node.conflicts, "disagreement")}` });
      const { conflicts } = this.wiki.lead;
      if (conflicts && !node.disputes.length) said.append(". ", make("a", { href: conflicts, text: "See both sides", target: "_top" }));
      parts.push(said);
    }
    for (const [state, question, sides] of node.disputes) {
      const heading = !question ? state : state === "Sources disagree" ? question : `${state}: ${question}`;
      const items = sides.map(([value, words, source]) => {
        const item = make("li", {}, ...(value ? [make("b", { text: value }), " "] : []), make("span", { text: words }));
        if (source >= 0) item.append(make("cite", { text: this.wiki.sources[source][1] }));
        return item;
      });
      const both = !items.length && this.wiki.lead.conflicts; // told on another page
      const rest = both ? make("a", { href: both, text: "See both sides", target: "_top" }) : make("ul", {}, ...items);
      parts.push(make("section", { className: "dispute" }, make("h3", { text: heading }), rest));
    }
    return parts;
  }

  quotes(node) {
    if (!node.quotes.length) return [];
    const items = node.quotes.map(([source, where, words]) => {
      const said = make("blockquote", {}, make("p", { text: `“${words}”` }));
      said.append(make("cite", { text: this.wiki.sources[source][1], title: where }));
      return said;
    });
    return [make("h3", { text: "In the words of its sources" }), ...items];
  }

  sources(node) {
    if (!node.sources.length) return [];
    const items = node.sources.map((source) => {
      const [id, title] = this.wiki.sources[source];
      const button = make("button", { type: "button", className: "node", title: "Only pages of this source" }, make("span", { text: title }));
      button.addEventListener("click", () => this.state.set({ source: this.state.source === id ? "" : id }));
      return make("li", {}, button);
    });
    return [this.heading("Sources", items.length), make("ul", { className: "list" }, ...items)];
  }

  heading(text, count) {
    return make("h3", {}, text, make("span", { className: "count", text: String(count) }));
  }

  linkList(heading, nodes) {
    if (!nodes.length) return [];
    const order = [...nodes].sort((a, b) => a - b);
    const list = make("ul", { className: "list" });
    const fill = (most) => {
      list.replaceChildren(...order.slice(0, most).map((i) => make("li", {}, this.nodeButton(i))));
      if (order.length <= most) return;
      const more = make("button", { type: "button", className: "node more", text: `${order.length - most} more` });
      more.addEventListener("click", () => {
        fill(Infinity);
        list.children[most].firstChild.focus();
      });
      list.append(make("li", {}, more));
    };
    fill(60);
    return [this.heading(heading, order.length), list];
  }

  /* A button that chooses a node, with a dot in the node's colour. */
  nodeButton(i) {
    const node = this.wiki.nodes[i];
    const dot = make("span", { className: node.wanted ? "dot hollow" : node.conflicts ? "dot ringed" : "dot" });
    dot.style.setProperty("--dot", this.paint(i));
    const button = make("button", { type: "button", className: "node" }, dot, make("span", { text: node.title }));
    button.addEventListener("click", () => this.state.set({ page: i }));
    return button;
  }
}
