/* The light on one page: a veil over the map, and over it the page, its links and its neighbours. It is drawn by itself,
   so that a mouse that passes over thousands of pages has the map drawn anew for none of them. */

const MOST_NAMED = 40;

class Light {
  constructor(view, context) {
    this.view = view;
    this.context = context;
    this.names = new Labels(context, view.theme);
  }

  draw(centre) {
    const { context, view } = this;
    const { wiki, theme } = view;
    const { width, height } = view.sigma.getDimensions();
    this.names.theme = theme;
    this.names.clear(width, height);
    // Names of pages would shine through; those of territories tell where one is.
    view.sigma.getCanvases().names.style.opacity = centre !== null && !view.lands.length ? "0" : "1";
    if (centre === null) return;
    const beside = [...new Set([...wiki.outward[centre], ...wiki.inward[centre]])].filter((i) => view.shown[i]);
    context.globalAlpha = view.state.depth > 1 ? 0.4 : 0.74; // of a neighbourhood that was asked for, more may be seen
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, width, height);
    context.globalAlpha = 1;
    const middle = view.disc(centre);
    const discs = beside.map((i) => view.disc(i)).sort((a, b) => b.r - a.r);
    context.lineWidth = view.thin + 0.6;
    for (const disc of discs) {
      context.strokeStyle = view.colour(disc.i);
      context.globalAlpha = discs.length > 80 ? 0.45 : 0.8;
      context.beginPath();
      context.moveTo(middle.x, middle.y);
      context.lineTo(disc.x, disc.y);
      context.stroke();
    }
    context.globalAlpha = 1;
    const grid = new Grid(40);
    for (const disc of [...discs, middle]) {
      this.disc(disc, disc === middle);
      grid.add(disc);
    }
    this.names.name(middle, wiki.nodes[centre].title, grid, { size: 14, weight: 650, forced: true });
    for (const disc of discs.slice(0, MOST_NAMED)) this.names.name(disc, wiki.nodes[disc.i].title, grid, { size: 12.5, forced: true });
  }

  disc({ i, x, y, r }, chosen) {
    const { context, view } = this;
    const { theme, wiki } = view;
    const circle = (radius, colour) => {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = colour;
      context.fill();
    };
    if (chosen) circle(r + 4, theme.text);
    if (chosen) circle(r + 2.5, theme.ground);
    if (wiki.nodes[i].conflicts) circle(r, theme.conflict);
    if (wiki.nodes[i].conflicts) circle(r - 2, theme.ground);
    circle(wiki.nodes[i].conflicts ? Math.max(1.5, r - 3.6) : r, wiki.nodes[i].wanted ? theme.other : view.colour(i));
    if (wiki.nodes[i].wanted) circle(r - 1.4, theme.ground);
  }
}
