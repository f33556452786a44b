/* The bar at the side: the search box, the legend whose rows are switches, what else can be shown or hidden. */

class Controls {
  constructor(wiki, state, finder) {
    Object.assign(this, { wiki, state });
    setUpSearch(wiki, state, finder);
    this.rows = [];
    this.groups();
    this.kinds();
    this.sources();
    this.switches();
    for (const button of document.querySelectorAll("[data-colour]"))
      button.addEventListener("click", () => state.set({ colour: button.dataset.colour }));
    byId("reset").addEventListener("click", () => {
      const { page, list } = state;
      state.set({ ...state.begin, kindsOff: new Set(), groupsOff: new Set(), page, list });
    });
    state.on(() => this.paint());
    this.paint();
  }

  /* A row of the legend: a switch, and a button that leaves only this one on. */
  row(key, value, name, count, all) {
    const dot = make("span", { className: "dot" });
    const button = make("button", { type: "button", role: "switch" }, dot, make("span", { className: "name", text: name }));
    button.append(make("span", { className: "count", text: count.toLocaleString("en") }));
    button.addEventListener("click", () => this.state.toggle(key, value));
    const only = make("button", { type: "button", className: "only", text: "only", "aria-label": `Only ${name}` });
    only.addEventListener("click", () => {
      const others = all.filter((one) => one !== value);
      const alone = others.every((one) => this.state[key].has(one)) && !this.state[key].has(value);
      this.state.set({ [key]: new Set(alone ? [] : others) });
    });
    this.rows.push({ key, value, button, dot });
    return make("li", {}, button, only);
  }

  groups() {
    const { wiki } = this;
    const all = wiki.groups.map((_, group) => group);
    const inside = wiki.groups.reduce((sum, { count }) => sum + count, 0);
    const rest = wiki.pages - inside - wiki.alone;
    if (rest > 0) all.push(-1);
    const rows = wiki.groups.map(({ lead, count }, group) => this.row("groupsOff", group, wiki.nodes[lead].title, count, all));
    byId("groups").replaceChildren(...rows);
    byId("rest").replaceChildren(...(rest > 0 ? [this.row("groupsOff", -1, "in no community", rest, all)] : []));
    byId("legend").hidden = !wiki.pages;
    byId("community-rows").hidden = !wiki.groups.length;
  }

  kinds() {
    const { wiki } = this;
    const all = wiki.kinds.map(([kind]) => kind);
    byId("kinds").replaceChildren(...wiki.kinds.map(([kind, count]) => this.row("kindsOff", kind, kind || "without a kind", count, all)));
    byId("kind-rows").hidden = all.length < 2;
    byId("colours").hidden = all.length < 2 || !wiki.groups.length;
  }

  sources() {
    const { wiki, state } = this;
    const select = byId("source");
    const options = wiki.sources.map(([id, title]) => make("option", { value: id, text: title }));
    select.replaceChildren(make("option", { value: "", text: "all sources" }), ...options);
    select.addEventListener("change", () => state.set({ source: select.value }));
    byId("source-row").hidden = !wiki.sources.length;
  }

  switches() {
    const { wiki, state } = this;
    const disputed = wiki.nodes.filter((node) => node.conflicts).length;
    const wanted = wiki.nodes.length - wiki.pages;
    const across = wiki.groups.length > 1 ? wiki.groups.length : 0;
    for (const [key, count] of Object.entries({ disputed, alone: wiki.alone, wanted, wide: wiki.wide, across })) {
      const row = byId(`key-${key === "disputed" ? "conflicts" : key}`);
      row.hidden = !count;
      const number = row.querySelector(".count");
      if (number) number.textContent = count.toLocaleString("en");
      row.querySelector("button").addEventListener("click", () => state.set({ [key]: !state[key] }));
    }
    this.keys = ["disputed", "alone", "wanted", "wide", "across"];
  }

  /* Switches, colours and the choice of a source as the state has them. */
  paint() {
    const { state } = this;
    const theme = themeNow();
    for (const { key, value, button, dot } of this.rows) {
      button.setAttribute("aria-checked", String(!state[key].has(value)));
      const coloured = (state.colour === "kind") === (key === "kindsOff");
      dot.style.setProperty("--dot", coloured ? this.view?.[key === "kindsOff" ? "colourOfKind" : "colourOfGroup"](value) ?? theme.other : theme.faint);
    }
    for (const key of this.keys)
      byId(`key-${key === "disputed" ? "conflicts" : key}`).querySelector("button").setAttribute("aria-checked", String(state[key]));
    for (const button of document.querySelectorAll("[data-colour]"))
      button.setAttribute("aria-pressed", String(button.dataset.colour === state.colour));
    byId("source").value = state.source;
    const { begin } = state;
    const plain = Object.keys(begin).every((key) => key === "page" || key === "list" || begin[key] === state[key]);
    byId("reset").hidden = plain && !state.kindsOff.size && !state.groupsOff.size;
  }
}

function setUpSearch(wiki, state, finder) {
  const input = byId("search");
  const list = byId("found");
  let shown = [];
  let at = -1;

  function mark(next) {
    at = next;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `found-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    byId("found-none").hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function take({ i }) {
    input.value = "";
    close();
    state.set({ page: i });
  }

  function suggest() {
    const typed = input.value.trim();
    shown = finder.find(typed);
    list.replaceChildren(
      ...shown.map((name, n) => {
        const node = wiki.nodes[name.i];
        const item = make("li", { role: "option", id: `found-${n}` }, make("span", { text: node.title }));
        if (name.alias) item.append(make("span", { className: "count", text: name.name }));
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(name);
        });
        return item;
      }),
    );
    list.hidden = !shown.length;
    byId("found-none").hidden = shown.length > 0;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    mark(shown.length && typed ? 0 : -1);
  }

  input.addEventListener("input", suggest);
  input.addEventListener("focus", suggest);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && shown.length) mark((at + steps[event.key] + shown.length) % shown.length);
    else if (event.key === "Enter" && at >= 0) take(shown[at]);
    else if (event.key === "Escape") {
      input.value = "";
      input.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
