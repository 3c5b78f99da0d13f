"use strict";
// assets: [key, kinds, owner, description, [parent…], [[column, type, description, [[asset, column]…], reason]…]]
const assets = JSON.parse(document.getElementById("data").textContent);
const MOST_FOUND = 300, MOST_CARDS = 30, MOST_COLUMNS = 8;
const byKey = new Map(assets.map((asset, at) => [asset[0], at]));
const children = assets.map(() => []);
assets.forEach((asset, at) => asset[4].forEach((parent) => children[parent].push(at)));
const made = new Map(); // "asset:column" -> what is made of it
assets.forEach((asset, at) => asset[5].forEach((column, place) => column[3].forEach(([from, name]) => {
  const id = from + ":" + name;
  made.has(id) ? made.get(id).push([at, place]) : made.set(id, [[at, place]]);
})));
const state = { asset: null, column: null, depth: Infinity, open: new Set() };
const $ = (id) => document.getElementById(id);

function el(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) if (value != null) made.setAttribute(key, value);
  made.append(...content);
  return made;
}
// A name may break behind an underscore, and nowhere else.
function soft(name) {
  return name.split(/(?<=_)(?!_)/).flatMap((part, number) => number ? [document.createElement("wbr"), part] : [part]);
}
const counted = (number, word) => number.toLocaleString("en") + " " + word + (number === 1 ? "" : "s");
function address(at, place) {
  return "#" + encodeURI(assets[at][0]) + (place == null ? "" : "." + encodeURIComponent(assets[at][5][place][0]));
}
function parts(key) {
  const at = key.lastIndexOf("/");
  return [key.slice(0, at), key.slice(at + 1)];
}

// What is up- or downstream: each asset's distance, and the columns of it that are concerned.
function reach(step) {
  const found = new Map([[state.asset, { distance: 0, columns: new Set(state.column == null ? [] : [state.column]) }]]);
  const edges = [];
  const seen = new Set([state.asset + ":" + (state.column ?? "")]);
  let border = [[state.asset, state.column]];
  for (let distance = 1; border.length && distance <= state.depth; distance++) {
    const next = [];
    for (const [at, place] of border) for (const [to, column] of step(at, place)) {
      edges.push([at, place, to, column]);
      const entry = found.get(to) || { distance, columns: new Set() };
      if (column != null) entry.columns.add(column);
      found.set(to, entry);
      const id = to + ":" + (column ?? "");
      if (!seen.has(id)) { seen.add(id); next.push([to, column]); }
    }
    border = next;
  }
  return { found, edges };
}
const upwards = (at, place) => place == null ? assets[at][4].map((parent) => [parent, null]) : assets[at][5][place][3];
const downwards = (at, place) => place == null ? children[at].map((child) => [child, null]) : made.get(at + ":" + place) || [];

// The longest way to the chosen one decides the level, so that every line goes one way.
function levels({ found, edges }) {
  const after = new Map();
  for (const [from, , to] of edges) if (from !== to) after.has(from) ? after.get(from).add(to) : after.set(from, new Set([to]));
  const level = new Map([[state.asset, 0]]);
  const waiting = new Map();
  for (const set of after.values()) for (const to of set) waiting.set(to, (waiting.get(to) || 0) + 1);
  const ready = [state.asset];
  while (ready.length) {
    const at = ready.pop();
    for (const to of after.get(at) || []) {
      level.set(to, Math.max(level.get(to) || 0, level.get(at) + 1));
      waiting.set(to, waiting.get(to) - 1);
      if (!waiting.get(to)) ready.push(to);
    }
  }
  const rows = [];
  for (const at of found.keys()) if (at !== state.asset) {
    const row = level.get(at) || 1;
    (rows[row] = rows[row] || []).push(at);
  }
  return rows;
}

function card(at, side, columns) {
  const [dataset, name] = parts(assets[at][0]);
  const chosen = at === state.asset;
  const box = el("section", { class: "card " + side + (chosen ? " chosen" : ""), "data-asset": assets[at][0] });
  box.append(el("h3", null, el("small", null, dataset), el("a", { href: address(at) }, ...soft(name))));
  const all = [...assets[at][5].keys()];
  const involved = state.column == null ? all : all.filter((place) => columns.has(place));
  const limit = state.open.has(at) || chosen ? Infinity : state.column == null ? 0 : MOST_COLUMNS;
  const list = el("ul");
  for (const place of involved.slice(0, limit)) {
    const [column, , about, , reason] = assets[at][5][place];
    const chosenColumn = chosen && place === state.column;
    list.append(el("li", { class: (chosenColumn ? "chosen" : "") + (reason ? " untold" : ""), "data-column": place },
      el("a", { href: address(at, place), title: reason || about || column }, ...soft(column))));
  }
  if (list.childElementCount) box.append(list);
  if (involved.length > limit) {
    const more = el("button", { type: "button" }, (involved.length - Math.min(limit, involved.length)) + (limit ? " more" : " columns"));
    more.addEventListener("click", () => { state.open.add(at); draw(); });
    box.append(more);
  }
  box.addEventListener("mouseenter", () => light(at));
  box.addEventListener("mouseleave", () => light(null));
  return box;
}

