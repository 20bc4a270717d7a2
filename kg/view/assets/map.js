/* The map of papers, on a canvas of our own: points are blended into the pixels of a picture, names are drawn above.
 *
 * data: count; at (two uint16 a point), category (uint8), when (uint16, number of a period; 65535: unknown), said
 * (uint8: how many things a paper speaks of) and uses (uint16 each, one paper after the other) as base64;
 * categories [[notation, papers]], others, periods [name]; things (one a line), their kinds (uint8, number of a type)
 * and papersOf (uint32: how many speak of each); regions [[name, level, papers, x, y]]; papers [titles, times,
 * categories, addresses (see frame.js)], one a line.
 */
"use strict";
(() => {
  const { $, data, el, svg, icon, number, plural, plain, showPapers } = frame;
  const n = data.count;

  function unpack(text, kind) {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return new kind(bytes.buffer);
  }

  const at = unpack(data.at, Uint16Array);
  const category = unpack(data.category, Uint8Array);
  const when = unpack(data.when, Uint16Array);
  const said = unpack(data.said, Uint8Array);
  const uses = unpack(data.uses, Uint16Array);
  const firstUse = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) firstUse[i + 1] = firstUse[i] + said[i];

  const kinds = unpack(data.kinds, Uint8Array);
  const papersOf = unpack(data.papersOf, Uint32Array);
  const types = Object.keys(data.types);

  const once = (make) => { let made; return () => made === undefined ? made = make() : made; };
  const columns = once(() => data.papers.map((column) => column.split("\n"))); // after the first picture
  const things = once(() => data.things.split("\n"));
  const paper = (i) => columns().map((column) => column[i]);

  const COLOURS = 8; // of categories, the last for all others: --c0 to --c7
  const hidden = new Set(); // numbers of categories
  let span = [0, Math.max(data.periods.length - 1, 0)];
  let wanted = null; // Uint8Array: what the search found; null: no search
  let chosen = null; // numbers of papers of the lasso, or one paper
  const lit = new Uint8Array(n); // 0: not shown, 1: dim, 2: shown, 3: chosen
  let view = { x: 0, y: 0, scale: 1 }; // what stands in the middle, in units of `at`, and pixels per unit
  let lassoing = false;
  let loop = null; // the lasso while it is drawn: [[x, y]] in pixels
  let moved = false;

  // ---------------------------------------------------------------- a grid for what is near a place

  const CELLS = 128;
  const cellOf = (i) => (at[2 * i] >> 9) * CELLS + (at[2 * i + 1] >> 9);
  const starts = new Uint32Array(CELLS * CELLS + 1);
  for (let i = 0; i < n; i++) starts[cellOf(i) + 1]++;
  for (let c = 0; c < CELLS * CELLS; c++) starts[c + 1] += starts[c];
  const members = new Uint32Array(n);
  const next = starts.slice();
  for (let i = 0; i < n; i++) members[next[cellOf(i)]++] = i;

  function nearest(px, py) {
    const { width, height } = size;
    const x = (px - width / 2) / view.scale + view.x, y = (py - height / 2) / view.scale + view.y;
    const reach = 9 / view.scale;
    let best = -1, far = reach * reach;
    const low = (v) => Math.max(0, Math.floor((v - reach) / 512)), high = (v) => Math.min(CELLS - 1, Math.floor((v + reach) / 512));
    for (let cx = low(x); cx <= high(x); cx++) {
      for (let cy = low(y); cy <= high(y); cy++) {
        for (let k = starts[cx * CELLS + cy]; k < starts[cx * CELLS + cy + 1]; k++) {
          const i = members[k];
          if (!lit[i]) continue;
          const d = (at[2 * i] - x) ** 2 + (at[2 * i + 1] - y) ** 2;
          if (d <= far) { far = d; best = i; }
        }
      }
    }
    return best;
  }

  // ---------------------------------------------------------------- drawing

  const canvas = $("points"), names = $("names");
  const context = canvas.getContext("2d", { alpha: false }), writing = names.getContext("2d");
  const sharp = document.createElement("canvas"); // what was painted last, and from where
  const painting = sharp.getContext("2d", { alpha: false });
  let painted = null; // the view of `sharp`
  let size = { width: 1, height: 1, ratio: 1 };
  let pixels = null, words32 = null;

  function resize() {
    const box = $("place").getBoundingClientRect();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    size = { width: box.width, height: box.height, ratio };
    for (const c of [canvas, names, sharp]) { c.width = Math.max(1, Math.round(box.width * ratio)); c.height = Math.max(1, Math.round(box.height * ratio)); }
    pixels = painting.createImageData(canvas.width, canvas.height);
    words32 = new Uint32Array(pixels.data.buffer);
  }

  const discs = new Map();

  /* A disc as steps and covers (0 to 256) of pixels, for a picture of this width. */
  function discOf(radius, strength, width) {
    const key = [Math.round(radius * 4), strength, width].join();
    if (!discs.has(key)) {
      const steps = [], covers = [], dxs = [], dys = [];
      const r = Math.ceil(radius);
      for (let dy = -r; dy <= r; dy++) {
        for (let dx = -r; dx <= r; dx++) {
          const cover = Math.round(256 * strength * Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(dx, dy))));
          if (cover > 8) { steps.push(dy * width + dx); covers.push(cover); dxs.push(dx); dys.push(dy); }
        }
      }
      discs.set(key, { r, steps: Int32Array.from(steps), covers: Int32Array.from(covers), dxs: Int32Array.from(dxs), dys: Int32Array.from(dys) });
    }
    return discs.get(key);
  }

  const rgb = (colour) => [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));
  const packed = ([r, g, b]) => (0xff000000 | b << 16 | g << 8 | r) >>> 0; // as the bytes of a pixel lie in a word

  function paint() {
    const { ratio } = size;
    const w = canvas.width, h = canvas.height;
    words32.fill(packed(rgb(colours.surface)));
    const crowd = Math.sqrt(4000 / Math.max(n, 1));
    const radius = Math.min(6, Math.max(1.1, 3.2 * Math.min(crowd, 1.3)) * Math.pow(view.scale / home.scale, 0.35)) * ratio;
    const discOfPass = [null, discOf(radius, 0.16, w), discOf(radius, n > 20000 ? 0.72 : 0.82, w), discOf(radius + 1.6 * ratio, 1, w)];
    const inks = Array.from({ length: COLOURS }, (_, c) => packed(rgb(colours["c" + c])));
    const scale = view.scale * ratio;
    const ox = w / 2 - view.x * scale, oy = h / 2 - view.y * scale;
    for (let pass = 1; pass <= 3; pass++) { // dim points below, chosen ones above
      const { r, steps, covers, dxs, dys } = discOfPass[pass];
      const many = steps.length;
      for (let i = 0; i < n; i++) {
        if (lit[i] !== pass) continue;
        const x = (at[2 * i] * scale + ox) | 0, y = (at[2 * i + 1] * scale + oy) | 0;
        if (x < -r || y < -r || x >= w + r || y >= h + r) continue;
        const ink = inks[category[i]];
        const inkRB = ink & 0xff00ff, inkG = ink & 0xff00;
        const o = y * w + x;
        const whole = x >= r && y >= r && x < w - r && y < h - r;
        for (let k = 0; k < many; k++) {
          if (!whole && (x + dxs[k] < 0 || x + dxs[k] >= w || y + dys[k] < 0 || y + dys[k] >= h)) continue;
          const a = covers[k], q = o + steps[k];
          const under = words32[q];
          const rb = (Math.imul(under & 0xff00ff, 256 - a) + Math.imul(inkRB, a)) >>> 8 & 0xff00ff;
          const g = (Math.imul(under & 0xff00, 256 - a) + Math.imul(inkG, a)) >>> 8 & 0xff00;
          words32[q] = 0xff000000 | rb | g;
        }
      }
    }
    painting.putImageData(pixels, 0, 0);
    painted = { ...view };
    context.drawImage(sharp, 0, 0);
  }

  /* The picture painted last, moved to where it belongs now: quick, and a little blurred while it grows. */
  function shift() {
    const { width, height, ratio } = size;
    const grown = view.scale / painted.scale;
    context.fillStyle = colours.surface;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const x = width / 2 + (painted.x - view.x) * view.scale - width / 2 * grown;
    const y = height / 2 + (painted.y - view.y) * view.scale - height / 2 * grown;
    context.drawImage(sharp, x * ratio, y * ratio, canvas.width * grown, canvas.height * grown);
  }

  const colours = {};

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const inks = Array.from({ length: COLOURS }, (_, c) => "c" + c);
    for (const name of ["surface", "ink", "quiet", "accent", ...inks]) colours[name] = style.getPropertyValue("--" + name).trim();
  }

  const { FONT } = helpers;

  const widths = new Map();

  function widthOf(text) {
    const key = writing.font + text;
    if (!widths.has(key)) widths.set(key, writing.measureText(text).width);
    return widths.get(key);
  }

  function letter() {
    const { width, height, ratio } = size;
    writing.setTransform(ratio, 0, 0, ratio, 0, 0);
    writing.clearRect(0, 0, width, height);
    writing.textAlign = "center";
    writing.textBaseline = "middle";
    writing.lineJoin = "round";
    const taken = [];
    const zoom = view.scale / home.scale;
    drawn = [];
    data.regions.forEach(([name, level, papers, x, y], k) => {
      if (level && zoom < 1.6) return;
      let px = (x - view.x) * view.scale + width / 2;
      const middle = (y - view.y) * view.scale + height / 2;
      writing.font = level ? `500 12px ${FONT}` : `650 13px ${FONT}`;
      const lines = name.length > 26 ? name.split(", ") : [name];
      const half = Math.max(...lines.map((line) => widthOf(line))) / 2 + 4;
      const tall = lines.length * 8 + 3;
      if (px < 0 || px > width) return;
      px = Math.min(Math.max(px, half + 3), width - half - 3); // at the rim the whole name, a little aside
      const py = middle - tall - 8; // above its papers
      const box = [px - half, py - tall, px + half, py + tall];
      if (box[0] < 2 || box[2] > width - 2 || box[1] < 2 || box[3] > height - 2) return;
      if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) return;
      taken.push(box);
      drawn.push(k);
      lines.forEach((line, l) => {
        const ly = py + (l - (lines.length - 1) / 2) * 16;
        writing.strokeStyle = colours.surface;
        writing.globalAlpha = 0.75;
        writing.lineWidth = 3.5;
        writing.strokeText(line, px, ly);
        writing.globalAlpha = 1;
        writing.fillStyle = colours.ink;
        writing.fillText(line, px, ly);
      });
    });
    if (loop) {
      writing.beginPath();
      loop.forEach(([x, y], k) => k ? writing.lineTo(x, y) : writing.moveTo(x, y));
      writing.closePath();
      writing.globalAlpha = 0.12;
      writing.fillStyle = colours.accent;
      writing.fill();
      writing.globalAlpha = 1;
      writing.strokeStyle = colours.accent;
      writing.lineWidth = 1.5;
      writing.stroke();
    }
  }

  let drawn = []; // numbers of the regions whose names are drawn
  let asked = false;

  /* Draw before the next frame; many wishes make one drawing. */
  function draw() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      if (moving && painted) shift();
      else paint();
      letter();
    });
  }

  const MANY = 4000; // papers from which on a moving map shows the picture painted last
  let moving = false;
  let resting = 0;

  /* The view moves: draw at once what there is, and anew when it rests. */
  function move() {
    moved = true;
    moving = n > MANY;
    clearTimeout(resting);
    resting = setTimeout(() => { moving = false; draw(); }, 90);
    draw();
  }

  let home = { x: 0, y: 0, scale: 1 };

  /* All points, less the few that stand far out. */
  function fit() {
    const { width, height } = size;
    const ends = [0, 1].map((axis) => {
      const sorted = new Uint16Array(n);
      for (let i = 0; i < n; i++) sorted[i] = at[2 * i + axis];
      sorted.sort();
      const out = n > 200 ? Math.floor(n * 0.002) : 0;
      return n ? [sorted[out], sorted[n - 1 - out]] : [0, 65535];
    });
    const wide = Math.max(ends[0][1] - ends[0][0], 200), tall = Math.max(ends[1][1] - ends[1][0], 200);
    home = { x: (ends[0][0] + ends[0][1]) / 2, y: (ends[1][0] + ends[1][1]) / 2, scale: Math.min((width - 60) / wide, (height - 50) / tall) };
    view = { ...home };
    moved = false;
    draw();
  }

  // ---------------------------------------------------------------- what is lit

  function shown(i) {
    return !hidden.has(category[i]) && (when[i] === 65535 ? span[0] === 0 && span[1] === data.periods.length - 1 || !data.periods.length : when[i] >= span[0] && when[i] <= span[1]);
  }

  function relight() {
    const few = chosen && new Set(chosen);
    for (let i = 0; i < n; i++) {
      lit[i] = !shown(i) ? 0 : few && few.has(i) ? 3 : wanted ? (wanted[i] ? (few ? 2 : 3) : 1) : few && few.size > 1 ? 1 : 2;
    }
    draw();
  }

  const TELLING = 8;

  /* What papers speak of more than all do: the things that tell them apart. */
  function telling(papers) {
    const counts = new Uint32Array(kinds.length);
    for (const i of papers) for (let k = firstUse[i]; k < firstUse[i + 1]; k++) counts[uses[k]]++;
    const fewest = papers.length < 3 ? 1 : 2;
    const found = [];
    counts.forEach((c, e) => {
      if (c < fewest) return;
      const worth = c * Math.log((c / papers.length) / (papersOf[e] / n));
      if (found.length === TELLING && worth <= found[TELLING - 1][2]) return;
      const place = found.findIndex((other) => other[2] < worth);
      found.splice(place < 0 ? found.length : place, 0, [e, c, worth]);
      found.length = Math.min(found.length, TELLING);
    });
    return found;
  }

  function chips(papers) {
    const found = telling(papers);
    return found.length ? el("ul", { class: "chips" }, ...found.map(([e, c]) => el("li", {}, icon(types[kinds[e]]),
      el("button", { type: "button", dir: "auto", title: "Search for it", onclick: () => { $("search").value = things()[e]; find(); } }, things()[e]),
      el("span", { class: "count" }, papers.length > 1 ? number(c) : "")))) : null;
  }

  /* Papers are in order of time, those without one first: the newest are the last. */
  function list(heading, line, papers) {
    const order = papers.slice().reverse();
    showPapers(heading, line, order, order.length, paper);
    const some = chips(order);
    if (some) $("panel").children[2].after(some);
  }

  function pick(i) {
    chosen = [i];
    const [title, time, group] = paper(i);
    list(title || "(no title)", [time, group].filter(Boolean).join(" · "), [i]);
    remember();
    relight();
  }

  function choose(papers, heading) {
    chosen = papers;
    list(heading, papers.length ? "what they speak of more than others do:" : "no paper stands there", papers);
    relight();
  }

  frame.onClose(() => { chosen = null; remember(); relight(); });

  // ---------------------------------------------------------------- search

  const ASCII = /^[\x00-\x7f]*$/;
  const plainly = (text) => ASCII.test(text) ? text.toLowerCase() : plain(text);
  const LETTERS = 200000; // of a portion

  /* Names, one a line, made ready to be searched in: in portions, so that nothing waits, or at once when asked. */
  function searchable(names, count) {
    const portions = [];
    let from = 0;
    function portion() {
      if (from > names.length) return false;
      const cut = names.indexOf("\n", from + LETTERS);
      const end = cut < 0 ? names.length + 1 : cut + 1;
      portions.push(plainly(names.slice(from, end)));
      from = end;
      return true;
    }
    const whole = once(() => {
      while (portion());
      const text = portions.join("");
      const begins = new Uint32Array(count + 1).fill(text.length + 1);
      for (let line = 0, place = 0; line < count; line++, place = text.indexOf("\n", place) + 1) begins[line] = place;
      return { text, begins };
    });
    /* A 1 for each line that holds these words. */
    function holding(wanted) {
      const { text, begins } = whole();
      const found = new Uint8Array(count);
      for (let place = text.indexOf(wanted), line = 0; place >= 0; place = text.indexOf(wanted, begins[line])) {
        while (begins[line + 1] <= place) line++;
        found[line++] = 1;
      }
      return found;
    }
    return { portion, whole, holding };
  }

  const titles = searchable(data.papers[0], n), labels = searchable(data.things, kinds.length);

  function prepare() {
    if (titles.portion() || labels.portion()) setTimeout(prepare, 0);
    else for (const last of [titles.whole, labels.whole, columns, things]) setTimeout(last, 0);
  }

  function find() {
    const text = plainly($("search").value.trim());
    if (!text) {
      wanted = null;
      if (!chosen) frame.closePanel();
    } else {
      const parts = text.split(/\s+/).map(titles.holding);
      const named = labels.holding(text);
      wanted = new Uint8Array(n);
      const found = [];
      for (let i = 0; i < n; i++) {
        let hit = parts.every((holds) => holds[i]);
        for (let k = firstUse[i]; !hit && k < firstUse[i + 1]; k++) hit = named[uses[k]] === 1;
        if (hit) { wanted[i] = 1; if (shown(i)) found.push(i); }
      }
      chosen = null;
      list(`“${$("search").value.trim()}”`, "in the title, or spoken of", found);
    }
    remember();
    relight();
  }

  $("search").addEventListener("input", find);

  // ---------------------------------------------------------------- legend and time

  function drawLegend() {
    const rows = data.categories.map(([name, papers], c) => [name, papers, c]);
    if (data.others) rows.push([data.categories.length ? "others" : "all", data.others, COLOURS - 1]);
    $("legend").replaceChildren(...rows.map(([name, papers, c]) => el("button", {
      type: "button", "aria-pressed": String(!hidden.has(c)), "data-category": c,
      onclick: () => { if (!hidden.delete(c)) hidden.add(c); drawLegend(); $("legend").querySelector(`[data-category="${c}"]`).focus(); remember(); relight(); },
    }, svg("svg", { viewBox: "0 0 10 10", class: "swatch", "aria-hidden": "true" }, svg("circle", { cx: 5, cy: 5, r: 5, class: "c" + c })), el("span", { dir: "auto" }, name), el("span", { class: "count" }, number(papers)))));
  }

  const perPeriod = data.periods.map(() => 0);
  for (let i = 0; i < n; i++) if (when[i] !== 65535) perPeriod[when[i]]++;

  function drawHistory() {
    const last = data.periods.length - 1;
    $("brush").hidden = last < 1;
    if (last < 1) return;
    const most = Math.max(...perPeriod, 1);
    const plot = $("history");
    plot.setAttribute("viewBox", `0 0 ${last + 1} 40`);
    plot.replaceChildren(...perPeriod.map((count, p) => svg("rect", { class: p >= span[0] && p <= span[1] ? "in" : "", x: p + 0.08, width: 0.84, y: 40 - 38 * count / most, height: 38 * count / most })));
    for (const [name, k] of [["from", 0], ["to", 1]]) { $(name).max = last; $(name).value = span[k]; $(name).setAttribute("aria-valuetext", data.periods[span[k]]); }
    const some = perPeriod.slice(span[0], span[1] + 1).reduce((a, b) => a + b, 0);
    $("span").textContent = `${data.periods[span[0]]} to ${data.periods[span[1]]}: ${plural(some, "paper")}`;
  }

  function setSpan(from, to) {
    span = [Math.min(from, to), Math.max(from, to)];
    drawHistory();
    remember();
    relight();
  }

  $("from").addEventListener("input", () => setSpan(Number($("from").value), Math.max(span[1], Number($("from").value))));
  $("to").addEventListener("input", () => setSpan(Math.min(span[0], Number($("to").value)), Number($("to").value)));
  let brushing = null;
  const periodAt = (event) => {
    const box = $("history").getBoundingClientRect();
    return Math.min(Math.max(Math.floor((event.clientX - box.left) / box.width * data.periods.length), 0), data.periods.length - 1);
  };
  $("history").addEventListener("pointerdown", (event) => { brushing = periodAt(event); $("history").setPointerCapture(event.pointerId); setSpan(brushing, brushing); });
  $("history").addEventListener("pointermove", (event) => { if (brushing !== null) setSpan(brushing, periodAt(event)); });
  $("history").addEventListener("pointerup", () => { brushing = null; });
  $("history").addEventListener("dblclick", () => setSpan(0, data.periods.length - 1));

  // ---------------------------------------------------------------- pointer and keys

  const spot = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  const pointers = new Map();
  let travelled = 0;

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, event);
    travelled = 0;
    frame.hideTip();
    if (lassoing) loop = [spot(event)];
  });
  canvas.addEventListener("pointermove", (event) => {
    const old = pointers.get(event.pointerId);
    if (!old) return hover(event);
    travelled += Math.abs(event.clientX - old.clientX) + Math.abs(event.clientY - old.clientY);
    if (loop) {
      loop.push(spot(event));
    } else if (pointers.size === 2) {
      const other = [...pointers.values()].find((p) => p.pointerId !== event.pointerId);
      const [x, y] = spot(event);
      zoomAt(Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY) / Math.max(Math.hypot(old.clientX - other.clientX, old.clientY - other.clientY), 1), x, y);
    } else if (travelled > 3) {
      view.x -= (event.clientX - old.clientX) / view.scale;
      view.y -= (event.clientY - old.clientY) / view.scale;
      move();
    }
    pointers.set(event.pointerId, event);
    if (loop) letter();
    return undefined;
  });
  canvas.addEventListener("pointerup", (event) => {
    pointers.delete(event.pointerId);
    if (loop) {
      const papers = inside(loop);
      loop = null;
      setLasso(false);
      choose(papers, plural(papers.length, "paper") + " in the lasso");
    } else if (travelled <= 3) {
      const i = nearest(...spot(event));
      if (i >= 0) pick(i);
      else frame.closePanel();
    }
  });
  canvas.addEventListener("pointercancel", (event) => { pointers.delete(event.pointerId); loop = null; draw(); });
  canvas.addEventListener("pointerleave", frame.hideTip);

  function hover(event) {
    const i = nearest(...spot(event));
    canvas.classList.toggle("over", i >= 0);
    if (i < 0) return frame.hideTip();
    const [title, time, group] = paper(i);
    return frame.showTip([title || "(no title)", [time, group].filter(Boolean).join(" · ")].join("\n"), event.clientX, event.clientY);
  }

  /* The papers shown inside a closed line, by the rule of odd crossings. */
  function inside(line) {
    const { width, height } = size;
    const corners = line.map(([x, y]) => [(x - width / 2) / view.scale + view.x, (y - height / 2) / view.scale + view.y]);
    const found = [];
    for (let i = 0; i < n; i++) {
      if (lit[i] < 1) continue;
      const x = at[2 * i], y = at[2 * i + 1];
      let odd = false;
      for (let a = 0, b = corners.length - 1; a < corners.length; b = a++) {
        const [ax, ay] = corners[a], [bx, by] = corners[b];
        if ((ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax) odd = !odd;
      }
      if (odd) found.push(i);
    }
    return found;
  }

  function setLasso(on) {
    lassoing = on;
    $("lasso").setAttribute("aria-pressed", String(on));
    canvas.classList.toggle("lassoing", on);
  }

  function zoomAt(factor, px, py) {
    const { width, height } = size;
    const scale = Math.min(Math.max(view.scale * factor, home.scale * 0.4), Math.max(home.scale * 60, 0.2));
    view = { x: view.x + (px - width / 2) * (1 / view.scale - 1 / scale), y: view.y + (py - height / 2) * (1 / view.scale - 1 / scale), scale };
    move();
  }

  canvas.addEventListener("wheel", (event) => { event.preventDefault(); frame.hideTip(); zoomAt(Math.exp(-event.deltaY / 400), ...spot(event)); }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const zooms = { "+": 1.25, "=": 1.25, "-": 0.8 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) { view.x += steps[event.key][0] * 60 / view.scale; view.y += steps[event.key][1] * 60 / view.scale; move(); }
    else if (event.key in zooms) zoomAt(zooms[event.key], size.width / 2, size.height / 2);
    else if (event.key === "Enter") listView();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "l" || event.key === "L") setLasso(!lassoing);
    if (event.key === "Escape") { setLasso(false); loop = null; draw(); }
  });

  function listView() {
    const { width, height } = size;
    const papers = inside([[0, 0], [width, 0], [width, height], [0, height]]);
    choose(papers, plural(papers.length, "paper") + " in view");
  }

  $("lasso").addEventListener("click", () => setLasso(!lassoing));
  $("list").addEventListener("click", listView);
  $("fit").addEventListener("click", fit);
  $("save").addEventListener("click", () => {
    const copy = el("canvas", { width: canvas.width, height: canvas.height });
    const whole = copy.getContext("2d");
    whole.fillStyle = colours.surface;
    whole.fillRect(0, 0, copy.width, copy.height);
    whole.drawImage(canvas, 0, 0);
    whole.drawImage(names, 0, 0);
    copy.toBlob((blob) => frame.download("map.png", blob));
  });

  // ---------------------------------------------------------------- the address

  function remember() {
    const whole = span[0] === 0 && span[1] === data.periods.length - 1;
    frame.writeAddress({
      find: $("search").value.trim(), hide: [...hidden].sort().join("."), from: whole ? null : data.periods[span[0]], to: whole ? null : data.periods[span[1]],
      paper: chosen && chosen.length === 1 ? paper(chosen[0])[3] : null,
    });
  }

  function recall() {
    const asks = frame.readAddress();
    for (const c of (asks.get("hide") || "").split(".")) if (c !== "" && Number(c) < COLOURS) hidden.add(Number(c));
    const [from, to] = [data.periods.indexOf(asks.get("from")), data.periods.indexOf(asks.get("to"))];
    if (from >= 0 && to >= from) span = [from, to];
    $("search").value = asks.get("find") || "";
    const asked = asks.get("paper") ? columns()[3].indexOf(asks.get("paper")) : -1;
    return () => { if ($("search").value) find(); if (asked >= 0) pick(asked); };
  }

  // ---------------------------------------------------------------- start

  const coarse = data.regions.map((r, k) => [r, k]).filter(([r]) => r[1] === 0);
  if (coarse.length) {
    $("regions").append(el("h2", {}, "Regions"), el("ul", { class: "chips" }, ...coarse.map(([r]) => el("li", {},
      el("button", { type: "button", dir: "auto", onclick: () => { view = { x: r[3], y: r[4], scale: home.scale * 3.2 }; moved = true; draw(); } }, r[0]),
      el("span", { class: "count" }, plural(r[2], "paper"))))));
  }
  const later = recall();
  readColours();
  drawLegend();
  drawHistory();
  resize();
  fit();
  relight();
  later();
  addEventListener("resize", () => { resize(); if (!moved) fit(); else draw(); });
  frame.dark.addEventListener("change", () => { readColours(); draw(); });
  Object.assign(window.kg, {
    point: (i) => { const box = canvas.getBoundingClientRect(); return { x: box.left + (at[2 * i] - view.x) * view.scale + size.width / 2, y: box.top + (at[2 * i + 1] - view.y) * view.scale + size.height / 2 }; },
    lit: () => { const counts = [0, 0, 0, 0]; for (let i = 0; i < n; i++) counts[lit[i]]++; return counts; },
    regions: () => drawn.map((k) => data.regions[k][0]),
    shift: () => { const begin = performance.now(); shift(); letter(); return performance.now() - begin; },
    paint: () => { const begin = performance.now(); paint(); letter(); return performance.now() - begin; },
    find: (text) => { const begin = performance.now(); $("search").value = text; find(); return performance.now() - begin; },
  });
  frame.ready();
  prepare();
})();
