// An answer drawn: as a table, as a chart of numbers by name or by time, as a graph of what is linked.

const SVG = "http://www.w3.org/2000/svg";
const MOST_ROWS = 2000, MOST_BARS = 60, MOST_NODES = 150;

function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function rows(result) {
  if (result.triples) {
    return { names: ["subject", "predicate", "object"], rows: result.triples.map(([subject, predicate, object]) => ({ subject, predicate, object })) };
  }
  return { names: result.head.vars, rows: result.results.bindings };
}

function shortened(term, prefixes) {
  if (term.type !== "uri") return term.value ?? "";
  for (const [prefix, iri] of Object.entries(prefixes)) {
    if (term.value.startsWith(iri)) return `${prefix}:${term.value.slice(iri.length)}`;
  }
  return term.value;
}

const isNumber = (term) => term?.type === "literal" && term.value.trim() !== "" && Number.isFinite(Number(term.value));

function linked(iri, label) {
  const link = document.createElement("a");
  link.href = `/resource?iri=${encodeURIComponent(iri)}`;
  link.textContent = label;
  return link;
}

export function table(result, prefixes) {
  const found = rows(result);
  if (!found.rows.length) return "No rows.";
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const name of found.names) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const row of found.rows.slice(0, MOST_ROWS)) {
    const line = body.insertRow();
    for (const name of found.names) {
      const cell = line.insertCell(), term = row[name];
      if (!term) continue;
      if (term.type === "uri") cell.append(linked(term.value, shortened(term, prefixes)));
      else cell.textContent = term.type === "triple" ? "<<…>>" : term.value;
      if (isNumber(term)) cell.className = "number";
    }
  }
  if (found.rows.length <= MOST_ROWS) return made;
  const note = document.createElement("p");
  note.textContent = `The first ${MOST_ROWS.toLocaleString("en")} rows; the downloads hold all.`;
  const both = document.createElement("div");
  both.append(made, note);
  return both;
}

export function chart(result, prefixes) {
  const found = rows(result);
  const number = found.names.find((name) => found.rows.length && found.rows.every((row) => !row[name] || isNumber(row[name]))
    && found.rows.some((row) => isNumber(row[name])));
  if (!number) return "A chart wants a column of numbers, such as COUNT(*).";
  const others = found.names.filter((name) => name !== number);
  const isTime = (name) => found.rows.every((row) => /^\d{4}(-\d\d(-\d\d)?)?(T|Z|$)/.test(row[name]?.value ?? ""));
  const tells = (name) => new Set(found.rows.map((row) => row[name]?.value)).size === found.rows.length;
  const time = others.find((name) => isTime(name) && tells(name));
  const label = time ?? others.find((name) => found.rows.some((row) => row[name]?.type === "literal")) ?? others[0];
  let points = found.rows.map((row, i) => [label && row[label] ? shortened(row[label], prefixes) : String(i + 1), Number(row[number]?.value ?? 0)]);
  if (time) points.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const total = points.length;
  points = points.slice(0, time ? 400 : MOST_BARS);
  const most = Math.max(...points.map(([, n]) => n), 0) || 1;
  const caption = `${number} by ${label ?? "row"}${total > points.length ? `, the first ${points.length} of ${total}` : ""}`;
  return time ? columns(points, most, caption) : bars(points, most, caption);
}

function bars(points, most, caption) {
  const width = 760, left = 260, step = 24;
  const made = svg("svg", { viewBox: `0 0 ${width} ${points.length * step + 6}`, role: "img", "aria-label": caption });
  points.forEach(([name, n], i) => {
    const length = Math.max(0, (width - left - 70) * n / most);
    const bar = svg("rect", { x: left, y: i * step + 4, width: length, height: step - 8, rx: 3 }, svg("title", {}, `${name}: ${n}`));
    const cut = name.length > 38 ? `${name.slice(0, 37)}…` : name;
    made.append(svg("text", { x: left - 8, y: i * step + 16, "text-anchor": "end" }, cut), bar,
      svg("text", { x: left + length + 6, y: i * step + 16, class: "quiet" }, n.toLocaleString("en")));
  });
  return made;
}

function columns(points, most, caption) {
  const width = 760, height = 240, low = height - 24, room = width / points.length;
  const made = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": caption });
  points.forEach(([name, n], i) => {
    const tall = (low - 20) * n / most;
    made.append(svg("rect", { x: i * room, y: low - tall, width: Math.min(room * 0.82, 60), height: tall, rx: 2 }, svg("title", {}, `${name}: ${n}`)));
    if (points.length <= 16) made.append(svg("text", { x: i * room, y: low - tall - 4, class: "quiet" }, n.toLocaleString("en")));
  });
  const every = Math.ceil(points.length / 8);
  points.forEach(([name], i) => {
    if (i % every === 0) made.append(svg("text", { x: i * room, y: height - 8, class: "quiet" }, name.slice(0, 10)));
  });
  made.append(svg("line", { x1: 0, x2: width, y1: low, y2: low }));
  return made;
}

