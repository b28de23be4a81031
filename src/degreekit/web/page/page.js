// The page: what is given on it, what is asked, and where the answers go.

import { connect } from "./backend.js";
import { byId, download, errorText, field, make, mistakeAt, say, sentence, show, showMistakes, typed } from "./view.js";

const state = {
  about: null,
  files: [], // {id, name, file}
  answers: [],
  decisions: [], // {entry, text}
  plan: [], // {entry, text}
  programs: [], // {key, edition}; key is the id of a program, or "rules:" and the id of a file
  rules: [], // {id, name}
  program: null, // what decisions can name
  reading: null,
  steps: null, // of the search, where more than usual were asked for
  editing: null, // the position of the decision that is being changed
  turn: 0,
  past: [], // what stood before each change: {what, and the lists of RESTORED}
};
const RESTORED = ["files", "answers", "decisions", "plan", "programs"];
let backend;
let ready; // what answers the page: while it starts, the page can be used already
let proving; // the clock until an audit that stays as it is is proved, too
const PAUSE = 900; // milliseconds: a proof takes far longer than an audit

// ------------------------------------------------------------------------------------- asking

/** Ask; files that are no longer in memory are sent again. */
async function ask(name, order) {
  let answer = await backend.ask(name, order);
  if (answer.error?.kind === "PaperGone") {
    for (const one of [...state.files, ...state.rules]) await backend.add(one.name, await one.file.arrayBuffer());
    answer = await backend.ask(name, order);
  }
  return answer;
}

const documents = () => ({
  documents: state.files.map((one) => one.id),
  answers: state.answers,
  institution: byId("institution").value,
  ocr: byId("ocr").checked,
});

const number = (id) => { const text = byId(id).value.trim(); return text === "" ? null : text; };

function programs() {
  const chosen = state.programs.filter((one) => one.key).map((one) => one.key.startsWith("rules:")
    ? { rules: one.key.slice(6) }
    : { id: one.key, edition: one.edition });
  return { programs: chosen, share_courses: number("share-courses"), share_credits: number("share-credits") };
}

const theCase = () => ({
  ...documents(),
  ...programs(),
  decisions: state.decisions.map((one) => one.entry),
  plan: state.plan.map((one) => one.entry),
  ...(state.steps ? { budget: state.steps } : {}),
});

// ------------------------------------------------------------------------------------- files

/** Take files that were dropped, chosen or pasted; what each is, its content says. */
async function take(files, wanted = null) {
  mistakeAt("transcript-mistake");
  let read = false;
  const refused = [];
  for (const file of files) {
    say(`Opening ${file.name} ...`, 300);
    if (!(await ready)) return;
    if (file.size > state.about.most) { refused.push(`${file.name}: ${state.about.too_large}`); continue; }
    const answer = await backend.add(file.name, await file.arrayBuffer());
    if (answer.error) { refused.push(errorText(answer.error)); continue; }
    const paper = { id: answer.document, name: file.name, file };
    const role = wanted ?? answer.role;
    if (role === "decisions") await takeList(paper, "decisions", "decision-mistake");
    else if (role === "plan") await takeList(paper, "plan", "plan-mistake");
    else if (role === "answers") read = (await takeAnswers(paper)) || read;
    else if (role === "rules") await takeRules(paper);
    else if (role === "proof") await checkProof(paper);
    else if (!state.files.some((one) => one.id === paper.id)) {
      if (state.files.length) remember(`added ${paper.name}`);
      state.files.push(paper);
      read = true;
    }
  }
  say("");
  if (read) await update();
  else if (state.files.length) await update({ reread: false });
  // After the messages about the files that were taken
  if (refused.length) mistakeAt("transcript-mistake", [byId("transcript-mistake").textContent, ...refused].filter(Boolean).join("\n"));
}

async function takeList(paper, what, place) {
  mistakeAt(place);
  if (!programs().programs.length) return mistakeAt("transcript-mistake", `Choose a program before you open ${paper.name}.`);
  const answer = await ask(`${what}_file`, { ...programs(), document: paper.id, documents: state.files.map((one) => one.id) });
  if (answer.error) {
    mistakeAt(byId("changes").hidden ? "transcript-mistake" : place, `${paper.name}: ${errorText(answer.error)}`);
    return;
  }
  remember(`added ${paper.name}`);
  state[what].push(...answer.entries);
  if (answer.others) mistakeAt(place, `${paper.name}: ${answer.others} decisions name another student, and were left out.`);
}

async function takeAnswers(paper) {
  const answer = await ask("answers_file", { document: paper.id });
  if (answer.error) { mistakeAt("transcript-mistake", `${paper.name}: ${errorText(answer.error)}`); return false; }
  remember(`added ${paper.name}`);
  state.answers.push(...answer.entries);
  return true;
}

async function takeRules(paper) {
  const answer = await ask("program", { programs: [{ rules: paper.id }] });
  if (answer.error) { mistakeAt("program-mistake", errorText(answer.error)); show(byId("program")); return; }
  remember(`chose ${paper.name}`);
  state.rules.push({ ...paper, title: answer.title });
  const last = state.programs.length - 1;
  state.programs[Math.max(0, last)] = { key: `rules:${paper.id}`, edition: "" };
  renderPrograms();
  await programChanged();
}

function renderFiles() {
  byId("files").replaceChildren(...state.files.map((one) => make("li", {},
    make("bdi", {}, one.name),
    make("button", { type: "button", class: "small", "aria-label": `Remove ${one.name}`, onclick: () => remove(one) }, "Remove"))));
  const some = state.files.length > 0;
  byId("main").classList.toggle("empty", !some);
  for (const id of ["reading-options", "start-over-row"]) show(byId(id), some);
  show(byId("examples"), !some && Boolean(backend.examples?.length));
  byId("drop").querySelector(".big").textContent = some ? "Drop another file of the same student" : "Drop a transcript here";
}

