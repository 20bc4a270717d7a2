/* Families as trees.
 *
 * data: roots [number], nodes {number: {kind, label, own, with, below [number], papers}}, papers (see frame.js).
 */
"use strict";
(() => {
  const { $, data, el, svg, icon, number, plural, plain, showPapers } = frame;
  const { nodes, roots } = data;
  const asked = frame.readAddress();
  const state = { kind: ["Method", "Dataset", "Task"].includes(asked.get("kind")) ? asked.get("kind") : "all", find: asked.get("find") || "" };
  const most = Math.max(1, ...roots.map((n) => nodes[n].with));
  let found = null; // things that the words searched for lead to, and all above them; null: no search
  let hits = new Set();

  function search() {
    const words = plain(state.find).split(/\s+/).filter(Boolean);
    hits = new Set();
    found = null;
    if (!words.length) return;
    for (const [n, node] of Object.entries(nodes)) {
      const name = plain(node.label);
      if (words.every((word) => name.includes(word))) hits.add(Number(n));
    }
    found = new Set();
    const seen = new Map();
    const leads = (n) => { // whether a hit is here or below; families may form a circle
      if (seen.has(n)) return seen.get(n);
      seen.set(n, hits.has(n));
      let any = hits.has(n);
      for (const k of nodes[n].below) any = leads(k) || any;
      seen.set(n, any);
      if (any) found.add(n);
      return any;
    };
    roots.forEach(leads);
  }

  function open(n, item) {
    document.querySelectorAll('.tree [aria-selected="true"]').forEach((e) => e.setAttribute("aria-selected", "false"));
    item.setAttribute("aria-selected", "true");
    const node = nodes[n];
    showPapers(node.label || "(no name)", node.below.length
      ? `${number(node.with)} with its kinds, ${number(node.own)} by its own name` : node.kind,
    [...node.papers].reverse().map((i) => data.papers[i]), node.with);
  }

  function gauge(node) {
    const kind = node.kind.toLowerCase();
    return el("span", { class: "gauge", "aria-hidden": "true" }, svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none" },
      svg("rect", { class: "with-" + kind, width: Math.max(100 * node.with / most, 0.7), height: 10 }),
      svg("rect", { class: "own-" + kind, width: 100 * node.own / most, height: 10 })));
  }

  const childrenOf = (n, above) => nodes[n].below.filter((k) => !above.has(k) && (!found || found.has(k) || hits.has(n)));

  function item(n, above, level) {
    const node = nodes[n];
    const inner = new Set([...above, n]);
    const kinds = childrenOf(n, inner);
    const turn = el("button", { type: "button", class: "turn", tabindex: "-1", "aria-hidden": "true", onclick: (event) => { event.stopPropagation(); toggle(li); } }, kinds.length ? "▸" : "");
    const li = el("li", { role: "treeitem", tabindex: "-1", "aria-level": level, "aria-selected": "false", "aria-expanded": kinds.length ? "false" : null,
      "aria-label": `${node.label}, ${node.kind}, ${plural(node.with, "paper")}`, "data-number": n },
    el("div", { class: "row", onclick: () => { focus(li); open(n, li); } }, turn, icon(node.kind),
      el("span", { class: "name" + (node.own ? "" : " heading"), dir: "auto", title: node.label }, hits.has(n) ? el("mark", {}, node.label) : node.label || "(no name)"),
      gauge(node), el("span", { class: "count" }, node.below.length && node.own ? `${number(node.with)} (${number(node.own)})` : number(node.with))));
    li.kinds = () => kinds.map((k) => item(k, inner, level + 1));
    return li;
  }

  function toggle(li, wanted) {
    const now = li.getAttribute("aria-expanded");
    if (now === null || (wanted !== undefined && String(wanted) === now)) return;
    const on = now === "false";
    li.setAttribute("aria-expanded", String(on));
    li.querySelector(".turn").textContent = on ? "▾" : "▸";
    if (on) li.append(el("ul", { role: "group" }, ...li.kinds()));
    else li.lastElementChild.remove();
  }

  const MOST_UNFOLDED = 4000; // a family of several families repeats below each

  function unfold(items) {
    let budget = MOST_UNFOLDED;
    const todo = [...items];
    while (todo.length && budget > 0) {
      const li = todo.shift();
      toggle(li, true);
      if (li.getAttribute("aria-expanded") === "true") {
        const below = [...li.lastElementChild.children];
        budget -= below.length;
        todo.push(...below);
      }
    }
  }

  function focus(li) {
    const old = $("tree").querySelector('[tabindex="0"]');
    if (old) old.tabIndex = -1;
    li.tabIndex = 0;
    li.focus();
  }

  $("tree").addEventListener("keydown", (event) => {
    const li = event.target.closest('[role="treeitem"]');
    if (!li || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...$("tree").querySelectorAll('[role="treeitem"]')];
    const k = all.indexOf(li);
    const acts = {
      ArrowDown: () => all[k + 1] && focus(all[k + 1]),
      ArrowUp: () => all[k - 1] && focus(all[k - 1]),
      Home: () => focus(all[0]),
      End: () => focus(all[all.length - 1]),
      ArrowRight: () => li.getAttribute("aria-expanded") === "true" ? focus(li.querySelector('[role="treeitem"]')) : toggle(li, true),
      ArrowLeft: () => li.getAttribute("aria-expanded") === "true" ? toggle(li, false)
        : li.parentElement.closest('[role="treeitem"]') && focus(li.parentElement.closest('[role="treeitem"]')),
      Enter: () => { open(Number(li.dataset.number), li); },
      " ": () => toggle(li),
    };
    if (!Object.hasOwn(acts, event.key)) return;
    acts[event.key]();
    event.preventDefault();
  });

  function draw(how) {
    search();
    const shown = roots.filter((n) => (state.kind === "all" || nodes[n].kind === state.kind) && (!found || found.has(n)));
    $("tree").replaceChildren(...shown.map((n) => item(n, new Set(), 1)));
    $("nothing").hidden = shown.length > 0;
    $("tree").hidden = !shown.length;
    const items = [...$("tree").children];
    if (items.length) items[0].tabIndex = 0;
    if (found || how === "all") unfold(items);
    else if (how !== "none") items.slice(0, 1).forEach((li) => toggle(li, true));
    frame.writeAddress({ kind: state.kind === "all" ? null : state.kind, find: state.find });
    $("status").textContent = found ? plural(hits.size, "thing") + " found" : "";
  }

  frame.choice($("kinds"), "Kinds shown", [["all", "All"], ["Method", "Methods"], ["Dataset", "Datasets"], ["Task", "Tasks"]], state.kind,
    (kind) => { state.kind = kind; draw(); });
  $("search").value = state.find;
  $("search").addEventListener("input", () => { state.find = $("search").value; draw(); });
  $("unfold").addEventListener("click", () => draw("all"));
  $("fold").addEventListener("click", () => draw("none"));
  frame.onClose(() => document.querySelectorAll('.tree [aria-selected="true"]').forEach((e) => e.setAttribute("aria-selected", "false")));
  draw();
  frame.ready();
})();
