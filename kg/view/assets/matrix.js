/* Which things papers name together, as tables of coloured cells.
 *
 * data: all (number of papers), papers (see frame.js), matrices: rows and columns {kind, names [[name, papers]]},
 * cells [row, column, papers, [numbers of the newest]], total [rows, columns with any pair].
 */
"use strict";
(() => {
  const { $, data, el, number, plural, showPapers, showTip, hideTip } = frame;
  const asked = frame.readAddress();
  const state = { which: Math.min(Math.max(Number(asked.get("table")) || 0, 0), data.matrices.length - 1), colour: asked.get("colour") === "lift" ? "lift" : "count" };
  let buttons = [];
  let at = [0, 0];

  const lift = (m, [r, c, n]) => n * data.all / (m.rows.names[r][1] * m.columns.names[c][1]);

  /* One of six shades: by the share of the greatest count (of its square root), or by how many times as often as expected. */
  function shade(m, cell, most) {
    if (state.colour === "count") return 1 + Math.min(5, Math.floor(Math.sqrt(cell[2] / most) * 5.999));
    const times = Math.log2(lift(m, cell));
    return times < 0 ? 1 : Math.min(6, 2 + Math.floor(times));
  }

  function mark(r, c) {
    document.querySelectorAll(".heat .on").forEach((e) => e.classList.remove("on"));
    if (r === null) return;
    document.querySelector(`.heat tbody tr:nth-child(${r + 1}) th`).classList.add("on");
    document.querySelector(`.heat thead th:nth-child(${c + 2})`).classList.add("on");
  }

  function says(m, cell) {
    const [r, c, n] = cell;
    const times = lift(m, cell);
    return `${plural(n, "paper")}; ${m.rows.names[r][0]}: ${number(m.rows.names[r][1])}, ${m.columns.names[c][0]}: ${number(m.columns.names[c][1])}; `
      + `${times.toFixed(times < 10 ? 1 : 0)} times as often as expected`;
  }

  function open(m, cell, button) {
    document.querySelectorAll('.heat [aria-pressed="true"]').forEach((b) => b.setAttribute("aria-pressed", "false"));
    button.setAttribute("aria-pressed", "true");
    showPapers(`${m.rows.names[cell[0]][0]} and ${m.columns.names[cell[1]][0]}`, says(m, cell), [...cell[3]].reverse().map((i) => data.papers[i]), cell[2]);
  }

  function focus(r, c) {
    const old = buttons[at[0]] && buttons[at[0]][at[1]];
    if (old) old.tabIndex = -1;
    at = [r, c];
    buttons[r][c].tabIndex = 0;
    buttons[r][c].focus();
    mark(r, c);
  }

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  /* The next cell with papers in this direction. */
  function step(event, r, c) {
    if (!(event.key in STEPS)) return;
    const [dr, dc] = STEPS[event.key];
    event.preventDefault();
    for (let [i, j] = [r + dr, c + dc]; buttons[i] && j >= 0 && j < buttons[i].length; i += dr, j += dc) {
      if (buttons[i][j]) return focus(i, j);
    }
  }

  function draw() {
    const m = data.matrices[state.which];
    const most = Math.max(6, ...m.cells.map((cell) => cell[2]));
    buttons = m.rows.names.map(() => m.columns.names.map(() => null));
    const rows = m.rows.names.map(([name], r) => {
      const row = el("tr", {}, el("th", { scope: "row", dir: "auto", title: name }, name || "(no name)"));
      m.columns.names.forEach(() => row.append(el("td", { class: "cell" })));
      return row;
    });
    for (const cell of m.cells) {
      const [r, c, n] = cell;
      const button = el("button", {
        type: "button", class: "c" + shade(m, cell, most), tabindex: "-1", "aria-pressed": "false",
        "aria-label": `${m.rows.names[r][0]} and ${m.columns.names[c][0]}: ${plural(n, "paper")}`,
        onclick: () => { focus(r, c); open(m, cell, button); },
        onkeydown: (event) => step(event, r, c),
        onmousemove: (event) => { showTip(`${m.rows.names[r][0]}\n${m.columns.names[c][0]}\n${says(m, cell)}`, event.clientX, event.clientY); mark(r, c); },
        onmouseleave: () => { hideTip(); mark(null); },
      }, n > 999 ? "…" : String(n));
      buttons[r][c] = button;
      rows[r].children[c + 1].append(button);
    }
    for (const row of rows) for (const td of [...row.children].slice(1)) if (!td.firstChild) td.append(el("span", { class: "none" }));
    const head = el("tr", {}, el("td"), ...m.columns.names.map(([name]) => el("th", { scope: "col", title: name }, el("span", { dir: "auto" }, name || "(no name)"))));
    $("table").replaceChildren(
      el("caption", { class: "unseen" }, `${m.rows.kind} by ${m.columns.kind.toLowerCase()}: number of papers that name both`),
      el("thead", {}, head), el("tbody", {}, ...rows));
    $("nothing").hidden = m.cells.length > 0;
    $("table").hidden = !m.cells.length;
    const first = buttons.findIndex((row) => row.some(Boolean));
    if (first >= 0) {
      at = [first, buttons[first].findIndex(Boolean)];
      buttons[at[0]][at[1]].tabIndex = 0;
    }
    frame.writeAddress({ table: state.which || null, colour: state.colour === "lift" ? "lift" : null });
    $("status").textContent = `${m.rows.names.length} of ${plural(m.total[0], "row")}, ${m.columns.names.length} of ${plural(m.total[1], "column")}`;
  }

  frame.choice($("which"), "Table", data.matrices.map((m, i) => [String(i), `${m.rows.kind} × ${m.columns.kind.toLowerCase()}`]), String(state.which),
    (which) => { state.which = Number(which); frame.closePanel(); draw(); });
  frame.choice($("colour"), "Colour", [["count", "papers"], ["lift", "more than expected"]], state.colour,
    (colour) => { state.colour = colour; frame.closePanel(); draw(); });
  frame.onClose(() => document.querySelectorAll('.heat [aria-pressed="true"]').forEach((b) => b.setAttribute("aria-pressed", "false")));
  window.kg.cells = () => data.matrices[state.which].cells.length;
  draw();
  frame.ready();
})();
