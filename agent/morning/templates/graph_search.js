/* Finding a page by its title or one of its other names, with a slip of the fingers too. */

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

class Finder {
  constructor(nodes) {
    this.names = nodes.flatMap((node, i) =>
      [node.title, ...node.aliases].map((name, n) => ({ i, name, key: plain(name), alias: n > 0 })),
    );
  }

  /* The best names for what was typed, at most `most`, one a node: {i, name, alias}. Nodes come highest ranked first. */
  find(typed, most = 8) {
    const wanted = plain(typed.trim());
    const best = new Map();
    const take = (name, cost) => {
      const before = best.get(name.i);
      if (cost < Infinity && (!before || cost < before.cost)) best.set(name.i, { ...name, cost });
    };
    for (const name of this.names) take(name, direct(name.key, wanted) + (name.alias ? 0.5 : 0));
    if (best.size < most && wanted.length >= 3) for (const name of this.names) take(name, 10 + slips(name.key, wanted));
    return [...best.values()].sort((a, b) => a.cost - b.cost || a.i - b.i).slice(0, most);
  }
}

/* How a name holds what was typed: whole, at its beginning, at that of a word, anywhere; Infinity where it does not. */
function direct(key, wanted) {
  if (key === wanted) return 0;
  const at = key.indexOf(wanted);
  if (at < 0) return Infinity;
  if (at === 0) return 1;
  return key.includes(` ${wanted}`) ? 2 : 3;
}

/* How many letters are wrong, at most one in four: against the beginning of the name and of each of its words. */
function slips(key, wanted) {
  const most = Math.min(3, Math.max(1, Math.floor(wanted.length / 4)));
  let best = Infinity;
  for (let at = 0; at >= 0; at = key.indexOf(" ", at) + 1 || -1) {
    const found = nearest(key.slice(at, at + wanted.length + most), wanted, most);
    if (found < best) best = found;
  }
  return best <= most ? best : Infinity;
}

/* The least edits (two letters exchanged are one) that make `wanted` some beginning of `text`. */
function nearest(text, wanted, most) {
  let [older, old] = [[], Array.from({ length: text.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= wanted.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= text.length; j++) {
      const same = wanted[i - 1] === text[j - 1];
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && wanted[i - 1] === text[j - 2] && wanted[i - 2] === text[j - 1])
        row[j] = Math.min(row[j], older[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > most) return Infinity;
    [older, old] = [old, row];
  }
  return Math.min(...old);
}
