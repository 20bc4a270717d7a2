// The SPARQL page: an editor that lights up and completes, answers as a table, chart or graph.

import { highlight, KEYWORDS } from "./tokens.js";
import { chart, graph, table } from "./answers.js";

const form = document.getElementById("ask");
const text = document.getElementById("query");
const editor = text.parentElement;
const shadow = editor.querySelector("code");
const answer = document.getElementById("answer");
const shown = document.getElementById("shown");
const status = document.getElementById("status");
const views = [...document.querySelectorAll("[data-view]")];
const remembered = document.querySelector("[data-as]");
let view = views.find((button) => button.getAttribute("aria-pressed") === "true").dataset.view;
let result = null, running = null, known = { prefixes: {}, terms: [] };

// the editor

function light() {
  shadow.replaceChildren(highlight(text.value + "\n"));
  shadow.parentElement.scrollTop = text.scrollTop;
}
editor.classList.add("lit");
text.addEventListener("input", light);
text.addEventListener("scroll", () => { shadow.parentElement.scrollTop = text.scrollTop; });
light();

const options = document.createElement("ul");
options.className = "options";
options.id = "completions";
options.setAttribute("role", "listbox");
options.setAttribute("aria-label", "Completions");
options.hidden = true;
editor.append(options);
let matches = [], chosen = 0, begin = 0, leaving = false;

function word() {
  const before = text.value.slice(0, text.selectionStart);
  return before.match(/[?$]?[\w-]*:?[\w-]*$/)[0];
}

function offers(part) {
  const small = part.toLowerCase();
  const variables = [...new Set(text.value.match(/[?$]\w+/g) ?? [])].filter((v) => v !== part);
  const names = known.terms;
  const prefixes = Object.entries(known.prefixes).map(([prefix, iri]) => [`${prefix}:`, iri]);
  const keywords = KEYWORDS.map((name) => [name, ""]);
  const all = /^[?$]/.test(part) ? variables.map((v) => [v, ""]) : part.includes(":") ? names : [...keywords, ...prefixes, ...names];
  const starts = all.filter(([name]) => name.toLowerCase().startsWith(small));
  const holds = all.filter(([name, label]) => !starts.some(([n]) => n === name) && part.length > 1
    && (name.toLowerCase().includes(small) || label.toLowerCase().includes(small)));
  return [...starts, ...holds].filter(([name]) => name !== part).slice(0, 10);
}

function complete(forced) {
  const part = word();
  if (!forced && part.length < 2) return shut();
  matches = offers(part);
  if (!matches.length) return shut();
  begin = text.selectionStart - part.length;
  options.replaceChildren(...matches.map(([name, label], i) => {
    const item = document.createElement("li");
    item.id = `completion-${i}`;
    item.setAttribute("role", "option");
    const about = document.createElement("small");
    about.textContent = label;
    const both = document.createElement("span");
    both.append(name, about);
    item.append(both);
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(i); });
    return item;
  }));
  options.hidden = false;
  text.setAttribute("aria-controls", options.id);
  place();
  choose(0);
}

function place() {
  const lines = text.value.slice(0, begin).split("\n").length;
  const height = parseFloat(getComputedStyle(text).lineHeight);
  options.style.top = `${Math.min(14 + lines * height - text.scrollTop, text.clientHeight)}px`;
}

function choose(i) {
  chosen = (i + matches.length) % matches.length;
  [...options.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === chosen)));
  text.setAttribute("aria-activedescendant", `completion-${chosen}`);
  options.children[chosen].scrollIntoView({ block: "nearest" });
}

function shut() {
  options.hidden = true;
  text.removeAttribute("aria-activedescendant");
}

function take(i) {
  text.setRangeText(matches[i][0], begin, text.selectionStart, "end");
  shut();
  light();
}

text.addEventListener("input", (event) => { if (event.inputType !== "insertFromPaste") complete(false); });
text.addEventListener("blur", shut);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    shut();
    run(true);
  } else if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    complete(true);
  } else if (!options.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
  } else if (!options.hidden && (event.key === "Enter" || event.key === "Tab")) {
    event.preventDefault();
    take(chosen);
  } else if (event.key === "Escape") {
    if (options.hidden) leaving = true;
    else shut();
    event.preventDefault();
  } else if (event.key === "Tab" && !event.shiftKey && !leaving) {
    event.preventDefault();
    text.setRangeText("  ", text.selectionStart, text.selectionEnd, "end");
    light();
  } else if (event.key !== "Tab" && event.key !== "Shift") {
    leaving = false;
  }
});
fetch("/completions.json").then((r) => r.json()).then((found) => { known = found; });