async function remove(one) {
  remember(`removed ${one.name}`);
  state.files = state.files.filter((other) => other !== one);
  state.answers = [];
  await update();
  byId("file").focus();
}

async function startOver() {
  if (unsaved() && !confirm("Decisions, plan and answers that you have not saved will be lost. Start over?")) return;
  await backend.ask("forget", {});
  Object.assign(state, { files: [], answers: [], decisions: [], plan: [], rules: [], reading: null, steps: null, past: [], programs: [] });
  stopEditing();
  byId("institution").value = "";
  byId("paste-text").value = "";
  renderPrograms();
  await update();
  say("Everything was forgotten.");
  byId("file").focus();
}

// ------------------------------------------------------------------------------------- undo

/** Keep what stands now, before something is changed; a list that is gone through is one change. */
function remember(what, { once = false } = {}) {
  if (once && state.past.at(-1)?.what === what) return;
  state.past.push({ what, ...Object.fromEntries(RESTORED.map((name) => [name, state[name].map((one) => ({ ...one }))])) });
  renderUndo();
}

function renderUndo() {
  const last = state.past.at(-1);
  show(byId("undo"), Boolean(last));
  byId("undo").textContent = last ? `Undo: ${last.what}` : "Undo";
}

async function undo() {
  if (!state.past.length) return;
  const { what, ...before } = state.past.pop();
  Object.assign(state, before, { program: null });
  stopEditing();
  renderUndo();
  renderPrograms();
  await update();
  if (byId("undo").hidden) focusAudit();
  say(`Undone: ${what}`);
}

// ------------------------------------------------------------------------------------- in step

/** Read, audit and show: after anything has changed. What was asked before an even later change is dropped. */
async function update({ reread = true } = {}) {
  const turn = ++state.turn;
  clearTimeout(proving);
  renderFiles();
  // What was read is of other files now; until these are read, whatever changes asks for it again.
  if (reread) state.reading = null;
  if (!state.files.length) {
    for (const id of ["reading", "doubts", "changes"]) show(byId(id), false);
    unaudited();
    show(byId("nav"), state.past.length > 0); // to undo it
    show(byId("program"), state.programs.length > 0 && state.about.programs.length > 0);
    mistakeAt("transcript-mistake");
    return;
  }
  busy(true);
  if (!state.reading) {
    say(`Reading ${state.files.map((one) => one.name).join(", ")} ...`, 300);
    const reading = await ask("read", documents());
    if (turn !== state.turn) return;
    state.reading = reading;
    mistakeAt("transcript-mistake", reading.error ? errorText(reading.error) : "");
    renderReading();
    if (reading.error) { state.reading = null; unaudited(); say("It could not be read."); return; }
    chooseProgram(reading.data.institution);
  }
  show(byId("program-hint"), !programs().programs.length);
  if (!programs().programs.length) {
    unaudited();
    byId("programs").querySelector("select").focus();
    return say("Choose the program to audit against.");
  }
  say("Auditing ...", 300);
  if (!state.program) await describeProgram();
  if (turn !== state.turn) return;
  if (!state.program) return say("");
  const audit = await ask("audit", theCase());
  if (turn !== state.turn) return;
  busy(false);
  const first = byId("audit").hidden;
  renderAudit(audit);
  renderEntries(audit.decisions ?? []);
  for (const id of ["changes", "nav"]) show(byId(id));
  if (first) lead();
  if (audit.error) return;
  proving = setTimeout(async () => {
    const proved = await ask("audit", { ...theCase(), prove: true });
    if (turn === state.turn && !proved.error) renderAudit(proved, { quiet: true });
  }, PAUSE);
}

function unaudited() {
  busy(false);
  for (const id of ["audit", "changes", "nav"]) show(byId(id), false);
  alone();
}

/** Without results there is one column. */
const alone = () => byId("main").classList.toggle("alone", byId("audit").hidden && byId("doubts").hidden);

/** Lead to the first answer: on a phone it is below what was read. Questions come before it. */
function lead() {
  const place = byId(state.reading.questions.length ? "doubts" : "audit");
  if (place.getBoundingClientRect().top > window.innerHeight / 2) place.scrollIntoView();
  if (document.activeElement === document.body) focusAudit();
}

/** Go on at the audit by keyboard, where what had the focus is gone. */
const focusAudit = () => byId(byId("audit").hidden ? "file" : "audit").focus({ preventScroll: true });

const busy = (on) => byId("audit").classList.toggle("busy", on);

// ------------------------------------------------------------------------------------- programs

function chooseProgram(institution) {
  show(byId("program"));
  if (state.programs.some((one) => one.key)) return;
  const own = state.about.programs.filter((one) => !institution || one.institution === institution);
  const first = (own.length ? own : state.about.programs)[0];
  state.programs = [{ key: own.length === 1 || state.about.programs.length === 1 ? first?.id ?? "" : "", edition: "" }];
  renderPrograms();
}

