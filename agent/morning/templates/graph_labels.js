/* What is written on the map: names of pages and of territories, each on a ground of its own, none over another. */

const MOST_LABELS = 90;
const MOST_COVERED = 7; // pixels of other discs that a name may lie on; one that is asked for lies where it must

/* Discs of the stage by place, so that a label can avoid them and the mouse can find them. Positions in pixels. */
class Grid {
  constructor(cell) {
    this.cell = cell;
    this.cells = new Map();
  }

  key(x, y) {
    return Math.floor(x / this.cell) * 65536 + Math.floor(y / this.cell);
  }

  add(item) {
    const key = this.key(item.x, item.y);
    if (this.cells.has(key)) this.cells.get(key).push(item);
    else this.cells.set(key, [item]);
  }

  *near(left, top, right, bottom) {
    for (let x = Math.floor(left / this.cell) - 1; x <= Math.floor(right / this.cell) + 1; x++)
      for (let y = Math.floor(top / this.cell) - 1; y <= Math.floor(bottom / this.cell) + 1; y++)
        yield* this.cells.get(x * 65536 + y) ?? [];
  }
}

class Labels {
  constructor(context, theme) {
    this.context = context;
    this.theme = theme;
    this.taken = [];
  }

  clear(width, height) {
    this.context.clearRect(0, 0, width, height);
    [this.width, this.height, this.taken] = [width, height, []];
  }

  free([left, top, right, bottom]) {
    if (left < 2 || right > this.width - 2 || top < 2 || bottom > this.height - 2) return false;
    return !this.taken.some((box) => left < box[2] && box[0] < right && top < box[3] && box[1] < bottom);
  }

  /* How much of the box lies on discs other than its own, in pixels of their width. */
  covers([left, top, right, bottom], grid, own) {
    let sum = 0;
    for (const disc of grid.near(left, top, right, bottom)) {
      if (disc.i === own) continue;
      const dx = Math.max(left - disc.x, 0, disc.x - right);
      const dy = Math.max(top - disc.y, 0, disc.y - bottom);
      const over = disc.r - Math.hypot(dx, dy);
      if (over > 0) sum += over + 1;
    }
    return sum;
  }

  /* The name of a disc, where it covers the fewest others: right, left, below, above, aslant. Nothing where there is no room; more may be
     covered by a name that is `worth` more. */
  name(disc, text, grid, { size = 12, weight = 500, forced = false, worth = 1 } = {}) {
    const { context } = this;
    context.font = `${weight} ${size}px ${this.theme.font}`;
    const short = shortened(text, forced ? 60 : 34);
    const [wide, high] = [context.measureText(short).width + 8, size * 1.45];
    const slant = disc.r * 0.75;
    const spots = [
      [disc.x + disc.r + 3, disc.y - high / 2],
      [disc.x - disc.r - 3 - wide, disc.y - high / 2],
      [disc.x - wide / 2, disc.y + disc.r + 2],
      [disc.x - wide / 2, disc.y - disc.r - 2 - high],
      [disc.x + slant, disc.y + slant],
      [disc.x + slant, disc.y - slant - high],
      [disc.x - slant - wide, disc.y + slant],
      [disc.x - slant - wide, disc.y - slant - high],
    ];
    let best = null;
    spots.forEach(([x, y], n) => {
      const box = [x, y, x + wide, y + high];
      if (!this.free(box)) return;
      const cost = this.covers(box, grid, disc.i) + n * 0.5;
      if (!best || cost < best.cost) best = { box, cost };
    });
    if (!best || (!forced && best.cost > worth * MOST_COVERED)) return false;
    this.taken.push(best.box);
    this.write(short, best.box, size, this.theme.text, 0.82);
    return true;
  }

  write(text, [left, top, right, bottom], size, colour, ground) {
    const { context } = this;
    context.globalAlpha = ground;
    context.fillStyle = this.theme.ground;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, 4);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = colour;
    context.textBaseline = "middle";
    context.fillText(text, left + 4, (top + bottom) / 2 + size * 0.04);
  }

  /* The name of a territory in its middle, as large as fits into it. */
  territory({ x, y, r }, text, colour) {
    const { context } = this;
    const short = shortened(text, 30);
    const face = (size) => `700 ${size}px ${this.theme.font}`;
    context.font = face(10);
    const size = Math.max(11.5, Math.min(24, r * 0.2, (1.75 * r * 10) / context.measureText(short).width));
    context.font = face(size);
    const [wide, high] = [context.measureText(short).width + 12, size * 1.5];
    for (const up of [0, -0.35, 0.35, -0.7, 0.7]) {
      const box = [x - wide / 2 - 3, y + up * r - high / 2 - 3, x + wide / 2 + 3, y + up * r + high / 2 + 3];
      if (!this.free(box)) continue;
      this.taken.push(box);
      this.write(short, [box[0] + 5, box[1] + 3, box[2] - 3, box[3] - 3], size, colour, 0.86);
      return;
    }
  }
}
