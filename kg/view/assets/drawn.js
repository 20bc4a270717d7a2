/* What is drawn, taken away: as SVG and as Turtle. Pure functions; data become text, never markup. */
"use strict";
const drawn = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function make(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const polygon = (corners) => "M" + corners.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L") + "Z";

  /* The outline of a node of this shape, as large as vis-network draws it. */
  function outline(shape, x, y, r) {
    const around = (n, turn, far = r) => polygon(Array.from({ length: n }, (_, k) => [x + far * Math.cos(turn + k * 2 * Math.PI / n), y + far * Math.sin(turn + k * 2 * Math.PI / n)]));
    if (shape === "square") return polygon([[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]]);
    if (shape === "diamond") return polygon([[x, y - r], [x + r, y], [x, y + r], [x - r, y]]);
    if (shape === "triangle") return around(3, -Math.PI / 2, r * 1.15);
    if (shape === "triangleDown") return around(3, Math.PI / 2, r * 1.15);
    if (shape === "hexagon") return around(6, 0);
    return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }

  /* nodes: {x, y, size, shape, fill, border, lines, font}; edges: {from: {x, y}, to, via, label, width, colour}. */
  function picture(title, nodes, edges, ground, ink) {
    const room = 70;
    const xs = nodes.map((n) => n.x), ys = nodes.map((n) => n.y);
    const [left, top] = [Math.min(...xs, 0) - room, Math.min(...ys, 0) - room];
    const [width, height] = [Math.max(...xs, 0) + room - left, Math.max(...ys, 0) + room - top];
    const svg = make("svg", { xmlns: SVG, viewBox: [left, top, width, height].map(Math.round).join(" "), width: Math.round(width), height: Math.round(height), "font-family": "system-ui, sans-serif", "text-anchor": "middle" });
    const name = make("title", {});
    name.textContent = title;
    svg.append(name, make("rect", { x: left, y: top, width, height, fill: ground }));
    for (const e of edges) {
      const line = make("path", { d: `M${e.from.x} ${e.from.y}Q${e.via.x.toFixed(1)} ${e.via.y.toFixed(1)} ${e.to.x} ${e.to.y}`, fill: "none", stroke: e.colour, "stroke-width": e.width });
      const says = make("title", {});
      says.textContent = e.label;
      line.append(says);
      svg.append(line);
    }
    for (const n of nodes) svg.append(make("path", { d: outline(n.shape, n.x, n.y, n.size), fill: n.fill, stroke: n.border, "stroke-width": 1.25 }));
    for (const n of nodes) {
      n.lines.forEach((text, k) => {
        const line = make("text", { x: n.x, y: n.y + n.size + 13 + 14 * k, "font-size": n.font, fill: ink, stroke: ground, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" });
        line.textContent = text;
        svg.append(line);
      });
    }
    return new XMLSerializer().serializeToString(svg).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, "\ufffd");
  }

  const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const text = (value) => '"' + value.replace(/[\\"\n\r\t]/g, (c) => ESCAPES[c]).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, "\ufffd") + '"';
  const iri = (value) => "<" + value.replace(/[\x00-\x20<>"{}|^`\\]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")) + ">";

  /* Turtle of nodes {id, label, type} and edges {from, to, predicate}: what the page holds of them. */
  function turtle(nodes, edges, classes, prefixes) {
    const used = new Set(["kg"]);
    const lines = [];
    const named = (node) => /^[A-Za-z][A-Za-z0-9+.-]*:/.test(node.id);
    for (const node of nodes.filter(named)) {
      const [kind, naming] = classes[node.type];
      for (const term of [kind, naming]) used.add(term.split(":")[0]);
      const language = ["Method", "Dataset", "Task"].includes(node.type) ? "@en" : "";
      const said = [`a ${kind}`, `${naming} ${text(node.label)}${language}`];
      const out = new Map();
      for (const edge of edges) {
        if (edge.from !== node || !edge.predicate || !named(edge.to)) continue;
        used.add(edge.predicate.split(":")[0]);
        if (!out.has(edge.predicate)) out.set(edge.predicate, new Set());
        out.get(edge.predicate).add(iri(edge.to.id));
      }
      for (const [predicate, objects] of out) said.push(`${predicate} ${[...objects].join(" , ")}`);
      lines.push(`${iri(node.id)} ${said.join(" ;\n    ")} .`);
    }
    const head = [...used].sort().map((name) => `@prefix ${name}: <${prefixes[name]}> .`);
    return head.join("\n") + "\n\n" + lines.join("\n\n") + "\n";
  }

  return { picture, turtle };
})();