/** Make the fields for the programs anew: when there is another program, or one less. */
function renderPrograms() {
  if (!state.programs.length) state.programs = [{ key: "", edition: "" }];
  const several = state.programs.length > 1;
  byId("programs").replaceChildren(...state.programs.map((one, n) => {
    const select = field({ name: "program", label: several ? `Program ${n + 1}` : "Program", needed: true, value: one.key, options: [
      ["", "Choose a program"],
      ...state.about.programs.map((program) => [program.id, program.title]),
      ...state.rules.map((rules) => [`rules:${rules.id}`, `${rules.title} (${rules.name})`]),
    ] });
    const editions = make("div", {}, editionField(one));
    // The select itself stays: whoever chooses by keyboard is still typing.
    select.querySelector("select").addEventListener("change", (event) => {
      if (one.key) remember("another program", { once: true });
      Object.assign(one, { key: event.target.value, edition: "" });
      editions.replaceChildren(editionField(one));
      programChanged();
    });
    const drop = several && make("button", { type: "button", class: "small", onclick: () => {
      if (one.key) remember(`removed program ${n + 1}`);
      state.programs.splice(n, 1);
      renderPrograms();
      byId("programs").lastChild.querySelector("select").focus();
      programChanged();
    } }, `Remove program ${n + 1}`);
    return make("div", {}, select, editions, drop ? make("p", { class: "row" }, drop) : null);
  }));
  show(byId("sharing"), several);
}

function editionField(one) {
  const known = state.about.programs.find((program) => program.id === one.key);
  if (!known) return "";
  const edition = field({ name: "edition", label: "Edition of its rules", needed: true, value: one.edition, options: [
    ["", `${known.edition}, unless another was decided`],
    ...known.editions.map((name) => [name, name]),
  ] });
  edition.querySelector("select").addEventListener("change", (event) => {
    remember("another edition", { once: true });
    one.edition = event.target.value;
    programChanged();
  });
  return edition;
}

async function programChanged() {
  const turn = ++state.turn;
  state.program = null;
  show(byId("program"));
  mistakeAt("program-mistake");
  show(byId("program-hint"), !programs().programs.length);
  if (!programs().programs.length) return unaudited();
  await describeProgram();
  if (turn === state.turn && state.files.length && state.program) await update({ reread: false });
}

/** Fetch what decisions can name in the program, and check them again. */
async function describeProgram() {
  const { turn } = state;
  const program = await ask("program", programs());
  if (turn !== state.turn) return; // another one was chosen meanwhile
  mistakeAt("program-mistake", program.error ? errorText(program.error) : "");
  if (program.error) { busy(false); return; }
  state.program = program;
  for (const one of [...state.decisions.map((entry) => ["decision", entry]), ...state.plan.map((entry) => ["planned", entry])]) {
    const [name, entry] = one;
    const checked = await ask(name, { ...programs(), entry: entry.entry });
    if (checked.text) entry.text = checked.text;
  }
  renderForms();
}

// ------------------------------------------------------------------------------------- what was read

const STANDING = { proved: "Proved", unproved: "Not proved", contradicted: "Contradicted", given: "Not proved" };

function renderReading() {
  const reading = state.reading;
  show(byId("reading"), !reading.error);
  if (reading.error) return show(byId("doubts"), false);
  const body = byId("reading-body");
  for (const image of body.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  renderQuestions(reading);
  const rest = reading.summary.replace(/^(Proved|Unproved|Contradicted): /, "");
  const urgent = reading.findings.filter((one) => one.severity !== "note" && one.severity !== "info");
  const other = reading.findings.filter((one) => !urgent.includes(one));
  body.replaceChildren(
    make("p", { class: `standing ${reading.status}` }, make("strong", {}, STANDING[reading.status]), `: ${sentence(rest)}`),
    places("Look at these", urgent.map((one) => ({ ...one, text: `${one.text} [${one.code}]` })), true),
    places("Courses that no printed figure proves", reading.doubtful, reading.status === "unproved"),
    places("Lines that were not understood", reading.not_understood, reading.status === "unproved"),
    places("Remarks", other.map((one) => ({ ...one, text: `${one.text} [${one.code}]` })), false),
    records(reading),
    reading.data.document?.places === "points" && state.files.length === 1 ? marked() : "",
  );
}

/** Return the pages with everything that was read marked, as `degreekit ingest --show` draws them. */
function marked() {
  const part = make("details", { class: "marked" }, make("summary", {}, "The pages, with what was read marked"));
  part.addEventListener("toggle", async () => {
    if (!part.open || part.querySelector("div")) return;
    const holder = make("div", {}, make("p", { class: "hint" }, "Drawing ..."));
    part.append(holder);
    const { id } = state.files[0];
    const found = await ask("marks", documents());
    if (found.error) { holder.replaceChildren(make("p", { class: "mistake" }, errorText(found.error))); return; }
    holder.replaceChildren(make("ul", { class: "legend" }, ...Object.entries(found.kinds).map(([kind, many]) => make("li", {}, make("span", { class: `sign ${kind.replaceAll(" ", "-")}`, "aria-hidden": "true" }), ` ${sentence(kind)}: ${many}`))));
    for (const one of found.pages) {
      const drawn = await figure("page", { document: id, page: one.page }, `Page ${one.page}; each mark on it stands in the table above`);
      if (drawn.querySelector("img")) drawn.append(overlay(one));
      holder.append(drawn);
    }
  });
  return part;
}

const SVG = "http://www.w3.org/2000/svg";

function overlay({ size: [width, height], marks }) {
  const over = document.createElementNS(SVG, "svg");
  over.setAttribute("viewBox", `0 0 ${width} ${height}`);
  over.setAttribute("aria-hidden", "true");
  for (const { box: [left, top, right, bottom], kind, text } of marks) {
    const mark = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ x: left - 1, y: top - 1, width: right - left + 2, height: bottom - top + 2, class: kind.replaceAll(" ", "-") })) mark.setAttribute(name, value);
    const title = document.createElementNS(SVG, "title");
    title.textContent = [kind, text].filter(Boolean).join(": ");
    mark.append(title);
    over.append(mark);
  }
  return over;
}

