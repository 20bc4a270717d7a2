/* What the scripts of every page are made of: elements, signs, words, the tip at the pointer, files to save.
 *
 * Data become text (textContent) and attributes, never markup. Nothing here reads the page's data.
 */
"use strict";
const helpers = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', sans-serif"; // as in frame.css
  const $ = (id) => document.getElementById(id);

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children) if (child !== null && child !== undefined) element.append(child); // strings become text
    return element;
  }

  const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  const OUTLINES = {
    square: "M3 3H13V13H3Z", diamond: "M8 1.5 14.5 8 8 14.5 1.5 8Z", triangle: "M8 2 14.5 13.5H1.5Z",
    triangleDown: "M8 14 1.5 2.5H14.5Z", hexagon: "M4.6 2.2H11.4L14.8 8 11.4 13.8H4.6L1.2 8Z",
    dot: "M8 2A6 6 0 1 1 7.99 2Z",
  };

  /* The sign of a type of thing: shape and colour together; `types` gives both by its name. */
  function icon(types, type) {
    return svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
      svg("path", { d: OUTLINES[types[type].shape], fill: types[type].fill, class: "outline-" + type.toLowerCase() }));
  }

  const number = (n) => n.toLocaleString("en");
  const noun = (n, name) => n === 1 ? name : name.endsWith("y") ? name.slice(0, -1) + "ies" : name + "s";
  const plural = (n, name) => number(n) + " " + noun(n, name);

  /* How names are compared: accents and case do not matter. */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function link(url, text, kind) {
    return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: kind, dir: "auto" }, text);
  }

  /* Say a text beside a point of the window, and inside it. */
  function say(tip, text, x, y) {
    tip.textContent = text;
    tip.hidden = false;
    const left = Math.min(x + 14, innerWidth - tip.offsetWidth - 8);
    const top = y + 18 + tip.offsetHeight > innerHeight - 8 ? y - tip.offsetHeight - 12 : y + 18;
    tip.style.left = Math.max(left, 8) + "px";
    tip.style.top = Math.max(top, 8) + "px";
  }

  function download(name, blob) {
    const url = URL.createObjectURL(blob);
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  return { FONT, $, el, svg, icon, number, noun, plural, plain, link, say, download };
})();
