// The reader's own script: footnotes that open their source beside the text, previews of links, search by keys, the night as it runs.
// It works on the server's pages and, less what only a server can do, on an exported folder that is opened from the disk.
"use strict";
const up = document.body.dataset.up;
const isStatic = "static" in document.body.dataset;
const $ = (id) => document.getElementById(id);

// What comes from the server as a part of a page has its links from the root.
function rooted(part) {
  for (const link of part.querySelectorAll("a[data-rooted]")) {
    link.setAttribute("href", up + link.getAttribute("href"));
    link.removeAttribute("data-rooted");
  }
}

async function part(path) {
  const answer = await fetch(up + path);
  return answer.ok ? answer.text() : "";
}

function fill(where, html) {
  where.innerHTML = html; // made by our own templates, in which all is escaped
  rooted(where);
}

// --- footnotes ---
const drawer = $("source");
let opener = null;

function close() {
  if (drawer.hidden) return;
  drawer.hidden = true;
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus({ preventScroll: true });
  opener = null;
}

async function showSource(link, from) {
  const told = document.createElement("div");
  const place = /documents\/(.+?)(?:\.part\d+)?\.html#s(\d+)$/.exec(link?.getAttribute("href") ?? "");
  opener?.setAttribute("aria-expanded", "false");
  opener = from;
  from.setAttribute("aria-expanded", "true");
  if (place && !isStatic) {
    const span = /^(\d+)-(\d+)$/.exec(from.dataset.span ?? "");
    const last = span && span[1] === place[2] ? `&last=${span[2]}` : "";
    const html = await part(`context?document=${place[1]}&n=${place[2]}${last}`);
    if (opener !== from) return;
    fill($("source-text"), html || "<p>This sentence is not stored any more.</p>");
  } else {
    const item = document.getElementById(from.hash.slice(1));
    told.className = "told";
    told.append(...item.cloneNode(true).childNodes);
    told.querySelectorAll(".back").forEach((back) => back.remove());
    $("source-text").replaceChildren(told);
    if (link) {
      const open = Object.assign(document.createElement("a"), { className: "button", href: link.href, textContent: "Open it in its source" });
      $("source-text").append(open);
    }
  }
  drawer.hidden = false;
  const here = drawer.querySelector("mark");
  drawer.scrollTop = here ? here.getBoundingClientRect().top - drawer.getBoundingClientRect().top - drawer.clientHeight / 3 : 0;
  $("source-text").focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const note = event.target.closest(".fn a");
  const sentence = event.target.closest("a.sentence");
  if (note) {
    const item = document.getElementById(note.hash.slice(1));
    if (!item) return;
    event.preventDefault();
    if (opener === note) close();
    else showSource(item.querySelector("a:not(.back)"), note);
  } else if (sentence && !isStatic) {
    event.preventDefault();
    showSource(sentence, sentence);
  } else if (event.target.closest(".close") || !event.target.closest(".drawer")) close();
});

// --- previews ---
const preview = $("preview");
let wanted = null;
const known = new Map();

async function look(link) {
  const page = link.dataset.page;
  if (!known.has(page)) known.set(page, isStatic ? described(page) : part(`preview?page=${encodeURIComponent(page)}`));
  const html = await known.get(page);
  if (wanted !== link || !html) return;
  if (html instanceof Node) preview.replaceChildren(html.cloneNode(true));
  else preview.innerHTML = html;
  preview.hidden = false;
  const at = link.getBoundingClientRect();
  const wide = document.documentElement.clientWidth;
  const below = at.bottom + preview.offsetHeight + 16 < innerHeight;
  preview.style.left = `${scrollX + Math.max(12, Math.min(at.left, wide - preview.offsetWidth - 12))}px`;
  preview.style.top = `${scrollY + (below ? at.bottom + 8 : at.top - preview.offsetHeight - 8)}px`;
}

function hint(event) {
  const link = event.target.closest?.("a[data-page]");
  if (link === wanted) return;
  wanted = link;
  preview.hidden = true;
  if (link) setTimeout(() => wanted === link && look(link), event.type === "focusin" ? 500 : 250);
}
document.addEventListener("mouseover", hint);
document.addEventListener("focusin", hint);

