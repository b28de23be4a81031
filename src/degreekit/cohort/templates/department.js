"use strict";
// Sorting and filtering. Without this script the page says the same, in the order it was written.
(() => {
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const value = (row, column) => row.cells[column].textContent.trim();
  const compared = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === ""); // what is empty comes last, or first
    const x = Number(a), y = Number(b);
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "en", { numeric: true }) : x - y;
  };

  for (const table of all("table[data-sortable]")) {
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((one) => one.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const body = table.tBodies[0];
        const rows = Array.from(body.rows).map((row, place) => [value(row, column), place, row]);
        rows.sort((a, b) => (up ? 1 : -1) * compared(a[0], b[0]) || a[1] - b[1]);
        body.append(...rows.map((row) => row[2]));
      });
    });
  }

  const shown = (name) => {
    const rows = Array.from(document.getElementById(name).tBodies[0].rows);
    const number = rows.filter((row) => !row.hidden).length;
    const place = document.querySelector(`[data-count-of="${name}"]`);
    place.textContent = `${number} of ${rows.length} shown`;
  };
  const has = (row, text) => row.textContent.toLowerCase().includes(text.trim().toLowerCase());

  const courses = document.getElementById("courses");
  const courseFilter = document.getElementById("course-filter");
  if (courses) {
    courseFilter.addEventListener("input", () => {
      for (const row of courses.tBodies[0].rows) row.hidden = !has(row, courseFilter.value);
      shown("courses");
    });
    shown("courses");
  }

  const sets = JSON.parse(document.getElementById("sets").textContent).map((one) => new Set(one));
  const number = new Map(all("#courses tbody tr").map((row, place) => [row.dataset.course.toLowerCase(), place]));
  const people = Array.from(document.getElementById("people").tBodies[0].rows);
  const field = (name) => document.querySelector(`[data-${name}-filter]`);
  const text = document.getElementById("student-filter");
  const filter = () => {
    const could = field("could").value.trim().toLowerCase();
    const status = field("status").value, open = field("open").value, most = field("most").value;
    for (const row of people) {
      const fits =
        has(row, text.value) &&
        (!status || row.dataset.status === status) &&
        (!open || row.dataset.open.split(" ").includes(open)) &&
        (!could || (number.has(could) && sets[row.dataset.set].has(number.get(could)))) &&
        (most === "" || (row.dataset.left !== "" && Number(row.dataset.left) <= Number(most)));
      row.hidden = !fits;
    }
    shown("people");
  };
  for (const one of [text, field("could"), field("status"), field("open"), field("most")]) {
    one.addEventListener("input", filter);
  }
  filter();
})();
