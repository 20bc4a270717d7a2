/* What the pages of all views share. Data reach the document as text (textContent), never as markup.
 *
 * For tests and for scripts of one's own every page offers `window.kg`: ready (true once the first picture is
 * drawn), milliseconds (from the start of loading to that picture), and what its view adds.
 */
"use strict";
const frame = (() => {
  const { $, el, svg, number, plural, plain, link, download } = helpers;
  const data = JSON.parse($("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  window.kg = { ready: false, milliseconds: 0 };

  const icon = (type) => helpers.icon(data.types, type);
  const percent = (share) => share === 0 ? "0 %" : (share * 100).toFixed(share < 0.0995 ? 1 : 0) + " %";

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

  const showTip = (text, x, y) => helpers.say(tip, text, x, y);
  const hideTip = () => { tip.hidden = true; };

  // ---------------------------------------------------------------- the address: the fragment keeps the state

  function writeAddress(state) {
    const wanted = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) if (value !== null && value !== undefined && value !== "") wanted.set(name, value);
    const fragment = String(wanted);
    if (location.protocol !== "about:" && fragment !== location.hash.slice(1)) history.replaceState(null, "", "#" + fragment);
  }

  const readAddress = () => new URLSearchParams(location.hash.slice(1));

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
