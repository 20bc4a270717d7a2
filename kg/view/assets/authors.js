/* Who works with whom.
 *
 * data: people [{iri, name, lines, at, size, papers, with, between, group}], links [[a, b, papers]],
 * groups [{size, about}], colours (so many groups have their own), papers (see frame.js).
 */
"use strict";
(() => {
  const { $, data, el, svg, number, plural, plain, showPapers } = frame;
  const { people, links } = data;
  const picture = $("picture");
  const shade = (g) => "g" + Math.min(g, data.colours);
  const linksOf = people.map(() => []);
  links.forEach(([a, b], k) => { linksOf[a].push(k); linksOf[b].push(k); });
  const byWeight = people.map((_, i) => i).sort((a, b) => people[b].papers.length - people[a].papers.length || people[b].with - people[a].with || a - b);
  const FIRST = 12; // authors of most papers, whose names are wanted most
  let chosen = null; // {who} or {link} or {group}
  let view = { x: 0, y: 0, scale: 1 }; // what stands in the middle, and pixels per unit

  // ---------------------------------------------------------------- the drawing

  function bright() {
    if (!chosen) return null;
    if ("who" in chosen) return new Set([chosen.who, ...linksOf[chosen.who].map((k) => links[k][0] === chosen.who ? links[k][1] : links[k][0])]);
    if ("link" in chosen) return new Set(links[chosen.link].slice(0, 2));
    return new Set(people.map((_, i) => i).filter((i) => people[i].group === chosen.group));
  }

  function draw() {
    const { width, height } = picture.getBoundingClientRect();
    const at = people.map((p) => [(p.at[0] - view.x) * view.scale + width / 2, (p.at[1] - view.y) * view.scale + height / 2]);
    const zoom = Math.min(Math.max(view.scale, 0.35), 1.3);
    const near = bright();
    const lines = svg("g", {});
    links.forEach(([a, b, papers], k) => {
      const on = near && ("link" in chosen ? k === chosen.link : "who" in chosen ? a === chosen.who || b === chosen.who : near.has(a) && near.has(b));
      lines.append(svg("line", {
        class: "tie" + (on ? " bright" : near ? " dim" : ""), x1: at[a][0].toFixed(1), y1: at[a][1].toFixed(1), x2: at[b][0].toFixed(1), y2: at[b][1].toFixed(1),
        "stroke-width": Math.min(1 + papers.length * 0.6, 6) * Math.max(zoom, 0.6), "data-link": k,
      }));
    });
    const dots = svg("g", {});
    people.forEach((p, i) => {
      dots.append(svg("circle", { class: `who ${shade(p.group)}` + (near && !near.has(i) ? " dim" : "") + (chosen && chosen.who === i ? " chosen" : ""),
        cx: at[i][0].toFixed(1), cy: at[i][1].toFixed(1), r: (p.size * zoom).toFixed(1), "data-who": i }));
    });
    const names = svg("g", {});
    const taken = [];
    const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
    const round = people.map((p, i) => { const r = p.size * zoom; return [at[i][0] - r, at[i][1] - r, at[i][0] + r, at[i][1] + r]; });
    const first = new Set(byWeight.slice(0, FIRST));
    for (const i of chosen && "who" in chosen ? [chosen.who, ...byWeight] : byWeight) {
      if (near && !near.has(i)) continue;
      const [x, y] = at[i];
      const half = people[i].lines.length * 3.4 + 6;
      const r = people[i].size * zoom + 2;
      const spots = [[x, y + r + 8], [x, y - r - 6], [x + r + half - 2, y + 1], [x - r - half + 2, y + 1]]; // over no name, and over no other author but for the first ones
      const box = spots.map(([cx, cy]) => [cx - half, cy - 8, cx + half, cy + 7]).find((b) => b[0] > 0 && b[2] < width && b[1] > 0 && b[3] < height
        && !taken.some((t) => meets(t, b)) && !round.some((t, k) => k !== i && !(first.has(i) && !near) && meets(t, b)));
      if (!box) continue;
      taken.push(box);
      names.append(svg("text", { class: "name-of", x: ((box[0] + box[2]) / 2).toFixed(1), y: (box[3] - 3).toFixed(1) }, people[i].lines));
    }
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.replaceChildren(lines, dots, names);
    window.kg.names = names.childElementCount;
  }

  function fit() {
    const { width, height } = picture.getBoundingClientRect();
    const xs = people.map((p) => p.at[0]), ys = people.map((p) => p.at[1]);
    const [left, right, top, bottom] = people.length ? [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)] : [0, 1, 0, 1];
    view = { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min((width - 110) / Math.max(right - left, 1), (height - 60) / Math.max(bottom - top, 1), 1.3) };
    draw();
  }

  // ---------------------------------------------------------------- choosing

  function bridge(i) {
    const p = people[i];
    const group = new Set([p.group]);
    for (const k of linksOf[i]) group.add(people[links[k][0] === i ? links[k][1] : links[k][0]].group);
    return group.size > 1 ? `, connects ${group.size} groups` : "";
  }

  function choose(next) {
    chosen = next;
    if ("who" in next) {
      const p = people[next.who];
      showPapers(p.name || "(no name)", `${plural(p.with, "co-author")} of at least two papers${bridge(next.who)}; betweenness ${p.between.toFixed(3)}`,
        [...p.papers].reverse().map((i) => data.papers[i]), p.papers.length);
      const list = el("ul", { class: "groups" }, ...linksOf[next.who].map((k) => {
        const other = links[k][0] === next.who ? links[k][1] : links[k][0];
        return el("li", {}, svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("circle", { cx: 5, cy: 5, r: 5, class: shade(people[other].group) })),
          el("button", { type: "button", dir: "auto", onclick: () => choose({ who: other }) }, people[other].name), el("span", { class: "count" }, plural(links[k][2].length, "paper")));
      }));
      $("panel").children[2].after(list);
      frame.writeAddress({ author: p.iri });
    } else if ("link" in next) {
      const [a, b, papers] = links[next.link];
      showPapers(`${people[a].name} and ${people[b].name}`, "written together", [...papers].reverse().map((i) => data.papers[i]), papers.length);
      frame.writeAddress({ author: people[a].iri, with: people[b].iri });
    } else {
      const members = byWeight.filter((i) => people[i].group === next.group);
      const papers = [...new Set(members.flatMap((i) => people[i].papers))].sort((a, b) => b - a);
      showPapers(groupName(next.group), members.map((i) => people[i].name).join(", "), papers.map((i) => data.papers[i]), papers.length);
      frame.writeAddress({ group: next.group });
    }
    draw();
  }

  const groupName = (g) => data.groups[g].about.length ? data.groups[g].about.join(", ") : `${people[byWeight.find((i) => people[i].group === g)].name} and others`;

  // ---------------------------------------------------------------- lists

  let by = "papers";

  function drawPeople() {
    const words = plain($("search").value).split(/\s+/).filter(Boolean);
    const value = { name: (p) => plain(p.name), papers: (p) => -p.papers.length, with: (p) => -p.with, between: (p) => -p.between }[by];
    const order = people.map((_, i) => i).filter((i) => words.every((w) => plain(people[i].name).includes(w)))
      .sort((a, b) => value(people[a]) < value(people[b]) ? -1 : value(people[a]) > value(people[b]) ? 1 : byWeight.indexOf(a) - byWeight.indexOf(b));
    $("people").replaceChildren(...order.map((i) => el("tr", {},
      el("td", {}, el("button", { type: "button", dir: "auto", onclick: () => choose({ who: i }) }, people[i].name || "(no name)")),
      el("td", {}, number(people[i].papers.length)), el("td", {}, number(people[i].with)), el("td", {}, people[i].between.toFixed(3)))));
    document.querySelectorAll(".people th").forEach((th) => {
      const own = th.firstElementChild.dataset.by;
      th.setAttribute("aria-sort", own !== by ? "none" : own === "name" ? "ascending" : "descending");
    });
    return order;
  }

  document.querySelectorAll("[data-by]").forEach((button) => button.addEventListener("click", () => { by = button.dataset.by; drawPeople(); }));
  $("search").addEventListener("input", () => { frame.closePanel(); $("status").textContent = plural(drawPeople().length, "author"); });
  $("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const first = $("people").querySelector("button");
    if (first) first.click();
  });
  if (data.groups.length) {
    const shown = data.groups.map((_, g) => g).filter((g) => data.groups[g].size > 1).slice(0, 12);
    $("groups").append(el("h2", {}, `Groups (${data.groups.filter((g) => g.size > 1).length})`), el("ul", { class: "groups" }, ...shown.map((g) => el("li", {},
      svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("circle", { cx: 5, cy: 5, r: 5, class: shade(g) })),
      el("button", { type: "button", dir: "auto", onclick: () => choose({ group: g }) }, groupName(g)), el("span", { class: "count" }, plural(data.groups[g].size, "author"))))));
  }

  // ---------------------------------------------------------------- pointer and keys

  const pointers = new Map();
  let travelled = 0;
  picture.addEventListener("pointerdown", (event) => { pointers.set(event.pointerId, event); travelled = 0; });
  picture.addEventListener("pointermove", (event) => {
    const old = pointers.get(event.pointerId);
    if (!old) {
      const who = event.target.dataset.who, link = event.target.dataset.link;
      if (who !== undefined) frame.showTip(`${people[who].name}\n${plural(people[who].papers.length, "paper")}, ${plural(people[who].with, "link")}\n${groupName(people[who].group)}`, event.clientX, event.clientY);
      else if (link !== undefined) frame.showTip(`${people[links[link][0]].name}\n${people[links[link][1]].name}\n${plural(links[link][2].length, "paper")} together`, event.clientX, event.clientY);
      else frame.hideTip();
      return;
    }
    if (pointers.size === 2) {
      const other = [...pointers.values()].find((p) => p.pointerId !== event.pointerId);
      zoomAt(Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY) / Math.max(Math.hypot(old.clientX - other.clientX, old.clientY - other.clientY), 1), event);
    } else {
      view.x -= (event.clientX - old.clientX) / view.scale;
      view.y -= (event.clientY - old.clientY) / view.scale;
    }
    travelled += Math.abs(event.clientX - old.clientX) + Math.abs(event.clientY - old.clientY);
    pointers.set(event.pointerId, event);
    if (travelled > 4) { if (!picture.hasPointerCapture(event.pointerId)) picture.setPointerCapture(event.pointerId); draw(); }
  });
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, (event) => pointers.delete(event.pointerId));
  picture.addEventListener("pointerleave", frame.hideTip);
  picture.addEventListener("click", (event) => {
    if (travelled > 4) return;
    const { who, link } = event.target.dataset;
    if (who !== undefined) choose({ who: Number(who) });
    else if (link !== undefined) choose({ link: Number(link) });
    else frame.closePanel();
  });

  function zoomAt(factor, event) {
    const box = picture.getBoundingClientRect();
    const [dx, dy] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    const scale = Math.min(Math.max(view.scale * factor, 0.02), 6);
    view = { x: view.x + dx / view.scale - dx / scale, y: view.y + dy / view.scale - dy / scale, scale };
    draw();
  }

  picture.addEventListener("wheel", (event) => { event.preventDefault(); frame.hideTip(); zoomAt(Math.exp(-event.deltaY / 400), event); }, { passive: false });
  picture.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const zooms = { "+": 1.25, "=": 1.25, "-": 0.8 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) { view.x += steps[event.key][0] * 60 / view.scale; view.y += steps[event.key][1] * 60 / view.scale; }
    else if (event.key in zooms) view.scale = Math.min(Math.max(view.scale * zooms[event.key], 0.02), 6);
    else return;
    event.preventDefault();
    draw();
  });
  $("fit").addEventListener("click", fit);
  $("save").addEventListener("click", () => {
    const copy = picture.cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const style = getComputedStyle(document.documentElement);
    const rules = [...document.styleSheets[0].cssRules].map((r) => r.cssText).filter((t) => /^\.(tie|who|dim|name-of|g\d)/.test(t)).join("\n")
      .replace(/var\((--[a-z0-9]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
    copy.prepend(svg("style", {}, "text { font-family: system-ui, sans-serif; }\n" + rules));
    frame.download("authors.svg", new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
  });
  addEventListener("resize", fit);
  frame.onClose(() => { chosen = null; frame.writeAddress({}); draw(); });

  // ---------------------------------------------------------------- start

  drawPeople();
  fit();
  const asked = frame.readAddress();
  const who = people.findIndex((p) => p.iri === asked.get("author"));
  const other = people.findIndex((p) => p.iri === asked.get("with"));
  const link = links.findIndex(([a, b]) => a === who && b === other);
  if (link >= 0) choose({ link });
  else if (who >= 0) choose({ who });
  else if (asked.has("group") && data.groups[Number(asked.get("group"))]) choose({ group: Number(asked.get("group")) });
  window.kg.point = (i) => { const box = picture.querySelector(`[data-who="${i}"]`).getBoundingClientRect(); return { x: box.left + box.width / 2, y: box.top + box.height / 2 }; };
  frame.ready();
})();