/** Return a list of places, each one click from its picture. */
function places(title, list, open) {
  if (!list.length) return "";
  return make("details", { open }, make("summary", {}, `${title} (${list.length})`),
    make("ul", { class: "places" }, ...list.map((one) => {
      const item = make("li", {}, make("p", { class: "text" }, make("bdi", {}, sentence(one.text)), one.where ? make("span", { class: "hint" }, ` ${[one.file, one.where].filter(Boolean).join(", ")}`) : null));
      if (one.meaning) item.append(make("details", {}, make("summary", {}, "What this means", make("span", { class: "unseen" }, `: ${one.text}`)), make("p", { class: "text" }, sentence(one.meaning)), make("p", { class: "text" }, make("span", { class: "label" }, "What to do"), sentence(one.advice))));
      if (one.box) item.append(pictureButton(one, item, one.text));
      return item;
    })));
}

function pictureButton(one, holder, what, label = "Show on the page") {
  return make("button", { type: "button", class: "small", "aria-expanded": "false", "aria-label": `Show on the page: ${what}`, onclick: async (event) => {
    const button = event.currentTarget;
    const there = holder.querySelector("figure");
    if (there) { URL.revokeObjectURL(there.querySelector("img").src); there.remove(); button.setAttribute("aria-expanded", "false"); button.textContent = label; return; }
    button.setAttribute("aria-expanded", "true");
    button.textContent = "Hide";
    holder.append(await figure("page", { document: fileOf(one), page: one.page, box: one.box }, `Page ${one.page}, with this place marked: ${what}`));
  } }, label);
}

const fileOf = (one) => (state.files.find((file) => file.name === one.file) ?? state.files[0]).id;

async function figure(name, order, alt) {
  const picture = await ask(name, order);
  if (picture.error) return make("figure", { class: "picture" }, make("p", { class: "mistake" }, errorText(picture.error)));
  return make("figure", { class: "picture", tabindex: "0", role: "group", "aria-label": "Picture from the document" }, make("img", { src: URL.createObjectURL(picture), alt }));
}

// What confirms a field of a record, with a sign for it.
const MARKS = { proved: ["✓", "proved by a printed figure"], seen_twice: ["=", "seen twice"], only_read: ["?", "only read"] };

const value = (one, name, text) => {
  const [sign, words] = MARKS[one.marks?.[name]] ?? [];
  return make("span", {}, text, sign && text ? make("span", { class: `mark ${one.marks[name]}` }, make("span", { "aria-hidden": "true" }, ` ${sign}`), make("span", { class: "unseen" }, ` (${words})`)) : null);
};

