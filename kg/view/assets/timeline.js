/* Shares over time: one small picture for each method, dataset or task.
 *
 * data: periods [[name, papers]], rows [{number, kind, label, above, own, with}], papers (see frame.js); own and
 * with: [[period, count, [numbers of the newest papers]]], of the thing alone and with its kinds.
 */
"use strict";
(() => {
  const { $, data, el, svg, icon, number, plural, percent, plain, showPapers, showTip, hideTip } = frame;
  const periods = data.periods;
  const state = { kind: "all", order: "papers", families: "with", find: "" };
  const WIDE = 240, TALL = 64;

  const series = (row) => state.families === "own" ? row.own : row.with;
  const total = (row) => series(row).reduce((sum, [, count]) => sum + count, 0);
  const share = (period, count) => periods[period][1] ? count / periods[period][1] : 0;

  /* Share of all papers in the earlier and in the later half of time, and whether the two differ by more than chance
   * would make them: by two standard errors, with at least five papers. */
  function change(row) {
    const half = data.half;
    const halves = [0, 1].map((k) => {
      const inside = (p) => k ? p >= half : p < half;
      return {
        all: periods.reduce((sum, [, n], p) => sum + (inside(p) ? n : 0), 0),
        some: series(row).reduce((sum, [p, n]) => sum + (inside(p) ? n : 0), 0),
      };
    });
    const [early, late] = halves.map(({ all, some }) => all ? some / all : 0);
    const [one, other] = halves.map(({ all }) => all);
    const mean = one + other ? (halves[0].some + halves[1].some) / (one + other) : 0;
    const error = one && other ? Math.sqrt(mean * (1 - mean) * (1 / one + 1 / other)) : Infinity;
    return [early, late, total(row) >= 5 && Math.abs(late - early) > 2 * error];
  }

  const ORDERS = {
    papers: (a, b) => total(b) - total(a),
    rise: (a, b) => (change(b)[1] - change(b)[0]) - (change(a)[1] - change(a)[0]),
    fall: (a, b) => (change(a)[1] - change(a)[0]) - (change(b)[1] - change(b)[0]),
    new: (a, b) => series(b)[0][0] - series(a)[0][0] || total(b) - total(a),
    name: (a, b) => plain(a.label) < plain(b.label) ? -1 : 1,
  };

  function shownRows() {
    let rows = data.rows.filter((row) => series(row).length && (state.kind === "all" || row.kind === state.kind));
    rows.sort((a, b) => total(b) - total(a));
    if (state.families === "folded") {
      const here = new Set(rows.map((row) => row.number));
      rows = rows.filter((row) => !row.above.some((n) => here.has(n)));
    }
    const words = plain(state.find).split(/\s+/).filter(Boolean);
    if (words.length) rows = rows.filter((row) => words.every((word) => plain(row.label).includes(word)));
    return { rows: rows.slice(0, data.top).sort(ORDERS[state.order]), of: rows.length };
  }

  function open(row, period) {
    const parts = series(row).filter(([p]) => period === null || p === period);
    const papers = parts.flatMap(([, , some]) => some).sort((a, b) => b - a).map((i) => data.papers[i]);
    const count = parts.reduce((sum, [, n]) => sum + n, 0);
    const when = period === null ? `${periods[0][0]} to ${periods[periods.length - 1][0]}`
      : `${periods[period][0]}: ${number(count)} of ${plural(periods[period][1], "paper")}, ${percent(share(period, count))}`;
    showPapers(row.label || "(no name)", when, papers, count);
  }

  function multiple(row) {
    const found = series(row);
    const high = Math.max(...found.map(([p, n]) => share(p, n)));
    const step = WIDE / periods.length;
    const counts = new Map(found.map(([p, n]) => [p, n]));
    const plot = svg("svg", { class: "plot", viewBox: `0 0 ${WIDE} ${TALL}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    periods.forEach(([name, all], p) => {
      const n = counts.get(p) || 0;
      const x = p * step;
      if (!all) plot.append(svg("rect", { class: "none", x, y: TALL - 10, width: step, height: 1 }));
      const tall = high ? share(p, n) / high * (TALL - 14) : 0;
      if (n) plot.append(svg("rect", { class: "bar-of-" + row.kind.toLowerCase(), x: x + step * 0.1, width: step * 0.8, y: TALL - 9 - tall, height: tall }));
      plot.append(svg("rect", {
        class: "hit", x, y: 0, width: step, height: TALL - 9,
        onmousemove: (event) => showTip(`${row.label}\n${name}: ${number(n)} of ${plural(all, "paper")}` + (all ? `, ${percent(share(p, n))}` : ""), event.clientX, event.clientY),
        onmouseleave: hideTip,
        onclick: (event) => { event.stopPropagation(); if (n) open(row, p); },
      }));
    });
    plot.append(svg("line", { class: "base", x1: 0, x2: WIDE, y1: TALL - 9, y2: TALL - 9 }));
    const at = (found[0][0] + 0.5) * step;
    plot.append(svg("path", { class: "first", d: `M${at} ${TALL - 7}l${Math.min(4, step / 2)} 7h${-2 * Math.min(4, step / 2)}z` }));
    const [early, late, sure] = change(row);
    const turn = !sure ? "" : late > early ? "rise" : "fall";
    const says = `${percent(early)} → ${percent(late)}` + (turn === "rise" ? " ↑" : turn === "fall" ? " ↓" : "");
    return el("div", {
      class: "multiple", tabindex: "0", role: "button", "data-name": row.label,
      "aria-label": `${row.label}, ${row.kind}: ${plural(total(row), "paper")}, first met ${periods[found[0][0]][0]}, from ${percent(early)} to ${percent(late)} of papers`,
      onclick: () => open(row, null),
      onkeydown: (event) => {
        if (event.key === "Enter" || event.key === " ") { open(row, null); $("panel").focus(); event.preventDefault(); }
      },
    },
    el("h2", {}, icon(row.kind), el("span", { class: "name", dir: "auto", title: row.label }, row.label || "(no name)"), el("span", { class: "count" }, number(total(row)))),
    plot,
    el("p", {}, el("span", { class: turn }, says), el("span", {}, "max " + percent(high))));
  }

  function draw() {
    const { rows, of } = shownRows();
    $("multiples").replaceChildren(...rows.map(multiple));
    const says = state.find || of > rows.length || state.kind !== "all" ? `${number(rows.length)} of ${plural(of, "picture")} here` : plural(rows.length, "picture");
    $("status").textContent = rows.length ? says : "Nothing here bears that name.";
    frame.writeAddress({ kind: state.kind === "all" ? null : state.kind, order: state.order === "papers" ? null : state.order,
      families: state.families === "with" ? null : state.families, find: state.find });
  }

  const asked = frame.readAddress();
  const kinds = ["Method", "Dataset", "Task"];
  if (kinds.includes(asked.get("kind"))) state.kind = asked.get("kind");
  if (Object.hasOwn(ORDERS, asked.get("order") || "")) state.order = asked.get("order");
  if (["folded", "own"].includes(asked.get("families"))) state.families = asked.get("families");
  state.find = asked.get("find") || "";
  frame.choice($("kinds"), "Kinds shown", [["all", "All"], ["Method", "Methods"], ["Dataset", "Datasets"], ["Task", "Tasks"]], state.kind,
    (kind) => { state.kind = kind; draw(); });
  for (const name of ["order", "families"]) {
    $(name).value = state[name];
    $(name).addEventListener("change", () => { state[name] = $(name).value; draw(); });
  }
  $("search").value = state.find;
  $("search").addEventListener("input", () => { state.find = $("search").value; draw(); });
  if (periods.length) $("unit").textContent = `Each bar is one ${data.unit}, from ${periods[0][0]} to ${periods[periods.length - 1][0]}. Below: share of the earlier and of the later half of the papers; ↑ and ↓ where they differ by more than chance.`;
  window.kg.rows = () => [...document.querySelectorAll(".multiple")].map((e) => e.dataset.name);
  draw();
  $("status").textContent = "";
  frame.ready();
})();
