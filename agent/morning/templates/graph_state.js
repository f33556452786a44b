/* What is chosen and filtered. It is all in the address, `#page&key=value…`, so that a view can be kept and passed on. */

class State {
  constructor(wiki) {
    this.wiki = wiki;
    this.listeners = [];
    this.begin = {
      page: null,
      depth: 0,
      colour: "community",
      source: "",
      disputed: false,
      wanted: false,
      alone: wiki.alone === wiki.pages,
      wide: wiki.pages < LARGE,
      across: wiki.pages < LARGE,
      list: false,
    };
    Object.assign(this, this.read());
    window.addEventListener("hashchange", () => this.set(this.read()));
  }

  get sourceNumber() {
    return this.wiki.sources.findIndex(([id]) => id === this.source);
  }

  /* Changes some of it, and tells who listens which: so a choice need not do the work of a filter. `how.on` says where it was made. */
  set(changes, how = {}) {
    const what = Object.keys(changes).filter((key) => this[key] !== changes[key] || changes[key] instanceof Set);
    if (!what.length) return;
    Object.assign(this, changes);
    this.write();
    for (const listener of this.listeners) listener(new Set(what), how);
  }

  toggle(key, value) {
    const next = new Set(this[key]);
    if (!next.delete(value)) next.add(value);
    this.set({ [key]: next });
  }

  on(listener) {
    this.listeners.push(listener);
  }

  /* Groups go by the path of their first page, kinds by name: numbers would mean others after another night. */
  write() {
    const parts = [this.page === null ? "" : encodeURIComponent(this.wiki.nodes[this.page].path)];
    for (const key of ["depth", "colour", "source", "disputed", "wanted", "alone", "wide", "across", "list"])
      if (this[key] !== this.begin[key])
        parts.push(`${key}=${encodeURIComponent(typeof this[key] === "boolean" ? Number(this[key]) : this[key])}`);
    for (const kind of this.kindsOff) parts.push(`kind=${encodeURIComponent(kind)}`);
    for (const group of this.groupsOff) parts.push(`group=${encodeURIComponent(this.groupName(group))}`);
    history.replaceState(null, "", `#${parts.join("&")}`);
  }

  /* What the address says, as values for each key. */
  read() {
    const said = { ...this.begin, kindsOff: new Set(), groupsOff: new Set() };
    const [page, ...parts] = location.hash.slice(1).split("&");
    const named = unescaped(page);
    const at = named ? this.wiki.nodes.findIndex((node) => node.path === named) : -1;
    said.page = at < 0 ? null : at;
    for (const part of parts) {
      const [key, value] = [part.split("=", 1)[0], unescaped(part.slice(part.indexOf("=") + 1))];
      if (key === "kind") said.kindsOff.add(value);
      else if (key === "group") said.groupsOff.add(this.groupNamed(value));
      else if (key === "depth") said.depth = [1, 2, 3].includes(Number(value)) ? Number(value) : 0;
      else if (key === "colour") said.colour = value === "kind" ? "kind" : "community";
      else if (key === "source") said.source = this.wiki.sources.some(([id]) => id === value) ? value : "";
      else if (typeof this.begin[key] === "boolean") said[key] = value === "1";
    }
    return said;
  }

  groupName(group) {
    return group < 0 ? "" : this.wiki.nodes[this.wiki.groups[group].lead].path;
  }

  groupNamed(path) {
    return this.wiki.groups.findIndex(({ lead }) => this.wiki.nodes[lead].path === path);
  }
}

/* A part of the address as text; of a hand-made one that is none, nothing. */
function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