function records(reading) {
  const list = reading.data.records;
  return make("details", {}, make("summary", {}, `All ${list.length} courses as they were read`),
    list.some((one) => one.marks) ? make("p", { class: "hint" }, Object.values(MARKS).map(([sign, words]) => `${sign} ${words}`).join(", ")) : null,
    make("table", { class: "records-read" },
      make("caption", { class: "unseen" }, "Courses as they were read"),
      make("thead", {}, make("tr", {}, ...["Course", "Credits", "Grade"].map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, ...list.flatMap((one) => {
        const cell = make("div", {});
        const below = make("td", { colspan: 3 }); // a row of its own: a picture is wider than a phone
        if (one.box && reading.data.document?.places === "points") cell.append(pictureButton(one, below, one.code, "Show"));
        else cell.append(make("span", { class: "hint" }, one.page ? `page ${one.page}` : "no page"));
        return [make("tr", {},
          make("th", { scope: "row" }, value(one, "code", one.code), make("br"),
            make("bdi", { class: "hint" }, value(one, "title", one.title ?? ""), one.title && one.term ? ", " : "", value(one, "term", one.term ?? "")), cell),
          make("td", {}, value(one, "credits", one.credits ?? "")),
          make("td", {}, one.grade ? value(one, "grade", one.grade) : (one.status ?? "").replace("_", " "))), make("tr", { class: "below" }, below)];
      }))));
}

// ------------------------------------------------------------------------------------- doubtful places

const FIELDS = ["code", "title", "credits", "grade", "term", "section"];

function renderQuestions(reading) {
  const many = reading.questions.length;
  const place = byId("doubts");
  for (const image of place.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  show(place, many + state.answers.length > 0);
  alone();
  const title = many === 0 ? "Doubtful places" : many === 1 ? "One place is doubtful" : `${many} places are doubtful`;
  const box = make("section", { id: "questions", "aria-labelledby": "questions-title" },
    make("h2", { id: "questions-title", tabindex: "-1" }, title),
    many ? make("p", { class: "hint" }, "These lines are not counted until you say what the picture shows.") : null);
  box.append(...reading.questions.map(question));
  if (state.answers.length) {
    box.append(make("p", { class: "row" }, `${state.answers.length} answered by you.`,
      make("button", { type: "button", class: "small", onclick: async () => { remember("took back an answer"); state.answers.pop(); await update(); byId("questions-title")?.focus(); } }, "Undo the last answer")));
  }
  place.replaceChildren(box);
}

function question(one) {
  const read = one.record ?? {};
  const line = one.kind === "line";
  const fields = make("div", { class: "fields" }, ...FIELDS.map((name) => {
    const maybe = one.alternatives[name] ?? [];
    const doubt = one.doubts[name];
    return field({
      name, label: sentence(name), value: read[name] ?? "", plain: true,
      hint: doubt ? `${sentence(doubt)}${maybe.length ? `; perhaps ${maybe.join(" or ")}` : ""}` : "",
    });
  }));
  const mistake = make("p", { class: "mistake", role: "alert", id: `question-${one.id}-mistake`, hidden: true });
  const answered = async (answer, extra = {}) => {
    const entry = { question: one.id, raw: one.raw, answer, ...extra };
    const trial = await ask("read", { ...documents(), answers: [...state.answers, entry] });
    if (trial.error) { mistake.textContent = errorText(trial.error); show(mistake); return; }
    remember(`answered ${one.raw}`);
    state.answers.push(entry);
    await update();
    (byId("questions")?.querySelector(".question input") ?? byId("questions-title"))?.focus();
  };
  const article = make("article", { class: "question", "aria-label": `Page ${one.page}: ${one.raw}` },
    make("p", {}, make("strong", {}, `${[one.file, `Page ${one.page}`].filter(Boolean).join(", ")}: `), line ? "this line may be a course. Read as " : "read as ", make("q", {}, make("bdi", {}, one.raw))),
    make("div", { class: "holder" }), fields, mistake,
    make("p", { class: "row" },
      line ? null : make("button", { type: "button", class: "primary", onclick: () => answered("accept") }, "Correct as read"),
      make("button", { type: "button", onclick: () => {
        const changed = {};
        for (const name of FIELDS) {
          const value = fields.querySelector(`[name="${name}"]`).value.trim();
          if (value !== (read[name] ?? "")) changed[name] = value || null;
        }
        if (!Object.keys(changed).length && !line) return answered("accept");
        return answered("correct", { fields: changed });
      } }, line ? "It is this course" : "Save my correction"),
      make("button", { type: "button", onclick: () => answered("drop") }, "There is no course here")));
  figure("question", { ...documents(), question: one.id, file: one.file ?? "" }, `What the page shows here; it was read as ${one.raw}`)
    .then((picture) => article.querySelector(".holder").append(picture));
  return article;
}

// ------------------------------------------------------------------------------------- the audit

function renderAudit(audit, { quiet = false } = {}) {
  const place = byId("audit");
  show(place);
  alone();
  if (audit.error) {
    say("There is no audit.");
    const more = audit.error.kind === "SearchBudgetExceeded" && !state.steps
      ? make("p", { class: "row" }, make("button", { type: "button", onclick: () => { state.steps = 10_000_000; focusAudit(); update({ reread: false }); } }, "Search ten times as long"))
      : null;
    place.replaceChildren(make("section", { class: "verdict incomplete", "aria-labelledby": "no-audit" },
      make("h2", { id: "no-audit" }, state.reading.questions.length ? "No audit yet" : "No audit"), make("p", { class: "mistake", role: "alert" }, errorText(audit.error)), more));
    return;
  }
  const open = new Map([...place.querySelectorAll("details[id], [data-part] > details, section > details")].map((one) => [keyOf(one), one.open]));
  const only = place.querySelector("#only-missing")?.checked;
  // Its own head has the styles that this page has already.
  const main = audit.html.slice(audit.html.indexOf("<main"), audit.html.lastIndexOf("</main>"));
  const page = new DOMParser().parseFromString(main, "text/html");
  const standing = make("section", { class: "holds", "aria-labelledby": "holds-title" },
    make("h2", { id: "holds-title", class: "unseen" }, "How far this holds"),
    make("p", { class: `standing ${audit.reading}` }, make("span", { class: "label" }, "Records"), sentence(audit.reading_text)),
    make("p", { class: "hint" }, `${audit.disclaimer} ${audit.program.title}, edition ${audit.program.edition}.`));
  place.replaceChildren(standing, ...[...page.querySelector("main").children].map((one) => document.importNode(one, true)));
  for (const one of place.querySelectorAll("details")) if (open.has(keyOf(one))) one.open = open.get(keyOf(one));
  if (only) place.querySelector("#only-missing").checked = true;
  byId("disclaimer").textContent = audit.disclaimer;
  document.title = `${audit.words}: degree audit`;
  if (!quiet) say(`${audit.words}: ${audit.verdict}`, 6);
}

const keyOf = (details) => details.id || details.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby") || "";

// ------------------------------------------------------------------------------------- decisions and plan

const LABELS = {
  requirement: "Requirement", course: "Course", title: "Title of the course, where its number is not enough",
  replaces: "Counts as this course", limit: "Limit or amount", courses: "Number of courses",
  credits: "Number of credits", grade: "Grade of the equivalent course", edition: "Edition",
  program: "Program",
  override: "Also against other rules of the program", reason: "Reason", by: "Decided by", date: "Date",
};

function optionsOf(name) {
  const indented = state.program.requirements.map((one) => [one.id, `${"\u00a0\u00a0".repeat(one.depth)}${one.title}`]);
  const limits = state.program.limits.map((one) => [one.id, one.title]);
  if (name === "requirement") return [["", "Choose"], ...indented];
  if (name === "limit") return [["", "Choose"], ...limits, ...indented];
  if (name === "program") return [["", "Choose"], ...state.about.programs.map((one) => [one.id, one.title])];
  if (name === "edition") {
    const known = state.about.programs.find((one) => one.id === state.program.id);
    return known && [["", "Choose"], ...known.editions.map((edition) => [edition, edition])];
  }
  return undefined;
}

function decisionField(name, needed) {
  const label = LABELS[name] ?? sentence(name.replace("_", " "));
  if (name === "override") return field({ name, label, kind: "check" });
  return field({
    name, label, needed, options: optionsOf(name),
    kind: name === "date" ? "date" : "text",
    list: name === "course" || name === "replaces" ? "courses" : null,
    mode: name === "courses" ? "numeric" : name === "credits" ? "decimal" : null,
  });
}

function renderForms() {
  document.getElementById("courses")?.remove();
  const own = (state.reading?.data?.records ?? []).map((one) => [one.code, one.title ?? ""]);
  const seen = new Set(own.map(([code]) => code));
  const all = [...own, ...state.program.courses.filter(([code]) => !seen.has(code))];
  document.body.append(make("datalist", { id: "courses" }, ...all.map(([code, title]) => make("option", { value: code, label: title }))));
  renderDecisionFields();
  byId("plan-fields").replaceChildren(
    field({ name: "code", label: "Course", needed: true, list: "courses", hint: "Subject and number, such as COMS W4771" }),
    make("div", { class: "pair" }, field({ name: "term", label: "Term", hint: "Such as Fall 2026" }), field({ name: "credits", label: sentence(state.program.unit), mode: "decimal" })),
    field({ name: "title", label: LABELS.title }));
  byId("why-fields").replaceChildren(
    field({ name: "course", label: "Course", needed: true, list: "courses" }),
    field({ name: "requirement", label: "Requirement", needed: true, options: optionsOf("requirement") }));
  renderOthers();
}

function renderDecisionFields(entry = {}) {
  const kind = state.about.kinds.find((one) => one.kind === byId("decision-kind").value) ?? { needs: [], takes: [] };
  const fields = byId("decision-fields");
  const before = { ...typed(fields), ...entry };
  const names = [...kind.needs, ...kind.takes];
  fields.replaceChildren(
    ...names.map((name) => decisionField(name, kind.needs.includes(name))),
    ...["reason", "by", "date"].filter((name) => !names.includes(name)).map((name) => decisionField(name, false)));
  for (const control of fields.querySelectorAll("[name]")) {
    const value = before[control.name];
    if (control.type === "checkbox") control.checked = value === true;
    else if (value !== undefined) control.value = value;
  }
}

async function addDecision(event) {
  event.preventDefault();
  const form = byId("decision-form");
  const entry = { kind: byId("decision-kind").value, ...typed(byId("decision-fields")) };
  const checked = await ask("decision", { ...programs(), entry });
  if (checked.error) return mistakeAt("decision-mistake", errorText(checked.error));
  if (showMistakes(form, checked.mistakes ?? [], "decision-mistake")) return;
  const made = { entry: checked.entry, text: checked.text };
  remember(`${state.editing === null ? "added" : "changed"} ${made.text}`);
  if (state.editing === null) state.decisions.push(made);
  else state.decisions[state.editing] = made;
  stopEditing();
  emptyForm();
  await update({ reread: false });
}

function stopEditing() {
  state.editing = null;
  byId("decision-add").textContent = "Add the decision";
  show(byId("decision-cancel"), false);
}

/** Empty the form of a decision. */
function emptyForm() {
  byId("decision-form").reset();
  byId("decision-fields").replaceChildren();
  renderDecisionFields();
  showMistakes(byId("decision-form"), [], "decision-mistake");
  byId("decision-kind").focus();
}

function edit(n) {
  const { entry } = state.decisions[n];
  state.editing = n;
  byId("decision-add").textContent = "Save the decision";
  show(byId("decision-cancel"));
  byId("decision-kind").value = entry.kind;
  byId("decision-fields").replaceChildren();
  renderDecisionFields(entry);
  byId("decision-kind").focus();
}

async function addPlanned(event) {
  event.preventDefault();
  const form = byId("plan-form");
  const checked = await ask("planned", { ...programs(), entry: typed(byId("plan-fields")) });
  if (checked.error) return mistakeAt("plan-mistake", errorText(checked.error));
  if (showMistakes(form, checked.mistakes ?? [], "plan-mistake")) return;
  remember(`added ${checked.text}`);
  state.plan.push({ entry: checked.entry, text: checked.text });
  form.reset();
  form.querySelector("[name=code]").focus({ preventScroll: true });
  await update({ reread: false });
}

/** Return why something was decided, by whom and when. */
function reasonOf({ reason, by, date }) {
  const said = [reason, by, date].filter(Boolean).join(", ");
  return said ? make("p", { class: "hint" }, make("bdi", {}, said)) : null;
}

function renderEntries(effects) {
  for (const what of ["decisions", "plan"]) document.querySelector(`[data-save=${what}]`).disabled = !state[what].length;
  byId("decision-list").replaceChildren(...state.decisions.map((one, n) => {
    const effect = effects[n];
    return make("li", {},
      make("div", { class: "said" }, make("bdi", {}, one.text), reasonOf(one.entry)),
      make("button", { type: "button", class: "small", "aria-label": `Change: ${one.text}`, onclick: () => edit(n) }, "Change"),
      make("button", { type: "button", class: "small", "aria-label": `Remove: ${one.text}`, onclick: () => drop("decisions", n, "decision-kind") }, "Remove"),
      effect ? make("p", { class: `effect ${effect.took_effect ? "" : "none"}` }, `${effect.took_effect ? "" : "No effect: "}${effect.effect}`) : null);
  }));
  byId("plan-list").replaceChildren(...state.plan.map((one, n) => make("li", {},
    make("bdi", { class: "said" }, one.text),
    make("button", { type: "button", class: "small", "aria-label": `Remove: ${one.text}`, onclick: () => drop("plan", n, "plan-add") }, "Remove"))));
}

async function drop(what, n, focused) {
  remember(`removed ${state[what][n].text}`);
  state[what].splice(n, 1);
  stopEditing();
  await update({ reread: false });
  byId(focused).focus({ preventScroll: true });
}

// ------------------------------------------------------------------------------------- questions and saving

async function whyNot(event) {
  event.preventDefault();
  const entry = typed(byId("why-fields"));
  const missing = ["course", "requirement"].filter((name) => !entry[name]).map((name) => ({ field: name, text: "This is needed" }));
  if (showMistakes(byId("why-form"), missing, "save-mistake")) return;
  const answer = await ask("why_not", { ...asking(), ...entry });
  if (answer.error) { showMistakes(byId("why-form"), [{ field: "course", text: errorText(answer.error) }], "save-mistake"); byId("why-answer").replaceChildren(); return; }
  byId("why-answer").replaceChildren(make("p", { class: "answer" }, answer.text), files([answer.file]));
}

/** Return what a question is about; its answer can be saved, and leaves out then who the student is, if that is wanted. */
const asking = () => ({ ...theCase(), redact: byId("save-redact").checked });

/** Return a button for each file of an answer. */
function files(list) {
  return make("p", { class: "row" }, ...list.map((file) => make("button", { type: "button", class: "small", onclick: () => {
    download(file.name, file.type, file.text);
    say(`Saved ${file.name}`);
  } }, file.name.endsWith(".json") ? "Save the answer as data (JSON)" : `Save ${file.name}`)));
}

/** Offer everything that the rules can be compared with: all editions of all programs, and files. */
function renderOthers() {
  const [chosen] = programs().programs;
  const known = state.about.programs.find((one) => one.id === chosen.id);
  const now = known && (chosen.edition || state.program.edition);
  const others = state.about.programs.flatMap((one) => one.editions.map((edition) => ({ id: one.id, edition, title: one.title })))
    .filter((one) => one.id !== chosen.id || one.edition !== now)
    .sort((one, other) => (other.id === chosen.id) - (one.id === chosen.id));
  const before = byId("compare-other").value;
  byId("compare-other").replaceChildren(make("option", { value: "" }, "Choose"),
    ...others.map((one) => make("option", { value: JSON.stringify({ id: one.id, edition: one.edition }) }, `${one.title}, edition ${one.edition}`)),
    ...state.rules.filter((one) => one.id !== chosen.rules).map((one) => make("option", { value: JSON.stringify({ rules: one.id }) }, `${one.title} (${one.name})`)));
  byId("compare-other").value = before;
  if (byId("compare-other").selectedIndex < 0) byId("compare-other").value = "";
}

async function compare(event) {
  event.preventDefault();
  const place = byId("compare-answer");
  const other = byId("compare-other").value;
  if (!other) { place.replaceChildren(make("p", { class: "mistake" }, "Choose what to compare with.")); byId("compare-other").focus(); return; }
  place.replaceChildren(make("p", { class: "hint" }, "Comparing ..."));
  const answer = await ask("compare", { ...asking(), other: JSON.parse(other) });
  if (answer.error) { place.replaceChildren(make("p", { class: "mistake" }, errorText(answer.error))); return; }
  const how = { added: "New", removed: "Gone", changed: "Changed" };
  place.replaceChildren(
    make("p", { class: "text" }, make("span", { class: "label" }, "By the rules that hold"), sentence(answer.before)),
    make("p", { class: "text" }, make("span", { class: "label" }, "By the others"), sentence(answer.after)),
    answer.why.length ? make("ul", { class: "places" }, ...answer.why.map((one) => make("li", {}, make("p", { class: "text" }, sentence(one))))) : "",
    make("details", {}, make("summary", {}, `Rules that differ (${answer.rules.length})`),
      make("ul", { class: "places" }, ...answer.rules.map((one) => make("li", {},
        make("p", { class: "text" }, make("strong", {}, `${how[one.kind] ?? sentence(one.kind)}: ${one.title}`)),
        ...(one.details.length ? one.details : [one.after || one.before]).map((text) => make("p", { class: "text" }, sentence(text))))))),
    files([answer.file]));
}

async function whatIf() {
  const place = byId("what-if-answer");
  place.replaceChildren(make("p", { class: "hint" }, "Auditing ..."));
  const answer = await ask("what_if", asking());
  if (answer.error) { place.replaceChildren(make("p", { class: "mistake" }, errorText(answer.error))); return; }
  if (!answer.rows.length) { place.replaceChildren(make("p", {}, "No program of this institution is installed.")); return; }
  place.replaceChildren(make("ol", { class: "places", "aria-label": "All programs, by what is left to take" },
    ...answer.rows.map((one) => make("li", {},
      make("p", { class: "text" }, make("strong", {}, one.title), make("span", { class: "hint" }, ` edition ${one.edition}`)),
      make("p", { class: "text" }, make("strong", {}, one.status), one.left ? `: ${one.left}` : ""),
      showButton(one)))));
  if (answer.deciding) place.append(make("details", {}, make("summary", {}, "Which courses decide"), make("p", { class: "answer" }, answer.deciding)));
  place.append(files([answer.file]));
}

/** Return a button that shows the audit of a program; one with rules from a file was chosen already. */
function showButton(one) {
  if (!state.about.programs.some((program) => program.id === one.id)) return null;
  return make("p", { class: "row" }, make("button", { type: "button", class: "small", "aria-label": `Show the audit: ${one.title}`, onclick: async () => {
    remember("another program");
    state.programs = [{ key: one.id, edition: "" }];
    renderPrograms();
    await programChanged();
    byId("audit").focus();
  } }, "Show the audit"));
}

async function checkProof(paper) {
  mistakeAt("proof-mistake");
  byId("proof-answer").replaceChildren();
  if (byId("changes").hidden) return mistakeAt("transcript-mistake", `${paper.name} is a proof: audit the transcript that it is about, then check it under "Questions".`);
  const answer = await ask("check_proof", { ...asking(), document: paper.id });
  if (answer.error) mistakeAt("proof-mistake", `${paper.name}: ${errorText(answer.error)}`);
  else {
    byId("proof-answer").replaceChildren(make("p", { class: "answer" }, `${paper.name}: ${answer.text}`), files([answer.file]));
    if (answer.veripb.length) {
      byId("proof-answer").append(make("details", {}, make("summary", {}, "Check it with another program"),
        make("p", { class: "text" }, "VeriPB, a checker that others wrote, checks each step by its formula (.opb) and its proof (.pbp)."), files(answer.veripb)));
    }
  }
  byId("proof-answer").scrollIntoView({ block: "nearest" });
}

async function structure() {
  mistakeAt("transcript-mistake");
  const answer = await ask("describe", documents());
  if (answer.error) return mistakeAt("transcript-mistake", errorText(answer.error));
  download(answer.name, answer.type, answer.text);
  say(`Saved ${answer.name}`);
}

async function save(format) {
  mistakeAt("save-mistake");
  const answer = await ask("save", { ...theCase(), format, redact: byId("save-redact").checked, full: byId("save-full").checked });
  if (answer.error) return mistakeAt("save-mistake", errorText(answer.error));
  download(answer.name, answer.type, answer.text);
  say(`Saved ${answer.name}`);
}

// ------------------------------------------------------------------------------------- beginning

function listen() {
  byId("file").addEventListener("change", async (event) => { const { files } = event.target; await take([...files]); event.target.value = ""; });
  for (const [id, role] of [["decisions-file", "decisions"], ["plan-file", "plan"], ["rules-file", "rules"], ["proof-file", "proof"]]) {
    byId(id).addEventListener("change", async (event) => { await take([...event.target.files], role); event.target.value = ""; });
  }
  document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("over"); });
  document.addEventListener("drop", (event) => { event.preventDefault(); document.body.classList.remove("over"); take([...event.dataTransfer.files]); });
  byId("paste-add").addEventListener("click", () => {
    const text = byId("paste-text").value;
    if (!text.trim()) return byId("paste-text").focus();
    byId("paste").open = false;
    byId("paste").querySelector("summary").focus();
    take([new File([text], "pasted.txt")], "transcript");
  });
  byId("start-over").addEventListener("click", startOver);
  byId("undo").addEventListener("click", undo);
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input:not([type=checkbox]), textarea"); // it has an undo of its own
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || isTyping) return;
    event.preventDefault();
    undo();
  });
  byId("decision-cancel").addEventListener("click", () => { stopEditing(); emptyForm(); });
  byId("institution").addEventListener("change", () => update());
  byId("ocr").addEventListener("change", () => update());
  byId("more-programs").addEventListener("click", () => { state.programs.push({ key: "", edition: "" }); renderPrograms(); byId("programs").lastChild.querySelector("select").focus(); });
  for (const id of ["share-courses", "share-credits"]) byId(id).addEventListener("change", programChanged);
  byId("decision-kind").addEventListener("change", () => renderDecisionFields());
  byId("decision-form").addEventListener("submit", addDecision);
  byId("plan-form").addEventListener("submit", addPlanned);
  byId("why-form").addEventListener("submit", whyNot);
  byId("compare-form").addEventListener("submit", compare);
  byId("what-if").addEventListener("click", whatIf);
  byId("structure").addEventListener("click", structure);
  for (const button of document.querySelectorAll("[data-save]")) button.addEventListener("click", () => save(button.dataset.save));
  byId("save-other").addEventListener("click", () => save(byId("save-format").value));
  byId("print").addEventListener("click", () => window.print());
  // A file that is dropped next to the page would take its place, and everything typed with it.
  window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
}

