/* What the pages of all views share. Data reach the document as text (textContent), never as markup.
 *
 * For tests and for scripts of one's own every page offers `window.kg`: ready (true once the first picture is
 * drawn), milliseconds (from the start of loading to that picture), and what its view adds.
 */
"use strict";
const frame = (() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  window.kg = { ready: false, milliseconds: 0 };

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name === "text") element.textContent = value;
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

  /* The sign of a type of thing: shape and colour together. */
  function icon(type) {
    const style = data.types[type];
    return svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
      svg("path", { d: OUTLINES[style.shape], fill: style.fill, class: "outline-" + type.toLowerCase() }));
  }

  const number = (n) => n.toLocaleString("en");
  const plural = (n, name) => number(n) + " " + (n === 1 ? name : name.endsWith("y") ? name.slice(0, -1) + "ies" : name + "s");
  const percent = (share) => share === 0 ? "0 %" : (share * 100).toFixed(share < 0.0995 ? 1 : 0) + " %";
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function link(url, text, kind) {
    return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: kind, dir: "auto" }, text);
  }

  /* A paper as [title, time, category, address]; an address without a scheme is an arXiv id. */
  function paperItem([title, time, category, address]) {
    const url = !address ? null : /^https?:/i.test(address) ? address : "https://arxiv.org/abs/" + encodeURI(address);
    return el("li", {}, url ? link(url, title || "(no title)") : el("span", { dir: "auto" }, title || "(no title)"),
      el("span", { class: "when" }, [time, category].filter(Boolean).join(" · ")));
  }

  const PORTION = 50;

  /* The panel: a heading, a line below it, and the papers, in portions; `look` gives the paper of each entry. */
  function showPapers(heading, line, papers, total, look = (paper) => paper) {
    const list = el("ul", { class: "papers" });
    const more = el("button", { type: "button", class: "more" });
    let done = 0;
    const next = () => {
      list.append(...papers.slice(done, done + PORTION).map((paper) => paperItem(look(paper))));
      done = Math.min(done + PORTION, papers.length);
      more.hidden = done >= papers.length;
      more.textContent = `Show ${Math.min(PORTION, papers.length - done)} more`;
    };
    more.addEventListener("click", next);
    next();
    const cut = total > papers.length ? `the newest ${number(papers.length)} of ${number(total)}` : plural(papers.length, "paper");
    showPanel(heading, el("p", { class: "quiet", dir: "auto" }, line), el("p", { class: "count" }, cut), list, more);
  }

  let before = null; // what had the keyboard when the panel opened

  function showPanel(heading, ...parts) {
    const panel = $("panel");
    if (!panel.contains(document.activeElement)) before = document.activeElement;
    if (!panel.hidden) panel.scrollTop = 0; // while the layout is known: afterwards it would have to be made at once
    panel.replaceChildren(
      el("button", { type: "button", class: "back", onclick: () => closePanel() }, "‹ Close"),
      el("h2", { dir: "auto" }, heading), ...parts.filter(Boolean));
    panel.hidden = false;
    $("empty").hidden = true;
    $("status").textContent = heading;
  }

  const closing = [];

  function closePanel() {
    if ($("panel").hidden) return;
    $("panel").hidden = true;
    $("panel").replaceChildren();
    $("empty").hidden = false;
    $("status").textContent = "";
    for (const act of closing) act();
    if (before && document.contains(before)) before.focus({ preventScroll: true });
  }

  /* A row of buttons of which one is pressed. */
  function choice(place, label, options, chosen, act) {
    const buttons = options.map(([value, text]) => el("button", {
      type: "button", "aria-pressed": String(value === chosen), "data-value": value,
      onclick: () => { press(value); act(value); },
    }, text));
    const press = (value) => { for (const b of buttons) b.setAttribute("aria-pressed", String(b.dataset.value === value)); };
    place.append(el("div", { class: "choice", role: "group", "aria-label": label }, ...buttons));
    return press;
  }

  // ---------------------------------------------------------------- what is said at the pointer

  const tip = el("div", { id: "tip", class: "tip", dir: "auto", "aria-hidden": "true", hidden: true });
  document.body.append(tip);

  function showTip(text, x, y) {
    tip.textContent = text;
    tip.hidden = false;
    const left = Math.min(x + 14, innerWidth - tip.offsetWidth - 8);
    const top = y + 18 + tip.offsetHeight > innerHeight - 8 ? y - tip.offsetHeight - 12 : y + 18;
    tip.style.left = Math.max(left, 8) + "px";
    tip.style.top = Math.max(top, 8) + "px";
  }

  const hideTip = () => { tip.hidden = true; };

  // ---------------------------------------------------------------- the address: the fragment keeps the state

  function writeAddress(state) {
    const wanted = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) if (value !== null && value !== undefined && value !== "") wanted.set(name, value);
    const fragment = String(wanted);
    if (location.protocol !== "about:" && fragment !== location.hash.slice(1)) history.replaceState(null, "", "#" + fragment);
  }

  const readAddress = () => new URLSearchParams(location.hash.slice(1));

  function download(name, blob) {
    const url = URL.createObjectURL(blob);
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  document.addEventListener("keydown", (event) => {
    const search = $("search");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && search && document.activeElement !== search) {
      search.focus();
      search.select();
      event.preventDefault();
    } else if (event.key === "Escape") {
      hideTip();
      if (search && search.value) {
        search.value = "";
        search.dispatchEvent(new Event("input"));
      }
      closePanel();
    }
  });
  addEventListener("scroll", hideTip, true);

  function ready() {
    requestAnimationFrame(() => setTimeout(() => {
      window.kg.milliseconds = Math.round(performance.now());
      window.kg.ready = true;
    }, 0));
  }

  return {
    $, data, el, svg, icon, number, plural, percent, plain, link, showPapers, showPanel, closePanel, choice, showTip, hideTip,
    writeAddress, readAddress, download, ready, dark, onClose: (act) => closing.push(act),
  };
})();