function levelOf(row, number, side, found) {
  const words = side === "up" ? "upstream" : "downstream";
  const box = el("div", { class: "level" }, el("p", null, words + ", step " + number + ": " + row.length));
  row.sort((a, b) => assets[a][0].localeCompare(assets[b][0]));
  const id = side + number;
  const shown = state.open.has(id) ? row : row.slice(0, MOST_CARDS);
  for (const at of shown) box.append(card(at, side, found.get(at).columns));
  if (shown.length < row.length) {
    const more = el("button", { type: "button", class: "card" }, (row.length - shown.length) + " more");
    more.addEventListener("click", () => { state.open.add(id); draw(); });
    box.append(more);
  }
  return box;
}

let lines = [];
function connect(flow, up, down) {
  flow.querySelectorAll("svg").forEach((old) => old.remove());
  const boxes = new Map([...flow.querySelectorAll(".card[data-asset]")].map((box) => [byKey.get(box.dataset.asset), box]));
  const origin = flow.getBoundingClientRect();
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const place = (at, column) => {
    const box = boxes.get(at);
    if (!box) return null;
    const row = column == null ? null : box.querySelector('li[data-column="' + column + '"]');
    const whole = box.getBoundingClientRect(), line = (row || box.querySelector("h3")).getBoundingClientRect();
    return { left: whole.left - origin.left, right: whole.right - origin.left, y: line.top + line.height / 2 - origin.top };
  };
  lines = [];
  const drawn = new Set();
  const add = (from, fromColumn, to, toColumn) => {
    const a = place(from, fromColumn), b = place(to, toColumn);
    const id = [from, fromColumn, to, toColumn].join(":");
    if (!a || !b || drawn.has(id)) return;
    drawn.add(id);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const bend = Math.max(30, (b.left - a.right) / 2);
    path.setAttribute("d", `M${a.right} ${a.y}C${a.right + bend} ${a.y} ${b.left - bend} ${b.y} ${b.left} ${b.y}`);
    path.dataset.from = assets[from][0];
    path.dataset.to = assets[to][0];
    svg.append(path);
    lines.push([from, to, path]);
  };
  for (const [at, column, from, fromColumn] of up.edges) add(from, fromColumn, at, column);
  for (const [at, column, to, toColumn] of down.edges) add(at, column, to, toColumn);
  flow.prepend(svg);
}
// The whole way through a card that the pointer is on; the rest steps back.
function light(at) {
  const on = new Set(at == null ? [] : [at]);
  for (const [from, to] of at == null ? [] : [[0, 1], [1, 0]]) {
    const waiting = [at];
    while (waiting.length) {
      const current = waiting.pop();
      for (const line of lines) if (line[from] === current && !on.has(line[to])) { on.add(line[to]); waiting.push(line[to]); }
    }
  }
  for (const [from, to, path] of lines) {
    path.classList.toggle("on", on.has(from) && on.has(to));
    path.classList.toggle("dim", at != null && !(on.has(from) && on.has(to)));
  }
  document.querySelectorAll(".flow .card[data-asset]").forEach((box) =>
    box.classList.toggle("dim", at != null && !on.has(byKey.get(box.dataset.asset))));
}

