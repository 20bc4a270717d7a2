// Suggestions below a field, as a combobox (ARIA Authoring Practices 1.2), and "/" to get to the search.

let fields = 0;

function combobox(input) {
  const kind = input.dataset.suggest;
  const fills = "fill" in input.dataset;
  const list = document.createElement("ul");
  list.className = "options";
  list.id = `options-${++fields}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  input.parentElement.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  let found = [], chosen = -1, asked = 0, timer = 0, abort = null;

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(i) {
    chosen = i;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === i)));
    if (i < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", list.children[i].id);
    list.children[i].scrollIntoView({ block: "nearest" });
  }

  function take(i) {
    const hit = found[i];
    close();
    if (!fills) {
      location.href = hit.href;
      return;
    }
    input.value = hit.label;
  }

  function show(hits) {
    found = hits;
    list.replaceChildren(...hits.map((hit, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const name = document.createElement("span");
      name.textContent = hit.label;
      if (hit.name) {
        const other = document.createElement("small");
        other.textContent = hit.name;
        name.append(other);
      }
      const type = document.createElement("span");
      type.className = `badge k-${hit.kind.toLowerCase()}`;
      const dot = document.createElement("span");
      dot.className = "dot";
      type.append(dot, hit.kind);
      item.append(name, type);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(i); });
      return item;
    }));
    chosen = -1;
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const text = input.value.trim();
    const turn = ++asked;
    abort?.abort();
    if (!text) {
      close();
      return;
    }
    abort = new AbortController();
    try {
      const answer = await fetch(`/suggest?kind=${kind}&q=${encodeURIComponent(text)}`, { signal: abort.signal });
      if (answer.ok && turn === asked && document.activeElement === input) show(await answer.json());
    } catch { /* the next letter was quicker, or the service is gone: the form still works */ }
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden && input.value) {
      ask();
      event.preventDefault();
    } else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + found.length + (chosen < 0 && step < 0 ? 1 : 0)) % found.length);
      event.preventDefault();
    } else if (!list.hidden && event.key === "Enter" && chosen >= 0) {
      take(chosen);
      event.preventDefault();
    } else if (event.key === "Escape" && !list.hidden) {
      close();
      event.preventDefault();
    }
  });
}

document.querySelectorAll("input[data-suggest]").forEach(combobox);
document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.getElementById("q");
    if (field) {
      field.focus();
      field.select();
      event.preventDefault();
    }
  }
});
