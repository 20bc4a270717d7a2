/* What the network page does. The data stand in #data as JSON; vis-network draws nodes and edges; the names
 * are drawn here, at a size that does not change with the zoom, and only where they overlap nothing.
 *
 * Data reach the document as text (textContent) and the canvas, never as markup.
 *
 * The fragment of the address keeps what is selected and hidden, so that a link or "back" restores it:
 *     #node=IRI    #source=IRI&relation=LABEL&target=IRI    #way=IRI&to=IRI
 *     &hide=Author,Category    &open=NUMBER.NUMBER (nodes whose neighbours are unfolded)    &from=TIME&until=TIME
 *
 * For tests and for scripts of one's own, `window.kg` offers
 *     ready            true once the first picture is drawn
 *     milliseconds     from the start of loading the page to that picture
 *     selected()       {node: IRI}, {edge: number}, {way: [IRI, ...]} or null
 *     shown()          the IRIs of the nodes that are shown
 *     select(IRI)      as a click on that node; select(null) clears
 *     point(IRI)       {x, y}: where that node is in the window
 *     edgePoint(n)     {x, y}: where the middle of the n-th edge is in the window
 *     names()          the IRIs of the nodes whose names are drawn now
 */
"use strict";
(() => {
  const { FONT, $, el, number, noun, plural, plain, link, download } = helpers;
  const data = JSON.parse($("data").textContent);
  const { types, nodes, edges } = data;
  for (const drawn of data.network.edges) {
    Object.assign(edges[drawn.id], { from: drawn.from, to: drawn.to, bend: drawn.smooth ? drawn.smooth.roundness : 0 });
  }
  for (const drawn of data.network.nodes) {
    Object.assign(nodes[drawn.id], { lines: drawn.label.split("\n"), size: drawn.size, tip: drawn.title });
  }
  const numberOf = new Map(nodes.map((node, i) => [node.id, i]));
  const edgesOf = nodes.map(() => []);
  edges.forEach((edge, i) => {
    edgesOf[edge.from].push(i);
    if (edge.to !== edge.from) edgesOf[edge.to].push(i);
  });
  const byWeight = nodes.map((_, i) => i).sort((a, b) =>
    nodes[b].focus - nodes[a].focus || nodes[b].weight - nodes[a].weight
    || edgesOf[b].length - edgesOf[a].length || a - b);

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 760px)");

  const hidden = new Set(); // types that are switched off
  let selection = null; // {node: number}, {edge: number} or {way: [number, ...]}
  let searching = false; // the list is wanted although something is selected
  let hover = null; // as selection
  let moved = false; // the reader has moved the view
  let sheet = null; // what is seen when all is in view: names stay inside, so that none is cut off at the rim

  const icon = (type) => helpers.icon(types, type);

  // ---------------------------------------------------------------- what is shown

  const times = [...new Set(nodes.map((node) => node.time).filter(Boolean))].sort();
  let span = [0, Math.max(times.length - 1, 0)]; // of `times`, both included
  let open = []; // nodes whose spare neighbours are shown, in the order of unfolding
  let asking = null; // the node that a way is looked for from
  let unfolded = new Set();

  function unfoldAll() {
    unfolded = new Set(open);
    for (const i of open) for (const e of edgesOf[i]) unfolded.add(other(edges[e], i));
  }

  const spareAround = (i) => [...new Set(edgesOf[i].map((e) => other(edges[e], i)))].filter((k) => nodes[k].spare && !unfolded.has(k));

  /* Whether a node is of the time that is looked at: papers by themselves, others by any of their papers. */
  let timely = null;

  function reckon() {
    const within = (node) => !node.time || (node.time >= times[span[0]] && node.time <= times[span[1]]);
    if (!times.length || (span[0] === 0 && span[1] === times.length - 1)) { timely = null; return; }
    timely = nodes.map((node, i) => {
      if (node.type === "Paper" || node.focus) return node.focus || within(node);
      const papers = edgesOf[i].map((e) => nodes[other(edges[e], i)]).filter((n) => n.type === "Paper");
      return !papers.length || papers.some(within);
    });
  }

  const nameOf = (i) => nodes[i].label || "(no name)";
  const other = (edge, i) => edge.from === i ? edge.to : edge.from;
  const visible = (i) => !hidden.has(nodes[i].type) && (!nodes[i].spare || unfolded.has(i)) && (!timely || timely[i]);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const endsOf = (chosen) => "node" in chosen ? [chosen.node] : "edge" in chosen ? [edges[chosen.edge].from, edges[chosen.edge].to] : chosen.way;

  // ---------------------------------------------------------------- the drawing

  const drawnNodes = new vis.DataSet(data.network.nodes.map(({ label, title, ...rest }) => rest)); // see placeNames, showTip
  const drawnEdges = new vis.DataSet(data.network.edges.map(({ title, ...rest }) => rest));
  const place = $("network");
  const network = new vis.Network(place, { nodes: drawnNodes, edges: drawnEdges }, data.network.options);
  const canvas = place.querySelector("canvas");
  const frame = canvas.parentElement;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "Drawing of the network. Arrow keys move it, plus and minus zoom. "
    + "The list of nodes holds all that is drawn.");
  const colours = {};

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["surface", "ink", "quiet", "edge", "accent"]) {
      colours[name] = style.getPropertyValue("--" + name).trim();
    }
  }

  /* A colour between two of the form #rrggbb. */
  function mix(a, b, share) {
    let mixed = "#";
    for (const at of [1, 3, 5]) {
      const [x, y] = [a, b].map((colour) => parseInt(colour.slice(at, at + 2), 16));
      mixed += Math.round(x + (y - x) * share).toString(16).padStart(2, "0");
    }
    return mixed;
  }

  /* The nodes and edges that a selection leaves bright; null: all. */
  function related() {
    if (!selection) return null;
    if ("way" in selection) return { nodes: new Set(selection.way), edges: new Set(stepsOf(selection.way)) };
    if ("edge" in selection) {
      const edge = edges[selection.edge];
      return { nodes: new Set([edge.from, edge.to]), edges: new Set([selection.edge]) };
    }
    const i = selection.node;
    return { nodes: new Set([i, ...edgesOf[i].map((e) => other(edges[e], i))]), edges: new Set(edgesOf[i]) };
  }

  const lastStyle = new Map();

  function changed(prefix, style) {
    const key = JSON.stringify(style);
    if (lastStyle.get(prefix + style.id) === key) return false;
    lastStyle.set(prefix + style.id, key);
    return true;
  }

  function restyle() {
    const bright = related();
    const border = dark.matches ? "dark" : "light";
    drawnNodes.update(nodes.map((node, i) => {
      const type = types[node.type];
      const dim = bright && !bright.nodes.has(i);
      const colour = dim
        ? { background: mix(type.fill, colours.surface, 0.82), border: mix(type[border], colours.surface, 0.74) }
        : { background: type.fill, border: type[border] };
      const chosen = selection && selection.node === i;
      const strong = { background: colour.background, border: dim ? type[border] : colours.ink };
      return {
        id: i, hidden: !visible(i), borderWidth: chosen || node.focus ? 2 : 1.25,
        color: { ...colour, border: chosen ? colours.ink : colour.border, highlight: strong, hover: strong },
      };
    }).filter((style) => changed("n", style)));
    drawnEdges.update(edges.map((edge, i) => {
      const on = bright && bright.edges.has(i);
      const colour = on ? colours.accent : bright ? mix(colours.edge, colours.surface, 0.72) : colours.edge;
      return {
        id: i, hidden: !(visible(edge.from) && visible(edge.to)), width: on ? 2 : 1.4,
        color: { color: colour, highlight: colours.accent, hover: colours.accent, inherit: false },
      };
    }).filter((style) => changed("e", style)));
    network.setSelection(
      { nodes: selection && "node" in selection ? [selection.node] : [], edges: selection && "edge" in selection ? [selection.edge] : [] },
      { highlightEdges: false });
    stale();
  }

  // ---------------------------------------------------------------- names

  const LINE = 14;
  const widths = new Map();
  let placed = null; // names and where they go, for one zoom and one state
  let placedScale = 0;

  function stale() {
    placed = null;
    network.redraw();
  }

  const leading = (node) => node.type !== "Paper" && node.type !== "Author";
  const fontOf = (node) => node.focus ? `700 14px ${FONT}` : leading(node) ? `600 12px ${FONT}` : `400 11px ${FONT}`;

  function widthOf(context, font, text) {
    const key = font + text;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  }

  /* Boxes that are taken, in a grid of cells, so that asking is cheap. */
  function grid() {
    const cells = new Map();
    const size = 80;
    const each = (box, act) => {
      for (let x = Math.floor(box.left / size); x <= Math.floor(box.right / size); x++) {
        for (let y = Math.floor(box.top / size); y <= Math.floor(box.bottom / size); y++) {
          if (act(x + " " + y)) return true;
        }
      }
      return false;
    };
    return {
      add: (box) => each(box, (key) => {
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(box);
      }),
      taken: (box) => each(box, (key) => (cells.get(key) || []).some((b) => b.owner !== box.owner
        && b.left < box.right && b.right > box.left && b.top < box.bottom && b.bottom > box.top)),
    };
  }

  function middle(edge, at) {
    const [a, b] = [at[edge.from], at[edge.to]];
    if (!edge.bend) return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const [dx, dy] = [b.x - a.x, a.y - b.y]; // the same control point as vis-network's "curvedCW"
    const share = edge.bend * 0.5 + 0.5;
    const angle = Math.atan2(dy, dx) + share * Math.PI;
    const length = share * Math.hypot(dx, dy);
    const via = { x: a.x + length * Math.sin(angle), y: a.y + length * Math.cos(angle) };
    return { x: (a.x + b.x) / 4 + via.x / 2, y: (a.y + b.y) / 4 + via.y / 2 };
  }

  /* Which names are drawn, and where: important ones first, each below, above or beside its node, none over
   * another or over a node. In pixels from the origin of the drawing, so that moving the view keeps them. */
  function placeNames(context, scale) {
    const at = network.getPositions();
    const bright = related();
    const taken = grid(); // by names
    const full = grid(); // by nodes
    const names = [];
    const shown = byWeight.filter(visible);
    for (const i of shown) {
      const r = nodes[i].size * scale;
      const [x, y] = [at[i].x * scale, at[i].y * scale];
      if (!bright || bright.nodes.has(i)) full.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, owner: i });
    }
    const first = selection && "node" in selection ? [selection.node] : [];
    const rest = shown.filter((i) => i !== first[0] && (!bright || bright.nodes.has(i)));
    for (const i of [...first.filter(visible), ...rest]) {
      const name = nameAt(context, i, at[i], scale, taken, full);
      if (name) {
        taken.add(name.box);
        names.push(name);
      }
    }
    const tags = [];
    const tagged = bright && bright.edges.size <= 14 ? bright.edges : []; // more would only repeat each other
    for (const e of tagged) {
      const edge = edges[e];
      if (!visible(edge.from) || !visible(edge.to) || edge.from === edge.to) continue;
      const tag = tagAt(context, edge, at, scale);
      if ((taken.taken(tag.box) || full.taken(tag.box)) && !("edge" in selection)) continue;
      taken.add(tag.box);
      tags.push(tag);
    }
    return { names, tags };
  }

  function nameAt(context, i, point, scale, taken, full) {
    const node = nodes[i];
    const font = fontOf(node);
    const wide = Math.max(...node.lines.map((line) => widthOf(context, font, line))) + 4;
    const tall = node.lines.length * LINE;
    const r = node.size * scale + 3;
    const [x, y] = [point.x * scale, point.y * scale];
    const choices = [[x, y + r + tall / 2], [x, y - r - tall / 2], [x + r + wide / 2 + 1, y], [x - r - wide / 2 - 1, y]];
    const boxes = choices.map(([cx, cy]) => (
      { cx, cy, left: cx - wide / 2, right: cx + wide / 2, top: cy - tall / 2, bottom: cy + tall / 2, owner: i }));
    const inside = sheet && point.x > sheet.left && point.x < sheet.right && point.y > sheet.top && point.y < sheet.bottom;
    const cut = (b) => inside && (b.left < sheet.left * scale || b.right > sheet.right * scale
      || b.top < sheet.top * scale || b.bottom > sheet.bottom * scale);
    const must = !taken || node.focus || (selection && selection.node === i);
    const box = (taken && boxes.find((b) => !cut(b) && !taken.taken(b) && !full.taken(b)))
      || (taken && leading(node) && edgesOf[i].length > 2 && boxes.find((b) => !cut(b) && !taken.taken(b))) // over a node rather than nowhere
      || (must && (boxes.find((b) => !cut(b)) || boxes[0]));
    return box ? { i, font, cx: box.cx, cy: box.cy, box } : null;
  }

  function tagAt(context, edge, at, scale) {
    const point = middle(edge, at);
    const font = `500 11px ${FONT}`;
    const half = widthOf(context, font, edge.label) / 2 + 3;
    const [cx, cy] = [point.x * scale, point.y * scale];
    return { label: edge.label, font, cx, cy, box: { left: cx - half, right: cx + half, top: cy - 8, bottom: cy + 8, owner: edge } };
  }

  function write(context, text, x, y, font, colour) {
    context.font = font;
    context.strokeStyle = colours.surface;
    context.lineWidth = 4;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  function drawName(context, name, dx, dy, colour) {
    const lines = nodes[name.i].lines;
    lines.forEach((line, k) => {
      write(context, line, name.cx + dx, name.cy + dy + (k - (lines.length - 1) / 2) * LINE, name.font, colour);
    });
  }

  network.on("afterDrawing", (context) => {
    const ratio = canvas.width / canvas.clientWidth;
    const view = context.getTransform();
    const scale = view.a / ratio;
    const [dx, dy] = [view.e / ratio, view.f / ratio];
    if (!placed || placedScale !== scale) {
      placed = placeNames(context, scale);
      placedScale = scale;
    }
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const tag of placed.tags) write(context, tag.label, tag.cx + dx, tag.cy + dy, tag.font, colours.accent);
    const whole = ({ i, box }) => nodes[i].focus || (selection && selection.node === i) // none is cut off by the rim
      || (box.left + dx >= 0 && box.right + dx <= canvas.clientWidth && box.top + dy >= 0 && box.bottom + dy <= canvas.clientHeight);
    for (const name of placed.names.filter(whole).reverse()) {
      const strong = leading(nodes[name.i]) || nodes[name.i].focus || (selection && selection.node === name.i);
      drawName(context, name, dx, dy, strong ? colours.ink : colours.quiet);
    }
    if (hover && "node" in hover && visible(hover.node)) {
      const name = placed.names.find((n) => n.i === hover.node)
        || nameAt(context, hover.node, network.getPosition(hover.node), scale);
      drawName(context, name, dx, dy, colours.ink);
    }
    if (hover && "edge" in hover) {
      const tag = tagAt(context, edges[hover.edge], network.getPositions(), scale);
      write(context, tag.label, tag.cx + dx, tag.cy + dy, tag.font, colours.accent);
    }
    context.restore();
  });

  network.on("beforeDrawing", (context) => {
    nodes.forEach((node, i) => {
      const chosen = selection && selection.node === i;
      if (!visible(i) || !(node.focus || chosen)) return;
      const { x, y } = network.getPosition(i);
      context.beginPath();
      context.arc(x, y, node.size * 1.25 + 9, 0, 2 * Math.PI);
      context.fillStyle = mix(colours.accent, colours.surface, chosen ? 0.72 : 0.87);
      context.fill();
    });
  });

  // ---------------------------------------------------------------- the view

  const motion = () => still.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" };

  function fit(animation) {
    const at = network.getPositions();
    const shown = nodes.map((_, i) => i).filter(visible);
    if (!shown.length) return;
    const ends = (axis) => [
      Math.min(...shown.map((i) => at[i][axis] - nodes[i].size)), Math.max(...shown.map((i) => at[i][axis] + nodes[i].size))];
    const [left, right] = ends("x");
    const [top, bottom] = ends("y");
    const [wide, tall] = [canvas.clientWidth, canvas.clientHeight];
    const scale = Math.min((wide - Math.min(wide * 0.2, 180)) / (right - left), (tall - Math.min(tall * 0.2, 76)) / (bottom - top), 1.25);
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    sheet = { left: x - wide / 2 / scale, right: x + wide / 2 / scale, top: y - tall / 2 / scale, bottom: y + tall / 2 / scale };
    placed = null;
    network.moveTo({ position: { x, y }, scale, animation });
  }

  /* The first view: all of it, or on a small screen as much around the middle as can be read. */
  function home() {
    fit(false);
    const focus = nodes.findIndex((node) => node.focus);
    if (narrow.matches && network.getScale() < 0.45) {
      network.moveTo({ position: network.getPosition(focus >= 0 ? focus : byWeight[0]), scale: 0.45, animation: false });
    }
    moved = false;
  }

  function centre(points) {
    const at = points.map((i) => network.getPosition(i));
    const mean = (axis) => at.reduce((sum, p) => sum + p[axis], 0) / at.length;
    network.moveTo({ position: { x: mean("x"), y: mean("y") }, scale: Math.max(network.getScale(), 0.75), animation: motion() });
    moved = true;
  }

  // vis-network has keys of its own, but takes the keyboard away from whoever types when the mouse passes.
  frame.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const zooms = { "+": 1.25, "=": 1.25, "-": 0.8 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [scale, position] = [network.getScale(), network.getViewPosition()];
    if (event.key in steps) {
      const [x, y] = steps[event.key];
      network.moveTo({ position: { x: position.x + x * 60 / scale, y: position.y + y * 60 / scale }, scale });
    } else if (event.key in zooms) {
      network.moveTo({ position, scale: within(scale * zooms[event.key]) });
    } else {
      return;
    }
    moved = true;
    event.preventDefault();
  });

  const within = (scale) => Math.max(0.06, Math.min(scale, 5));

  // ---------------------------------------------------------------- selection and its panel

  /* `how.centre` brings it into view, `how.focus` moves the keyboard to the panel, `how.quiet` leaves the address. */
  function select(next, how = {}) {
    const different = !same(selection, next);
    selection = next;
    searching = false;
    if (next) {
      const ends = endsOf(next);
      for (const i of ends) if (hidden.delete(nodes[i].type)) drawLegend();
      if (timely && ends.some((i) => !timely[i])) setSpan(0, times.length - 1, true);
      const folded = ends.filter((i) => !visible(i));
      if (folded.length) unfold(folded, true);
      if (how.centre) centre(ends);
    }
    restyle();
    drawSide();
    if (different && !how.quiet) writeAddress();
    if (next && how.focus) $("details").focus({ preventScroll: true });
  }

  const REVERSE = {
    introduces: "introduced by", uses: "used by", by: "author of", in: "holds", addresses: "addressed by",
    broader: "narrower", compares: "compared in", mentions: "mentioned by", "applied to": "approached by",
    "evaluated on": "evaluates", "built on": "basis of",
  };
  const reverse = (label) => Object.hasOwn(REVERSE, label) ? REVERSE[label] : `← ${label}`;

  function hostOf(url) {
    try {
      return new URL(url).host.replace(/^www\./, "");
    } catch {
      return "the web";
    }
  }

  function quote(evidence, here) {
    const words = !evidence.exact && !evidence.before ? null : el("p", { dir: "auto" }, evidence.before, el("mark", {}, evidence.exact), evidence.after);
    const source = here.includes(evidence.paper) && !evidence.url ? null
      : el("footer", {}, evidence.url ? link(evidence.url, evidence.paper) : el("cite", { dir: "auto" }, evidence.paper));
    return el("blockquote", {}, words, words && here.includes(evidence.paper) ? null : source);
  }

  function quotes(edge, here, open) {
    if (!edge.evidence.length) return null;
    const all = edge.evidence.map((evidence) => quote(evidence, here));
    const shown = open ? 1 : 0;
    const more = all.slice(shown);
    const box = el("div", { class: "quotes" }, ...all.slice(0, shown));
    if (more.length) {
      const says = shown ? `${more.length} more` : plural(more.length, "sentence");
      box.append(el("details", {}, el("summary", {}, says), ...more));
    }
    return box;
  }

  function jump(i) {
    return el("button", { type: "button", class: "jump", onclick: () => select({ node: i }, { centre: true, focus: true }) },
      icon(nodes[i].type), el("span", { dir: "auto" }, nameOf(i)));
  }

  function badge(type) {
    return el("p", { class: "badge" }, icon(type), type);
  }

  const FIELDS = { tldr: "TL;DR", motivation: "motivation", method: "method", result: "result", conclusion: "conclusion" };

  function nodePanel(i) {
    const node = nodes[i];
    const parts = [badge(node.type), el("h2", { dir: "auto" }, nameOf(i))];
    const more = spareAround(i).length;
    parts.push(el("p", { class: "acts" },
      more ? el("button", { type: "button", id: "unfold", onclick: () => { unfold([i]); select({ node: i }, { quiet: true, focus: true }); } }, `Unfold ${more} more`) : null,
      el("button", { type: "button", id: "way", title: "Then choose the other one", onclick: () => { asking = i; searching = true; search.value = ""; drawSide(); search.focus(); } }, "Way to …")));
    if (node.facts.length) {
      parts.push(el("dl", {}, ...node.facts.map(([name, value]) =>
        el("div", {}, el("dt", { dir: "auto" }, name), el("dd", { dir: "auto" }, value)))));
    }
    if (node.summaries.length) {
      parts.push(el("dl", { class: "summary" }, ...node.summaries.map(([field, text, language]) =>
        el("div", {}, el("dt", {}, FIELDS[field] || field, node.summaries.some((s) => s[0] === field && s[2] !== language) ? ` (${language})` : ""),
          el("dd", { dir: "auto", lang: language || null }, text)))));
    }
    if (node.text) parts.push(el("p", { class: "text", dir: "auto" }, node.text));
    if (node.url) parts.push(link(node.url, `Open at ${hostOf(node.url)}`, "open"));
    const groups = new Map();
    for (const e of edgesOf[i]) {
      const edge = edges[e];
      const title = edge.from === i ? edge.label : reverse(edge.label);
      if (!groups.has(title)) groups.set(title, []);
      groups.get(title).push(edge);
    }
    for (const [title, members] of groups) {
      parts.push(el("section", {},
        el("h3", { dir: "auto" }, title, " ", el("span", { class: "count" }, String(members.length))),
        el("ul", { class: "relations" }, ...members.map((edge) => el("li", {},
          jump(other(edge, i)), quotes(edge, [node.label, nodes[other(edge, i)].label], members.length <= 12))))));
    }
    return parts;
  }

  function edgePanel(e) {
    const edge = edges[e];
    const here = [nodes[edge.from].label, nodes[edge.to].label];
    const parts = [el("p", { class: "badge" }, "Relation"), el("h2", { dir: "auto" }, edge.label),
      el("div", { class: "ends" }, jump(edge.from), el("span", { class: "arrow", "aria-hidden": "true" }, "↓ " + edge.label), jump(edge.to))];
    if (edge.evidence.length) {
      parts.push(el("section", {},
        el("h3", {}, "Evidence ", el("span", { class: "count" }, String(edge.evidence.length))),
        el("div", { class: "quotes" }, ...edge.evidence.map((evidence) => quote(evidence, here)))));
    } else {
      parts.push(el("p", { class: "text" }, "No sentence is recorded for this relation."));
    }
    return parts;
  }

  /* The shortest way between two nodes within all that the page holds, by breadth; null: there is none. */
  function shortest(from, to) {
    const before = new Map([[from, null]]);
    const todo = [from];
    for (let k = 0; k < todo.length && !before.has(to); k++) {
      for (const e of edgesOf[todo[k]]) {
        const next = other(edges[e], todo[k]);
        if (!before.has(next)) { before.set(next, todo[k]); todo.push(next); }
      }
    }
    if (!before.has(to)) return null;
    const way = [];
    for (let i = to; i !== null; i = before.get(i)) way.unshift(i);
    return way;
  }

  const stepsOf = (way) => way.slice(1).map((i, k) => edgesOf[i].find((e) => other(edges[e], i) === way[k]));

  function wayPanel(way) {
    const parts = [el("p", { class: "badge" }, "Shortest way"), el("h2", { dir: "auto" }, `${nameOf(way[0])} to ${nameOf(way[way.length - 1])}`)];
    const steps = stepsOf(way);
    const list = el("div", { class: "ends" }, jump(way[0]));
    steps.forEach((e, k) => {
      const edge = edges[e];
      const forth = edge.from === way[k];
      list.append(el("span", { class: "arrow" }, forth ? `↓ ${edge.label}` : `↓ ${reverse(edge.label)}`));
      const proof = quotes(edge, [nameOf(way[k]), nameOf(way[k + 1])], true);
      if (proof) list.append(proof);
      list.append(jump(way[k + 1]));
    });
    parts.push(el("p", { class: "text" }, `${plural(steps.length, "step")}, within what this page holds`), list);
    return parts;
  }

  /* Choose a node, or where a way was asked for the way to it. */
  function arrive(i, how) {
    const from = asking;
    asking = null;
    if (from === null || from === i) return select({ node: i }, how);
    const way = shortest(from, i);
    if (way) return select({ way }, how);
    select({ node: from }, how);
    $("details").prepend(el("p", { class: "notice", role: "status" }, `Nothing that this page holds leads to ${nameOf(i)}.`));
    return undefined;
  }

  /* Show the spare neighbours of nodes, or with `alone` the nodes themselves. */
  function unfold(which, alone) {
    open = [...open, ...which.filter((i) => !open.includes(i))];
    if (alone) for (const i of which) unfolded.add(i);
    unfoldAll();
    drawLegend();
    restyle();
    $("undo").disabled = !open.length;
    writeAddress();
  }

  function undo() {
    open = open.slice(0, -1);
    unfoldAll();
    if (selection && !endsOf(selection).every(visible)) selection = null;
    $("undo").disabled = !open.length;
    drawLegend();
    restyle();
    drawSide();
    writeAddress();
  }

  function setSpan(from, to, quiet) {
    span = [Math.min(from, to), Math.max(from, to)];
    reckon();
    for (const [name, k] of [["from", 0], ["to", 1]]) { $(name).value = span[k]; $(name).setAttribute("aria-valuetext", times[span[k]]); }
    const papers = nodes.filter((node, i) => node.type === "Paper" && visible(i)).length;
    $("span").textContent = `${times[span[0]]} to ${times[span[1]]}: ${plural(papers, "paper")}`;
    if (quiet) return;
    if (selection && !endsOf(selection).every(visible)) selection = null;
    restyle();
    drawSide();
    writeAddress();
  }

  if (times.length > 1) {
    $("times").hidden = false;
    for (const name of ["from", "to"]) $(name).max = times.length - 1;
    $("from").addEventListener("input", () => setSpan(Number($("from").value), Math.max(span[1], Number($("from").value))));
    $("to").addEventListener("input", () => setSpan(Math.min(span[0], Number($("to").value)), Number($("to").value)));
  }

  function drawSide() {
    const open = selection && !searching;
    const details = $("details");
    details.hidden = !open;
    $("results").hidden = $("status").hidden = Boolean(open);
    $("search").setAttribute("aria-expanded", String(!open));
    if (open) {
      const parts = "node" in selection ? nodePanel(selection.node) : "edge" in selection ? edgePanel(selection.edge) : wayPanel(selection.way);
      details.replaceChildren(el("button", { type: "button", class: "back", onclick: () => clear(true) }, "‹ All nodes"), ...parts);
      details.scrollTop = 0;
    } else {
      details.replaceChildren();
      drawResults();
    }
  }

  function clear(toSearch) {
    asking = null;
    select(null);
    if (toSearch) $("search").focus();
  }

  // ---------------------------------------------------------------- search: a list box of all nodes

  let found = [];
  let active = 0;
  const keys = nodes.map((node) => plain(node.label));

  function drawResults() {
    const words = plain($("search").value).split(/\s+/).filter(Boolean);
    const rank = (i) => words.length && keys[i].startsWith(words[0]) ? 0 : 1;
    const reach = (i) => visible(i) || ((asking !== null || words.length) && !hidden.has(nodes[i].type) && (!timely || timely[i]));
    found = byWeight.filter((i) => i !== asking && reach(i) && words.every((word) => keys[i].includes(word)));
    found.sort((a, b) => rank(a) - rank(b)); // stable: by weight within a rank
    active = 0;
    $("results").replaceChildren(...found.map((i, k) => el("li",
      { role: "option", id: "option-" + k, "aria-selected": "false", onclick: () => choose(k) },
      icon(nodes[i].type), el("span", { class: "name", dir: "auto" }, nameOf(i)), el("span", { class: "type" }, nodes[i].type))));
    $("results").scrollTop = 0;
    $("status").textContent = asking !== null ? `Way from ${nameOf(asking)} to which?` : found.length ? plural(found.length, "node")
      : words.length ? "Nothing here bears that name." : "Nothing to show.";
    mark(0);
  }

  function mark(k) {
    const options = $("results").children;
    if (options[active]) options[active].setAttribute("aria-selected", "false");
    active = Math.max(0, Math.min(k, found.length - 1));
    if (options[active]) {
      options[active].setAttribute("aria-selected", "true");
      $("search").setAttribute("aria-activedescendant", "option-" + active);
      if (k) options[active].scrollIntoView({ block: "nearest" });
    } else {
      $("search").removeAttribute("aria-activedescendant");
    }
  }

  function choose(k) {
    if (k < found.length) arrive(found[k], { centre: true, focus: true });
  }

  const search = $("search");
  search.addEventListener("input", () => {
    searching = true;
    drawSide();
  });
  search.addEventListener("focus", () => {
    if (!selection || searching) return;
    searching = true;
    drawSide();
  });
  search.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) mark(active + steps[event.key]);
    else if (event.key === "Enter") choose(active);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search && !event.ctrlKey && !event.metaKey && !event.altKey) {
      search.focus();
      search.select();
    } else if (event.key === "u" && document.activeElement !== search && open.length && !event.ctrlKey && !event.metaKey && !event.altKey) {
      undo();
    } else if (event.key === "Escape") {
      search.value = "";
      clear(document.activeElement !== search);
    } else {
      return;
    }
    event.preventDefault();
  });

  // ---------------------------------------------------------------- legend and buttons

  function drawLegend() {
    $("legend").replaceChildren(...Object.keys(types).map((type) => {
      const n = nodes.filter((node, i) => node.type === type && (!node.spare || unfolded.has(i))).length;
      if (!n) return null;
      return el("button", { type: "button", "aria-pressed": String(!hidden.has(type)), "data-type": type,
        onclick: () => toggle(type) }, icon(type), noun(n, type), " ", el("span", { class: "count" }, number(n)));
    }).filter(Boolean));
  }

  function toggle(type) {
    if (!hidden.delete(type)) hidden.add(type);
    if (selection) {
      if (!endsOf(selection).every(visible)) selection = null;
    }
    drawLegend();
    restyle();
    drawSide();
    writeAddress();
    document.querySelector(`[data-type="${type}"]`).focus();
  }

  $("fit").addEventListener("click", () => {
    fit(motion());
    moved = false;
  });
  $("all").addEventListener("click", () => {
    hidden.clear();
    if (times.length > 1) setSpan(0, times.length - 1, true);
    search.value = "";
    drawLegend();
    select(null, { quiet: true });
    writeAddress();
    fit(motion());
    moved = false;
  });

  const shownEdges = () => edges.map((edge, e) => e).filter((e) => visible(edges[e].from) && visible(edges[e].to));

  $("undo").addEventListener("click", undo);
  $("svg").addEventListener("click", () => {
    const at = network.getPositions();
    const border = dark.matches ? "dark" : "light";
    const parts = nodes.map((node, i) => i).filter(visible).map((i) => ({
      ...at[i], size: nodes[i].size, shape: types[nodes[i].type].shape, fill: types[nodes[i].type].fill, border: types[nodes[i].type][border],
      lines: nodes[i].lines, font: nodes[i].focus ? 14 : leading(nodes[i]) ? 12 : 11,
    }));
    const lines = shownEdges().map((e) => {
      const [from, to] = [at[edges[e].from], at[edges[e].to]];
      const mid = middle(edges[e], at);
      return { from, to, via: { x: 2 * mid.x - (from.x + to.x) / 2, y: 2 * mid.y - (from.y + to.y) / 2 }, label: edges[e].label, width: 1.4, colour: colours.edge };
    });
    download("network.svg", new Blob([drawn.picture(document.title, parts, lines, colours.surface, colours.ink)], { type: "image/svg+xml" }));
  });
  $("turtle").addEventListener("click", () => {
    const some = nodes.filter((_, i) => visible(i));
    const ties = shownEdges().map((e) => ({ from: nodes[edges[e].from], to: nodes[edges[e].to], predicate: edges[e].predicate }));
    download("network.ttl", new Blob([drawn.turtle(some, ties, data.classes, data.prefixes)], { type: "text/turtle" }));
  });
  $("save").addEventListener("click", () => {
    const copy = el("canvas", { width: canvas.width, height: canvas.height });
    const context = copy.getContext("2d");
    context.fillStyle = colours.surface;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    copy.toBlob((blob) => download("network.png", blob));
  });

  // ---------------------------------------------------------------- the address

  function writeAddress() {
    const wanted = new URLSearchParams();
    if (selection && "node" in selection) wanted.set("node", nodes[selection.node].id);
    if (selection && "edge" in selection) {
      const edge = edges[selection.edge];
      wanted.set("source", nodes[edge.from].id);
      wanted.set("relation", edge.label);
      wanted.set("target", nodes[edge.to].id);
    }
    if (selection && "way" in selection) {
      wanted.set("way", nodes[selection.way[0]].id);
      wanted.set("to", nodes[selection.way[selection.way.length - 1]].id);
    }
    if (open.length) wanted.set("open", open.join("."));
    if (times.length && (span[0] > 0 || span[1] < times.length - 1)) {
      wanted.set("from", times[span[0]]);
      wanted.set("until", times[span[1]]);
    }
    if (hidden.size) wanted.set("hide", [...hidden].join(","));
    const fragment = String(wanted);
    if (location.protocol !== "about:" && fragment !== location.hash.slice(1)) history.pushState(null, "", "#" + fragment);
  }

  function readAddress() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    hidden.clear();
    for (const type of (wanted.get("hide") || "").split(",")) if (Object.hasOwn(types, type)) hidden.add(type);
    open = (wanted.get("open") || "").split(".").filter((text) => /^\d+$/.test(text) && Number(text) < nodes.length).map(Number);
    unfoldAll();
    $("undo").disabled = !open.length;
    const ends = [times.indexOf(wanted.get("from")), times.indexOf(wanted.get("until"))];
    if (times.length > 1) setSpan(...(ends[0] >= 0 && ends[1] >= 0 ? ends : [0, times.length - 1]), true);
    let next = null;
    const way = numberOf.has(wanted.get("way")) && numberOf.has(wanted.get("to")) ? shortest(numberOf.get(wanted.get("way")), numberOf.get(wanted.get("to"))) : null;
    if (way && way.length > 1) {
      next = { way };
    } else if (numberOf.has(wanted.get("node"))) {
      next = { node: numberOf.get(wanted.get("node")) };
    } else if (wanted.has("source")) {
      const ends = [numberOf.get(wanted.get("source")), numberOf.get(wanted.get("target"))];
      const e = edges.findIndex((edge) => edge.from === ends[0] && edge.to === ends[1] && edge.label === wanted.get("relation"));
      if (e >= 0) next = { edge: e };
    }
    drawLegend();
    select(next, { quiet: true, centre: true });
  }

  addEventListener("hashchange", readAddress);

  // ---------------------------------------------------------------- events of the drawing

  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined && asking !== null) arrive(node, {});
    else select(node !== undefined ? { node } : edge !== undefined ? { edge } : null);
  });
  network.on("hoverNode", ({ node, event }) => {
    hover = { node };
    showTip(nodes[node].tip, event);
  });
  network.on("hoverEdge", ({ edge, event }) => {
    hover = { edge };
    const { from, label, to } = edges[edge];
    showTip(`${nameOf(from)}\n${label}\n${nameOf(to)}`, event);
  });
  for (const leave of ["blurNode", "blurEdge", "click", "dragStart", "zoom"]) network.on(leave, unhover);
  frame.addEventListener("mouseleave", unhover);

  let waiting = 0;

  function showTip(text, event) {
    clearTimeout(waiting);
    waiting = setTimeout(() => helpers.say($("tip"), text, event.clientX, event.clientY), 250);
  }

  function unhover() {
    clearTimeout(waiting);
    $("tip").hidden = true;
    if (!hover) return;
    hover = null;
    network.redraw();
  }

  network.on("dragging", ({ nodes: dragged }) => {
    moved = true;
    if (dragged.length) placed = null;
  });
  network.on("zoom", ({ scale }) => {
    moved = true;
    if (within(scale) !== scale) network.moveTo({ scale: within(scale) });
  });
  network.on("resize", () => { if (!moved) setTimeout(home, 0); });
  dark.addEventListener("change", () => {
    readColours();
    restyle();
  });

  // ---------------------------------------------------------------- start

  window.kg = {
    ready: false,
    milliseconds: 0,
    selected: () => selection && ("node" in selection ? { node: nodes[selection.node].id }
      : "way" in selection ? { way: selection.way.map((i) => nodes[i].id) } : { ...selection }),
    shown: () => nodes.filter((_, i) => visible(i)).map((node) => node.id),
    select: (id) => select(numberOf.has(id) ? { node: numberOf.get(id) } : null),
    point: (id) => toWindow(network.getPosition(numberOf.get(id))),
    edgePoint: (e) => toWindow(middle(edges[e], network.getPositions())),
    names: () => placed ? placed.names.map((name) => nodes[name.i].id) : [],
  };

  function toWindow(point) {
    const seen = network.canvasToDOM(point);
    const box = canvas.getBoundingClientRect();
    return { x: box.left + seen.x, y: box.top + seen.y };
  }

  readColours();
  home();
  readAddress();
  network.once("afterDrawing", () => {
    window.kg.ready = true;
    window.kg.milliseconds = Math.round(performance.now());
  });
  network.redraw();
})();