function about() {
  const asset = assets[state.asset];
  const box = el("div", { class: "about" });
  const column = state.column == null ? null : asset[5][state.column];
  box.append(el("h2", null, asset[0] + (column ? "." + column[0] : "")));
  const words = column ? [column[1], column[2]] : [[asset[1], asset[2]].filter(Boolean).join(" · "), asset[3]];
  for (const text of words) if (text) box.append(el("p", null, text));
  if (column && column[4]) box.append(el("p", { class: "reason" }, "What it is made of can't be told: " + column[4]));
  else if (column && !column[3].length) box.append(el("p", null, asset[4].length ? "A constant, or a count of rows: made of no column." : "A source: loaded from outside."));
  return box;
}
function controls(up, down) {
  const box = el("div", { class: "controls" });
  box.append(el("span", { id: "counts", "data-up": up.found.size - 1, "data-down": down.found.size - 1 },
    el("i", { style: "background:#8fb3c7" }), (up.found.size - 1) + " upstream   ",
    el("i", { style: "background:#d3a24a" }), (down.found.size - 1) + " downstream"));
  const group = el("span", { role: "group", "aria-label": "Steps shown" }, "Steps:");
  for (const [depth, word] of [[1, "1"], [2, "2"], [Infinity, "all"]]) {
    const button = el("button", { type: "button", "aria-pressed": String(state.depth === depth) }, word);
    button.addEventListener("click", () => { state.depth = depth; draw(); });
    group.append(button);
  }
  box.append(group);
  return box;
}
function overview() {
  const counts = new Map();
  let columns = 0;
  const untold = [];
  assets.forEach((asset, at) => {
    const name = parts(asset[0])[0];
    const entry = counts.get(name) || [0, 0];
    counts.set(name, [entry[0] + 1, entry[1] + asset[5].length]);
    columns += asset[5].length;
    asset[5].forEach((column, place) => column[4] && untold.push([at, place, column[4]]));
  });
  const box = el("div", { id: "overview", "data-assets": assets.length, "data-columns": columns, "data-untold": untold.length });
  box.append(el("div", { class: "about" }, el("h2", null, counted(assets.length, "asset") + ", " + counted(columns, "column")),
    el("p", null, "Choose a table or a column on the left to see what it is made of and what is made of it.")));
  const grid = el("div", { class: "datasets" });
  for (const [name, [tables, all]] of [...counts].sort()) {
    const link = el("a", { href: "#" }, name);
    link.addEventListener("click", (event) => { event.preventDefault(); $("search").value = name + "/"; list(); });
    grid.append(el("section", { class: "card" }, el("h3", null, link), el("p", null, counted(tables, "asset") + ", " + counted(all, "column"))));
  }
  box.append(grid);
  if (untold.length) {
    const items = el("ul");
    for (const [at, place, reason] of untold.slice(0, MOST_FOUND)) items.append(el("li", null, el("a", { href: address(at, place) }, assets[at][0] + "." + assets[at][5][place][0]), ": " + reason));
    if (untold.length > MOST_FOUND) items.append(el("li", null, (untold.length - MOST_FOUND) + " more: weir lineage --untold"));
    box.append(el("div", { class: "untold-list" }, el("h2", null, untold.length + " columns of which it can't be told what they are made of"), items));
  }
  return box;
}

let marks = { up: new Map(), down: new Map() };
function list() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text) => words.every((word) => text.includes(word));
  const found = [];
  let more = 0;
  const take = (at, place) => found.length < MOST_FOUND ? found.push([at, place]) : more++;
  assets.forEach((asset, at) => {
    if (fits(asset[0].toLowerCase())) take(at, null);
    else if (words.length) asset[5].forEach((column, place) => fits((asset[0] + "." + column[0]).toLowerCase()) && take(at, place));
  });
  const box = $("found");
  box.replaceChildren();
  let before = null;
  for (const [at, place] of found) {
    const [dataset, name] = parts(assets[at][0]);
    if (dataset !== before) box.append(el("li", null, el("h2", null, dataset)));
    before = dataset;
    const side = marks.up.has(at) ? "up" : marks.down.has(at) ? "down" : null;
    const current = at === state.asset && place === state.column;
    const shown = place == null ? [name] : [el("small", null, name + "."), assets[at][5][place][0]];
    box.append(el("li", null, el("a", { href: address(at, place), class: current ? null : side, "aria-current": current ? "true" : null }, ...shown)));
  }
  if (more || !found.length) box.append(el("li", { class: "more" }, more ? more.toLocaleString("en") + " more: narrow the search" : "nothing has that name"));
}

function draw() {
  const main = $("main");
  main.replaceChildren();
  if (state.asset == null) {
    marks = { up: new Map(), down: new Map() };
    main.append(overview());
    return list();
  }
  const up = reach(upwards), down = reach(downwards);
  marks = { up: up.found, down: down.found };
  const flow = el("div", { class: "flow" });
  levels(up).map((row, number) => row && levelOf(row, number, "up", up.found)).filter(Boolean).reverse().forEach((box) => flow.append(box));
  const middle = el("div", { class: "level" }, el("p", null, "chosen"), card(state.asset, "", new Set([state.column])));
  flow.append(middle);
  levels(down).forEach((row, number) => row && flow.append(levelOf(row, number, "down", down.found)));
  main.append(about(), controls(up, down), flow);
  connect(flow, up, down);
  if (flow.scrollWidth > main.clientWidth) main.scrollLeft = middle.offsetLeft + middle.offsetWidth / 2 - main.clientWidth / 2;
  list();
}
function follow() {
  const name = decodeURIComponent(location.hash.slice(1));
  state.asset = state.column = null;
  state.open.clear();
  for (let end = name.length; end > 0; end = name.lastIndexOf(".", end - 1)) {
    const at = byKey.get(name.slice(0, end));
    if (at == null) continue;
    const place = end === name.length ? -1 : assets[at][5].findIndex((column) => column[0] === name.slice(end + 1));
    state.asset = at;
    state.column = place < 0 ? null : place;
    break;
  }
  draw();
}
$("search").addEventListener("input", list);
addEventListener("hashchange", follow);
addEventListener("resize", () => state.asset != null && draw());
follow();
