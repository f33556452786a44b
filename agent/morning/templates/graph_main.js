/* Sets up the page, has the worker arrange the map, and takes the keys. */

/* Runs arrange() in a worker made of the scripts that the page holds already; in the page where that is refused. */
function arranged(spec, each) {
  const step = `
    onmessage = ({ data }) => { for (const places of arrange(data)) postMessage(places); };`;
  // The library's readers of XML ask for these two as they load; a worker has neither, and we read no XML.
  const parts = ["self.DOMParser ??= class {}; self.Document ??= class {};\n"];
  for (const id of ["graphology", "library", "layout"]) parts.push(`${byId(id).textContent}\n`);
  const inPage = () => {
    const rounds = arrange(spec);
    const next = () => {
      const { value, done } = rounds.next();
      if (done) return;
      each(value);
      setTimeout(next, 0);
    };
    next();
  };
  try {
    const url = URL.createObjectURL(new Blob([...parts, step], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.onmessage = ({ data }) => {
      each(data);
      if (data.done) worker.terminate();
    };
    worker.onerror = inPage;
    worker.postMessage(spec);
  } catch {
    inPage();
  }
}

function setUpKeys(state, stage) {
  const view = () => window.graphView;
  const step = (by) => {
    const shown = shownUnder(state.wiki, state);
    for (let i = (state.page ?? (by > 0 ? -1 : shown.length)) + by; i >= 0 && i < shown.length; i += by)
      if (shown[i]) return state.set({ page: i });
  };
  const keys = {
    "/": () => byId("search").focus(),
    Escape: () => (state.depth ? state.set({ depth: 0 }) : state.set({ page: null })),
    l: () => state.set({ list: !state.list }),
    f: () => view()?.fit(),
    n: () => step(1),
    p: () => step(-1),
    "+": () => view()?.zoom(0.7),
    "=": () => view()?.zoom(0.7),
    "-": () => view()?.zoom(1.4),
  };
  for (const depth of [0, 1, 2, 3]) keys[depth] = () => state.page !== null && state.set({ depth });
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
    if (event.key in keys) keys[event.key]();
    else if (event.key in moves && document.activeElement === stage) view()?.pan(...moves[event.key]);
    else return;
    event.preventDefault();
  });
  byId("fit").addEventListener("click", () => view()?.fit());
  byId("nearer").addEventListener("click", () => view()?.zoom(0.6));
  byId("farther").addEventListener("click", () => view()?.zoom(1.6));
}

/* Once a person has taken hold of the map it stays where they put it; what they choose elsewhere is brought before them. */
function setUpTravel(view, state, stage) {
  let held = false;
  for (const kind of ["pointerdown", "wheel", "keydown"])
    stage.addEventListener(kind, () => void (held = true), { capture: true, passive: true });
  view.on((what) => {
    if (what === "size" && !held && state.page === null) view.fit(true);
  });
  state.on((what, { on }) => {
    const near = what.has("depth") || (state.depth && what.has("page"));
    // The panel may just have opened: the stage has its new size a frame later.
    if (near) requestAnimationFrame(() => view.fit());
    else if (what.has("page") && state.page !== null && on !== "map") requestAnimationFrame(() => view.goTo(state.page));
  });
  return () => held;
}

/* Runs sigma, which stands in the page as text: it breaks as it loads where there is no WebGL. Throws there. */
function bringSigma() {
  const canvas = document.createElement("canvas");
  if (!(canvas.getContext("webgl2") ?? canvas.getContext("webgl"))) throw new Error("no WebGL");
  document.head.append(make("script", { text: byId("sigma").textContent }));
}

/* The map, or null where there is no WebGL: then the list takes its place. */
function drawMap(wiki, state, stage, first) {
  wiki.nodes.forEach((node, i) => Object.assign(node, { x: first.x[i], y: first.y[i] }));
  try {
    bringSigma();
    const view = new View(wiki, state, stage, first.territories);
    window.graphView = view; // for a look from the console, and for the tests
    return view;
  } catch (error) {
    byId("sorry").hidden = false;
    document.body.classList.add("mapless");
    state.set({ list: true });
    document.body.dataset.state = "failed";
    document.body.dataset.why = String(error);
    return null;
  }
}

function start() {
  const wiki = readWiki();
  const state = new State(wiki);
  const stage = byId("stage");
  let view = null;
  const panel = new Panel(wiki, state, (i) => view?.colour(i) ?? themeNow().other);
  const controls = new Controls(wiki, state, new Finder(wiki.nodes));
  new List(wiki, state);
  setUpKeys(state, stage);
  const spec = { count: wiki.nodes.length, links: wiki.links, group: wiki.nodes.map((node) => node.group) };
  spec.size = wiki.nodes.map((node) => node.size);
  spec.wide = wiki.nodes.map((node) => (node.wide ? 1 : 0));
  let [held, failed] = [() => false, false];
  byId("status").textContent = "arranging the map …";
  arranged(spec, (places) => {
    if (failed) return;
    if (view === null) {
      view = drawMap(wiki, state, stage, places);
      byId("status").textContent = "";
      if (view === null) return void (failed = true);
      controls.view = view;
      held = setUpTravel(view, state, stage);
      view.on((what) => what === "theme" && (controls.paint(), panel.show()));
      controls.paint();
      panel.show();
    } else view.place(places);
    if (!held() && (state.page === null || state.depth)) view.fit(true);
    if (!places.done) return;
    if (state.page !== null && !state.depth) view.goTo(state.page);
    document.body.dataset.state = "ready";
  });
}

start();
