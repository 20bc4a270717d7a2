/* The types of a graph and what connects them.
 *
 * data: nodes [{type, name, count}], links [[source, property, target or null, count]], sheets {wide, tall}, each
 * {size: [width, height], main, all}: of each type [x, y], or null where it is not shown.
 */
"use strict";
(() => {
  const { $, data, el, svg, number, plural, showPanel } = frame;
  const { nodes, links } = data;
  let every = frame.readAddress().has("all");
  let chosen = null;
  const narrow = matchMedia("(max-width: 760px)");
  const sheet = () => narrow.matches ? data.sheets.tall : data.sheets.wide;
  const places = () => every ? sheet().all : sheet().main;
  const short = (name) => name.length > 21 ? name.slice(0, 20) + "…" : name;

  /* Statements between two types that are shown, with the commonest property first. */
  function ties() {
    const at = places();
    const found = new Map();
    for (const [s, p, o, n] of links) {
      if (o === null || !at[s] || !at[o]) continue;
      const key = s + " " + o;
      if (!found.has(key)) found.set(key, { s, o, names: [], total: 0 });
      found.get(key).names.push([p, n]);
      found.get(key).total += n;
    }
    return [...found.values()];
  }

  function draw() {
    const at = places();
    const picture = $("picture");
    const [across, down] = sheet().size;
    const letter = narrow.matches ? 4.3 : 3.5; // half a letter of the name of a line
    picture.setAttribute("viewBox", `0 0 ${across} ${down}`);
    const { w, h } = every ? { w: 72, h: 24 } : { w: 76, h: 28 };
    picture.replaceChildren(svg("defs", {}, svg("marker", { id: "tip-of-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto" },
      svg("path", { d: "M0 0.5 8 4 0 7.5z", fill: "#8a94a3" }))));
    const all = ties();
    const pairs = new Set(all.map((t) => t.s + " " + t.o));
    const most = Math.max(1, ...all.map((t) => t.total));
    const names = [];
    for (const { s, o, names: props, total } of all) {
      const [x1, y1] = at[s];
      const [x2, y2] = at[o];
      const near = chosen === null ? "" : s === chosen || o === chosen ? " bright" : " dim";
      const width = 1 + 3 * Math.log1p(total) / Math.log1p(most);
      const says = props.length > 1 ? `${short(props[0][0])} +${props.length - 1}` : short(props[0][0]);
      let d, lx, ly;
      if (s === o) {
        d = `M${x1 + w * 0.3} ${y1 - h}c6 -34 52 -34 ${w * 0.55} 8`;
        [lx, ly] = [Math.min(x1 + w * 0.72, across - 2 - says.length * letter - 3), y1 - h - 20];
      } else {
        const bend = pairs.has(o + " " + s) ? 26 : 0; // two ways: each bends to its right
        const length = Math.hypot(x2 - x1, y2 - y1) || 1;
        const [nx, ny] = [-(y2 - y1) / length * bend, (x2 - x1) / length * bend];
        const [cx, cy] = [(x1 + x2) / 2 + nx, (y1 + y2) / 2 + ny];
        const cut = (fx, fy, x, y) => { // where the way from (fx, fy) meets the box around (x, y)
          const share = Math.min(w / Math.max(Math.abs(fx - x), 1e-6), h / Math.max(Math.abs(fy - y), 1e-6), 1);
          return [x + (fx - x) * share, y + (fy - y) * share];
        };
        const [ax, ay] = cut(cx, cy, x1, y1);
        const [bx, by] = cut(cx, cy, x2, y2);
        d = `M${ax.toFixed(1)} ${ay.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${bx.toFixed(1)} ${by.toFixed(1)}`;
        [lx, ly] = [(ax + bx) / 4 + cx / 2, (ay + by) / 4 + cy / 2 + 4];
      }
      picture.append(svg("path", { class: "tie" + near, d, "stroke-width": width.toFixed(1), "marker-end": "url(#tip-of-arrow)" }, svg("title", {}, props.map(([p, n]) => `${p} ${number(n)}`).join("\n"))));
      if (chosen === null ? !every : near === " bright") names.push([says, lx, ly, total]);
    }
    names.sort((a, b) => b[3] - a[3]);
    const taken = at.map((p) => p && [p[0] - 78, p[1] - 30, p[0] + 78, p[1] + 30]).filter(Boolean);
    for (const [says, x, y] of names) { // the commonest first, and none over another
      const half = says.length * letter + 3;
      const spot = [0, 14, -14, 28, -28].map((dy) => [x - half, y + dy - 11, x + half, y + dy + 3])
        .find((b) => b[0] > 0 && b[2] < across && !taken.some((t) => t[0] < b[2] && t[2] > b[0] && t[1] < b[3] && t[3] > b[1]));
      if (!spot) continue;
      taken.push(spot);
      picture.append(svg("text", { class: "tie-name", x: (spot[0] + spot[2]) / 2, y: spot[3] - 3 }, says));
    }
    nodes.forEach((node, i) => {
      if (!at[i]) return;
      const near = chosen === null || i === chosen || all.some((t) => (t.s === chosen && t.o === i) || (t.o === chosen && t.s === i));
      picture.append(svg("g", {
        class: "type" + (i === chosen ? " chosen" : near ? "" : " dim"), tabindex: "0", role: "button", transform: `translate(${at[i]})`, "data-type": node.type,
        "aria-label": `${node.name}: ${number(node.count)}`, onclick: () => choose(i),
        onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { choose(i); event.preventDefault(); } },
      },
      svg("rect", { x: -w, y: -h, width: 2 * w, height: 2 * h, rx: 9 }),
      svg("text", { y: -2 }, short(node.name)), svg("text", { class: "number", y: 16 }, number(node.count))));
    });
  }

  function table(caption, rows, label) {
    if (!rows.length) return null;
    return el("table", { class: "counts" }, el("caption", {}, caption), el("tbody", {}, ...rows.map(([name, other, n]) =>
      el("tr", {}, el("th", { scope: "row" }, ...name.split(/(?<=:)/).flatMap((part) => [part, el("wbr")])), el("td", {}, other === null ? label
        : el("button", { type: "button", onclick: () => choose(other) }, nodes[other].name)), el("td", {}, number(n))))));
  }

  function choose(i) {
    chosen = i;
    if (!places()[i]) { every = true; press(); }
    draw();
    const node = nodes[i];
    showPanel(node.name,
      el("p", { class: "quiet" }, `${node.type} · ${plural(node.count, "thing")}`),
      table("To other things", links.filter((k) => k[0] === i && k[2] !== null).map(([, p, o, n]) => [p, o, n])),
      table("From other things", links.filter((k) => k[2] === i && k[0] !== i).map(([s, p, , n]) => [p, s, n])),
      table("Values", links.filter((k) => k[0] === i && k[2] === null).map(([, p, , n]) => [p, null, n]), "text, number, address"));
    frame.writeAddress({ type: node.type, all: every ? "" : null });
    const again = document.querySelector(`[data-type="${CSS.escape(node.type)}"]`);
    if (again) again.focus({ preventScroll: true });
  }

  function press() {
    $("every").setAttribute("aria-pressed", String(every));
  }

  $("every").addEventListener("click", () => {
    every = !every;
    press();
    frame.closePanel();
    draw();
  });
  $("save").addEventListener("click", () => {
    const copy = $("picture").cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const style = getComputedStyle(document.documentElement);
    const rules = [...document.styleSheets[0].cssRules].map((r) => r.cssText).filter((t) => /^\.(type|tie|number|chosen|bright|picture)/.test(t)).join("\n")
      .replace(/var\((--[a-z]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
    copy.prepend(svg("style", {}, "text { font-family: system-ui, sans-serif; }\n" + rules));
    frame.download("schema.svg", new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
  });
  frame.onClose(() => { chosen = null; frame.writeAddress({}); draw(); });
  $("empty").append(table("Types", nodes.map((node, i) => [node.type, i, node.count])));
  const asked = nodes.findIndex((node) => node.type === frame.readAddress().get("type"));
  press();
  draw();
  narrow.addEventListener("change", draw);
  if (asked >= 0) choose(asked);
  frame.ready();
})();
