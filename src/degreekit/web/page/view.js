// Small helpers that build the page. Everything that comes from a document is set as text.

/** Return the element with an id. */
export const byId = (id) => document.getElementById(id);

/** Build an element: `make("p", {class: "hint", onclick: f}, "text", child)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Show or hide an element. */
export function show(element, shown = true) {
  element.hidden = !shown;
}

/** Say something for a few seconds; screen readers read it out. */
let clock;
export function say(text, seconds = 4) {
  byId("status").textContent = text;
  clearTimeout(clock);
  clock = setTimeout(() => { byId("status").textContent = ""; }, 1000 * seconds);
}

/** Say a mistake where it was made; an empty text takes it away. */
export function mistakeAt(id, text = "") {
  byId(id).textContent = text;
  show(byId(id), Boolean(text));
}

/** Return what an error says, with its parts line by line. */
export function errorText(error) {
  const parts = error.problems?.length > 1 ? error.problems.map((one) => `• ${one}`) : [];
  const named = /^[^:]*\.\w{1,5}(: |, | and )/.test(error.message); // by names of files, which stay as they are
  return [named ? error.message : sentence(error.message), ...parts].join("\n");
}

/** Return a text that begins with a capital letter. */
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

let fields = 0;
/** Build a labelled field with room for a mistake below it. */
export function field({ name, label, kind = "text", options, list, value = "", needed = false, plain = false, hint = "", mode }) {
  const id = `field-${name}-${++fields}`;
  const described = `${id}-mistake${hint ? ` ${id}-hint` : ""}`;
  let control;
  if (kind === "check") {
    control = make("input", { type: "checkbox", id, name, "aria-describedby": described });
    return make("div", { class: "field", "data-field": name },
      make("label", { class: "check", for: id }, control, ` ${label}`),
      make("p", { class: "mistake", id: `${id}-mistake`, hidden: true }));
  }
  if (options) {
    control = make("select", { id, name, "aria-describedby": described },
      ...options.map(([key, text]) => make("option", { value: key }, text)));
  } else {
    control = make("input", { id, name, type: kind, list, inputmode: mode, autocomplete: "off", spellcheck: "false", "aria-describedby": described });
  }
  control.value = value;
  if (needed) control.setAttribute("aria-required", "true");
  return make("div", { class: "field", "data-field": name },
    make("label", { for: id }, label, needed || plain ? "" : make("span", { class: "optional" }, " (optional)")),
    control,
    hint ? make("p", { class: "hint", id: `${id}-hint` }, hint) : null,
    make("p", { class: "mistake", id: `${id}-mistake`, hidden: true }));
}

/** Return what was typed into fields; what is empty is left out. */
export function typed(container) {
  const entry = {};
  for (const control of container.querySelectorAll("[name]")) {
    if (control.type === "checkbox") { if (control.checked) entry[control.name] = true; }
    else if (control.value.trim()) entry[control.name] = control.value.trim();
  }
  return entry;
}

/** Say each mistake where it was typed, and go to the first. Return whether there was any. */
export function showMistakes(container, mistakes, otherwise) {
  for (const control of container.querySelectorAll("[name]")) {
    control.removeAttribute("aria-invalid");
    const place = control.closest(".field").querySelector(".mistake");
    place.textContent = "";
    show(place, false);
  }
  const rest = [];
  let first = null;
  for (const { field: name, text } of mistakes) {
    const control = name ? container.querySelector(`[name="${CSS.escape(name)}"]`) : null;
    if (!control) { rest.push(name ? `${sentence(name)}: ${text}` : text); continue; }
    const place = control.closest(".field").querySelector(".mistake");
    place.textContent = place.textContent ? `${place.textContent} ${text}` : text;
    show(place);
    control.setAttribute("aria-invalid", "true");
    first ??= control;
  }
  mistakeAt(otherwise, rest.join("\n"));
  (first ?? container.querySelector("[name]"))?.focus({ preventScroll: !mistakes.length });
  return mistakes.length > 0;
}

/** Save a text as a file on this machine. */
export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