// --- search ---
const search = $("q");
const found = $("found");
const links = () => [...found.querySelectorAll("a")];

document.body.addEventListener("htmx:afterSwap", (event) => {
  rooted(event.target);
  if (event.target === found) found.hidden = !search.value.trim();
});
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.select();
  } else if (event.key === "Escape") {
    wanted = null;
    preview.hidden = true;
    if (!found.hidden) {
      found.hidden = true;
      search.focus();
    } else close();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !found.hidden) {
    const all = [search, ...links()];
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length].focus();
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".search")) found.hidden = true;
});
search.addEventListener("input", () => {
  if (!search.value.trim()) found.hidden = true;
});

// --- the exported folder: its index is a script, as a page from the disk may read no other file ---
let index = null;
const loaded = () =>
  (index ??= new Promise((done) => {
    const script = Object.assign(document.createElement("script"), { src: `${up}static/index.js` });
    script.onload = () => done(window.wikiIndex);
    document.head.append(script);
  }));

async function described(page) {
  const row = (await loaded()).find((each) => each.path === page);
  if (!row) return "";
  const whole = document.createElement("div");
  for (const [name, text] of [["kind", row.kind], ["name", row.title], ["", row.description]])
    if (text) whole.append(Object.assign(document.createElement("p"), { className: name, textContent: text }));
  return whole;
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// How many letters differ, up to two; swapped neighbours count once.
function far(a, b) {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let [before, last] = [[], [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

function weight(row, sought, words) {
  let best = 0;
  for (const name of row.names) {
    if (name.startsWith(sought)) best = Math.max(best, 100 - name.length / 100);
    else if (name.includes(` ${sought}`)) best = Math.max(best, 90);
    else if (sought.length > 3 && [name, ...name.split(/\s+/)].some((part) => far(part, sought) <= (sought.length > 6 ? 2 : 1))) best = Math.max(best, 80);
  }
  return best || (words.every((word) => row.text.includes(word)) ? 50 : 0);
}

function result(row, words) {
  const link = Object.assign(document.createElement("a"), { href: up + row.href });
  const say = Object.assign(document.createElement("span"), { className: "say", textContent: row.description });
  link.append(Object.assign(document.createElement("b"), { textContent: row.title }), say);
  const at = row.weight > 50 ? -1 : row.text.indexOf(words[0]);
  if (at >= 0) {
    const begin = Math.max(0, row.body.lastIndexOf(" ", Math.max(0, at - 60)));
    say.textContent = `…${row.body.slice(begin, begin + 200)}…`;
  }
  const item = document.createElement("li");
  item.append(link);
  return item;
}

async function find() {
  const sought = folded(search.value.trim());
  if (!sought) return;
  const all = await loaded();
  for (const row of all) row.names ??= [row.title, ...row.aliases].map(folded), (row.text ??= folded(row.body));
  if (sought !== folded(search.value.trim())) return;
  const words = sought.split(/\s+/);
  const hits = all.map((row) => ({ ...row, weight: weight(row, sought, words) })).filter((row) => row.weight);
  hits.sort((a, b) => b.weight - a.weight || (a.title < b.title ? -1 : 1));
  const list = document.createElement("ul");
  list.append(...hits.slice(0, 12).map((row) => result(row, words)));
  const none = Object.assign(document.createElement("p"), { className: "none", textContent: "Nothing of that name, and no page says it." });
  found.replaceChildren(hits.length ? list : none);
  found.hidden = false;
}
if (isStatic) {
  search.addEventListener("focus", loaded, { once: true });
  search.addEventListener("input", find);
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    links()[0]?.click();
  });
}

// --- the night as it runs: only on the first page, and only while somebody looks at it ---
const night = $("night");
let stream = null;
function follow() {
  if (!night || document.hidden) {
    stream?.close();
    stream = null;
  } else if (!stream) {
    stream = new EventSource(`${up}progress`);
    stream.addEventListener("night", (event) => {
      fill(night, JSON.parse(event.data));
      night.hidden = false;
    });
    stream.addEventListener("over", () => {
      if (!night.hidden) location.reload();
    });
  }
}
document.addEventListener("visibilitychange", follow);
addEventListener("pagehide", () => stream?.close());
follow();