const unsaved = () => state.decisions.length + state.plan.length + state.answers.length > 0;

/** Connect to what answers the page, and fill in what only it knows. Return whether it answers. */
async function connected() {
  try {
    backend = await connect((text, share) => {
      byId("starting-text").textContent = text;
      if (share === undefined) return;
      show(byId("starting-bar"));
      byId("starting-bar").value = share;
    });
    const about = await backend.ask("about", {});
    if (about.error) throw new Error(errorText(about.error));
    state.about = about;
  } catch (error) {
    byId("starting-title").textContent = "It did not start";
    byId("starting-text").textContent = error.message ?? String(error);
    for (const id of ["starting-bar", "transcript"]) show(byId(id), false);
    say("It did not start.");
    return false;
  }
  const { about } = state;
  byId("place").textContent = backend.place;
  byId("version").textContent = `degreekit ${about.version}`;
  byId("decision-kind").append(...about.kinds.map((one) => make("option", { value: one.kind }, one.label)));
  byId("institution").append(...about.institutions.map((one) => make("option", { value: one.id }, one.title)));
  byId("save-format").append(...about.formats.map((one) => make("option", { value: one.name }, one.title)));
  show(byId("ocr-field"), about.ocr);
  if (about.warnings.length || !about.programs.length) {
    mistakeAt("program-mistake", [...about.warnings, ...(about.programs.length ? [] : ["No program is installed. Use a rules file, or install a program."])].join("\n"));
    show(byId("program"));
  }
  for (const file of backend.examples ?? []) {
    byId("examples").append(make("button", { type: "button", class: "small", onclick: () => take([file], "transcript") }, sentence(file.name.replace(/\.\w+$/, "").replace(/[-_]+/g, " "))));
  }
  show(byId("examples"), Boolean(backend.examples?.length));
  renderPrograms();
  show(byId("starting"), false);
  document.documentElement.dataset.ready = "yes";
  return true;
}

listen();
ready = connected();