// asking

const GRAPH_FORMS = { turtle: "Turtle", jsonld: "JSON-LD", ntriples: "N-Triples", rdfxml: "RDF/XML" };
const ROW_FORMS = { csv: "CSV", tsv: "TSV", json: "JSON", xml: "XML" };

function pageAddress() {
  const here = new URLSearchParams(location.search);
  const asked = new URLSearchParams();
  const untouched = here.get("name") && text.value === text.defaultValue;
  if (untouched) for (const [name, value] of here) asked.append(name, value);
  else asked.set("query", text.value);
  if (view === "table") asked.delete("as");
  else asked.set("as", view);
  return `/query?${asked}`;
}

function links(forms) {
  const made = Object.entries(forms).map(([form, name]) => {
    const link = document.createElement("a");
    link.href = `/sparql?${new URLSearchParams({ query: text.value, format: form })}`;
    link.download = `answer.${{ turtle: "ttl", ntriples: "nt", rdfxml: "rdf" }[form] ?? form}`;
    link.textContent = name;
    return link;
  });
  document.getElementById("downloads").replaceChildren(...made.flatMap((link, i) => (i ? [", ", link] : [link])));
}

async function run(remember) {
  running?.abort();
  running = new AbortController();
  answer.hidden = false;
  shown.replaceChildren();
  links({});
  status.className = "quiet";
  status.textContent = "Asking…";
  const begun = performance.now();
  if (remember) history.pushState(null, "", pageAddress());
  document.getElementById("permalink").href = pageAddress();
  let got;
  try {
    got = await fetch("/sparql", {
      method: "POST",
      headers: {
        "Content-Type": "application/sparql-query",
        Accept: "application/sparql-results+json, application/n-triples;q=0.9, text/plain;q=0.1",
      },
      body: text.value,
      signal: running.signal,
    });
    const type = got.headers.get("Content-Type") ?? "";
    if (!got.ok) {
      result = null;
      status.className = "complaint";
      status.textContent = type.includes("json") ? (await got.json()).detail : await got.text();
      return;
    }
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    if (type.includes("n-triples")) {
      result = { triples: triples(await got.text()) };
      status.textContent = `${result.triples.length.toLocaleString("en")} triples in ${seconds} s`;
      links(GRAPH_FORMS);
    } else {
      result = await got.json();
      const count = result.results?.bindings.length;
      status.textContent = count === undefined ? `${result.boolean ? "Yes" : "No"} (${seconds} s)`
        : `${count.toLocaleString("en")} row${count === 1 ? "" : "s"} in ${seconds} s`;
      links(ROW_FORMS);
    }
    draw();
  } catch (error) {
    if (error.name !== "AbortError") {
      status.className = "complaint";
      status.textContent = got ? "The answer broke off at a limit of time or size; ask for less, or add LIMIT."
        : "The service cannot be reached.";
    }
  }
}

function triples(text) {
  const term = /<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?|_:(\S+)/g;
  return text.split("\n").filter((line) => line.endsWith(" .")).map((line) => [...line.matchAll(term)].map((m) =>
    m[1] !== undefined ? { type: "uri", value: unescaped(m[1]) } : { type: "literal", value: unescaped(m[2] ?? m[5]) }));
}

function unescaped(value) {
  const names = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };
  return value.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, u, U, c) =>
    u || U ? String.fromCodePoint(parseInt(u ?? U, 16)) : names[c] ?? c);
}

function draw() {
  if (!result || result.boolean !== undefined) return;
  const made = { table, chart, graph }[view](result, known.prefixes);
  if (typeof made === "string") {
    const note = document.createElement("p");
    note.className = "quiet";
    note.textContent = made;
    shown.replaceChildren(note);
  } else shown.replaceChildren(made);
}

for (const button of views) {
  button.addEventListener("click", () => {
    view = button.dataset.view;
    views.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
    if (remembered) remembered.value = view;
    history.replaceState(null, "", pageAddress());
    document.getElementById("permalink").href = pageAddress();
    draw();
  });
}
form.addEventListener("submit", (event) => { event.preventDefault(); run(true); });
window.addEventListener("popstate", () => location.reload());
document.getElementById("example").addEventListener("change", (event) => {
  if (event.target.value) location.href = `/query?name=${event.target.value}`;
});
document.getElementById("copy").addEventListener("click", async (event) => {
  const address = document.getElementById("permalink").href;
  try {
    await navigator.clipboard.writeText(address);
    event.target.textContent = "Copied";
  } catch {
    prompt("The link:", address);
  }
});
if ("run" in form.dataset) run(false);