// Subjects and objects of triples, else the first two columns of things, joined by lines.
export function graph(result, prefixes) {
  const found = rows(result);
  const pairs = [];
  if (result.triples) {
    for (const [s, p, o] of result.triples) if (o.type === "uri") pairs.push([s.value, o.value, shortened(p, prefixes)]);
  } else {
    const things = found.names.filter((name) => found.rows.some((row) => row[name]?.type === "uri"));
    const ends = things.length > 1 ? things.slice(0, 2) : found.names.slice(0, 2);
    if (ends.length < 2) return "A graph wants two columns, or triples (CONSTRUCT).";
    for (const row of found.rows) {
      const [a, b] = ends.map((name) => row[name]);
      if (a && b) pairs.push([a.value, b.value, ""]);
    }
  }
  const degree = new Map();
  for (const [a, b] of pairs) for (const end of [a, b]) degree.set(end, (degree.get(end) ?? 0) + 1);
  const kept = new Set([...degree.keys()].sort((a, b) => degree.get(b) - degree.get(a) || (a < b ? -1 : 1)).slice(0, MOST_NODES));
  const nodes = [...kept].map((id, i) => ({ id, x: Math.cos(i * 2.4) * 18 * Math.sqrt(i + 1), y: Math.sin(i * 2.4) * 18 * Math.sqrt(i + 1), vx: 0, vy: 0 }));
  if (!nodes.length) return "Nothing here is linked with anything.";
  const index = new Map(nodes.map((node) => [node.id, node]));
  const edges = pairs.filter(([a, b]) => a !== b && kept.has(a) && kept.has(b)).map(([a, b, label]) => [index.get(a), index.get(b), label]);
  settle(nodes, edges);
  const xs = nodes.map((n) => n.x), ys = nodes.map((n) => n.y);
  const [left, right, top, bottom] = [Math.min(...xs) - 70, Math.max(...xs) + 110, Math.min(...ys) - 30, Math.max(...ys) + 30];
  const spare = Math.max(0, 860 - (right - left)) / 2; // small graphs are not blown up
  const made = svg("svg", { viewBox: `${left - spare} ${top} ${right - left + 2 * spare} ${bottom - top}`, role: "group",
    "aria-label": `Graph of ${nodes.length} of ${degree.size} nodes and ${edges.length} links` });
  for (const [a, b, label] of edges) {
    made.append(svg("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, class: "link" }, ...(label ? [svg("title", {}, label)] : [])));
  }
  for (const node of nodes) {
    const name = shortened({ type: /^[a-z]+:/i.test(node.id) ? "uri" : "literal", value: node.id }, prefixes);
    let tail = name.replace(/[/#]$/, "").split(/[/#]/).pop().replaceAll("_", " ");
    try {
      tail = decodeURIComponent(tail);
    } catch { /* stays as it is */ }
    const mark = svg("circle", { cx: node.x, cy: node.y, r: 4 + Math.min(Math.sqrt(degree.get(node.id)), 8) }, svg("title", {}, name));
    const text = svg("text", { x: node.x + 12, y: node.y + 4 }, tail.length > 28 ? `${tail.slice(0, 27)}…` : tail);
    if (/^https?:/.test(node.id)) made.append(svg("a", { href: `/resource?iri=${encodeURIComponent(node.id)}`, "aria-label": name }, mark, text));
    else made.append(mark, text);
  }
  return made;
}

// Forces as Fruchterman and Reingold (1991) have them, from fixed beginnings: the same answer, the same picture.
function settle(nodes, edges) {
  const ideal = 70;
  for (let turn = 0, heat = 60; turn < 220; turn++, heat *= 0.975) {
    for (const node of nodes) node.vx = node.vy = 0;
    for (let i = 0; i < nodes.length; i++) {
      for (let j = i + 1; j < nodes.length; j++) {
        const a = nodes[i], b = nodes[j];
        const dx = a.x - b.x || 0.01, dy = a.y - b.y || 0.01, far = dx * dx + dy * dy;
        const push = ideal * ideal / far;
        a.vx += dx * push; a.vy += dy * push; b.vx -= dx * push; b.vy -= dy * push;
      }
      nodes[i].vx -= nodes[i].x * 0.6; nodes[i].vy -= nodes[i].y * 0.9;
    }
    for (const [a, b] of edges) {
      const dx = a.x - b.x, dy = a.y - b.y, pull = Math.hypot(dx, dy) / ideal;
      a.vx -= dx * pull; a.vy -= dy * pull; b.vx += dx * pull; b.vy += dy * pull;
    }
    for (const node of nodes) {
      const speed = Math.hypot(node.vx, node.vy) || 1;
      node.x += node.vx / speed * Math.min(speed, heat);
      node.y += node.vy / speed * Math.min(speed, heat);
    }
  }
}
