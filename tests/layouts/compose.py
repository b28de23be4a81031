"""Makes a document of a student and a choice: the lines and rows, and what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from tests.layouts.choice import Choice
from tests.layouts.columns import Column, make_columns, title_text
from tests.layouts.figures import Figures, end_figures, heading_figures, term_figures
from tests.layouts.flow import Cells, Flow, Gap, Indent, Item, Line, NewPage, Table
from tests.layouts.phrases import (
    FRONT,
    GHOSTS,
    LEGEND,
    NOTES,
    NOTES_ABOVE,
    REMARKS,
    UNDER_TERMS,
    UNIVERSITY,
    WEB_ADDRESS,
)
from tests.layouts.terms import UNKNOWN_FORMS, write
from tests.layouts.truth import Block, Row, Rules, School, Student, When, sums

#: A figure behind the word average.
_WRONG = re.compile(r"(?<=GPA)[^\d]*\d[.,]\d+")


def compose(
    random: Random,
    choice: Choice,
    student: Student,
    *,
    printed: Student | None = None,
    university: str = UNIVERSITY,
) -> Flow:
    """Return a student's document.

    Args:
        random: what is left to chance.
        choice: the layout; see `settle`.
        student: whose rows are printed.
        printed: the student whose figures are printed, where they are not those of the rows.
        university: as the letterhead names it.
    """
    rows = list(student.rows)
    marked = frozenset(index for index in range(len(rows)) if random.random() < 0.3)
    if choice["marks"] == "none":
        marked = frozenset()
    indexes = {id(row): index for index, row in enumerate(rows)}
    columns = make_columns(random, choice, indexes, marked)
    maker = _Maker(random, choice, (student, printed or student), columns, marked, university)
    maker.write()
    return Flow(
        choice, maker.items, columns, maker.repeated, maker.page_head(), maker.foot(), maker.truth
    )


def _changed(found: re.Match[str]) -> str:
    """Return an average that is another one."""
    return found.group().translate(str.maketrans("0123456789", "1234567890"))


class _Maker:
    """Writes the items of one document."""

    def __init__(
        self,
        random: Random,
        choice: Choice,
        students: tuple[Student, Student],
        columns: list[Column],
        marked: frozenset[int],
        university: str,
    ) -> None:
        self.random, self.choice = random, choice
        self.student, self.printed = students
        self.columns, self.marked, self.university = columns, marked, university
        self.items: list[Item] = []
        self.truth: list[Row] = []
        self.terms = 0
        self.year: int | None = None
        self.rules = Rules.of(choice)
        self.repeated: Cells | None = None
        self.remark = choice["remarks"]
        self.unknown = choice["term form"] in UNKNOWN_FORMS

    # -- the parts of a document

    def write(self) -> None:
        choice = self.choice
        header = self.header()
        if choice["header"] == "each page":
            self.repeated = header
        self.items += self.facts()
        if choice["header"] in ("once", "two lines") or self.repeated:
            self.items.append(header)
        for number, (school, printed) in enumerate(
            zip(self.student.schools, self.printed.schools, strict=True)
        ):
            self.school(school, printed, first=number == 0)
        if choice["contradiction"] == "average":
            self.contradict()
        if choice["legend"] != "none":
            if choice["legend"] != "foot":
                self.items.append(NewPage())
            self.items += [Gap(1.0), *(Line(text, "legend", scale=0.85) for text in LEGEND)]
        if choice["foot"] == "end mark":
            self.items += [Gap(0.5), Line("***** END OF TRANSCRIPT *****", "foot", "center")]

    def facts(self) -> list[Item]:
        """Return what stands above the first page's table."""
        choice, student = self.choice, self.student
        school = student.schools[-1]
        items: list[Item] = []
        if choice["head"].startswith("letterhead"):
            items.append(Line(self.university, "head", "center", bold=True, scale=1.2))
            title = self.random.choice(
                (
                    "OFFICE OF THE UNIVERSITY REGISTRAR",
                    "ACADEMIC TRANSCRIPT",
                    "Unofficial Transcript",
                    "Academic Record",
                )
            )
            items += [Line(title, "head", "center"), Gap(0.6)]
        if choice["head"] == "letterhead and facts":
            items += [
                Line(f"NAME: {student.name}", "head", far=f"UNI: {student.uni}"),
                Line(f"SCHOOL: {school.name}", "head", far="DATE ISSUED: 10/03/2025"),
                Line(f"PROGRAM: {school.program}", "head", far=f"DEGREE: {school.degree}"),
                Gap(0.6),
            ]
        elif choice["head"] == "web page":
            items += [
                Line(self.web_name, "head", bold=True, far=student.name),
                Line(
                    "Home   Registration   Grades   Academic Record   Log Out", "head", scale=0.85
                ),
                Gap(0.6),
            ]
        elif choice["head"] in ("short", "letterhead"):
            items += [Line(f"{student.name}   ({student.uni})", "head"), Gap(0.6)]
        for line in self.random.choice(FRONT.get(choice["front"], ((),))):
            items.append(Line(line, "head", scale=0.9))
        if choice["front"] != "none":
            items.append(Gap(0.6))
        return items

    @property
    def web_name(self) -> str:
        return "Columbia University" if self.university == UNIVERSITY else self.university.title()

    def page_head(self) -> list[Line]:
        if self.choice["head"] == "letterhead and facts":
            return [
                Line(
                    f"Record of: {self.student.name}",
                    "head",
                    far=f"UNI: {self.student.uni}",
                    scale=0.9,
                )
            ]
        return []

    def foot(self) -> list[str]:
        foot = {
            "page number": self.random.choice(
                ("Page {page} of {pages}", "- {page} -", "{page}/{pages}", "Page {page}")
            ),
            "web address": f"{WEB_ADDRESS}   {{page}}/{{pages}}",
        }
        return [foot[self.choice["foot"]]] if self.choice["foot"] in foot else []

    def header(self) -> Cells:
        names = {column.kind: column.name for column in self.columns}
        if self.choice["header"] != "two lines":
            return Cells(names, "header")
        upper, lower = {}, {}
        for kind, name in names.items():
            first, _, second = name.partition(" ")
            upper[kind], lower[kind] = (first, second) if second else ("", first)
        return Cells(lower, "header", upper=upper)

    def school(self, school: School, printed: School, *, first: bool) -> None:
        several = len(self.student.schools) > 1
        unlike = school.scale != "thirds"  # nothing but its name tells its scale
        if (
            several
            or unlike
            or (
                self.choice["head"] != "letterhead and facts"
                and school.name
                and self.random.random() < 0.4
            )
        ):
            if not first:
                self.items.append(Gap(1.0))
            self.items.append(Line(school.name, "school", bold=True))
        for block, figured in zip(school.blocks, printed.blocks, strict=True):
            if block.when is None:
                self.elsewhere(block)
                continue
            so_far = [
                row
                for other in printed.blocks
                for row in other.rows
                if row.term is not None and row.term <= block.when
            ]
            self.term(block, figured, so_far, printed)
        own = [row for row in printed.rows if not row.elsewhere]
        moved = [row for row in printed.rows if row.elsewhere]
        here = sums(own, printed.scale, self.rules)
        there = sums(moved, printed.scale, self.rules) if moved else None
        if here.graded or self.choice["end totals"] != "cumulative line":
            lines = end_figures(
                self.random, self.choice, here, there, school.name if several else ""
            )
            self.figures(lines)

    def elsewhere(self, block: Block) -> None:
        style = self.choice["term style"]
        if self.choice["term gap"] == "yes":
            self.items.append(Gap())
        self.items.append(Line(block.heading, "term", bold=style == "bold"))
        for row in block.rows:
            self.row(row, "")

    def term(self, block: Block, figured: Block, so_far: Sequence[Row], school: School) -> None:
        assert block.when is not None
        self.terms += 1
        choice = self.choice
        here = sums(figured.rows, school.scale, self.rules)
        total = sums(so_far, school.scale, self.rules)
        text = self.term_text(block.when)
        if choice["term place"] in ("heading", "under a year"):
            self.heading(text, heading_figures(choice, here) if here.graded else "")
            for line in self.random.choice(UNDER_TERMS.get(choice["under the term"], ((),))):
                self.items.append(Line(line, "note", scale=0.9))
            if choice["header"] == "each term":
                self.items.append(self.header())
        self.notes(first=True)
        for number, row in enumerate(block.rows):
            self.row(row, text if number == 0 else "")
        if self.ghost_due:
            self.ghost()
        if any(not row.open for row in block.rows):
            self.figures(term_figures(self.random, choice, text, here, total))
        self.notes(first=False)
        self.separator()

    def term_text(self, when: When) -> str:
        """Return the heading of a term; put that of its year above it where years have some."""
        if self.choice["term place"] != "under a year":
            return write(when, self.choice["term form"], self.terms)
        year = when.academic_year
        if year != self.year:
            self.year = year
            style = int(self.student.uni[2:]) % 3
            heading = (
                f"Academic Year {year}-{year + 1}",
                f"{year}-{year + 1}",
                f"AY {year}-{(year + 1) % 100:02d}",
            )
            self.items += [Gap(), Line(heading[style], "term", bold=True, scale=1.1)]
        return (when.word, f"{when.word} Term", when.word.upper())[int(self.student.uni[2:]) % 3]

    def separator(self) -> None:
        kind = self.choice["separator"]
        letters = {"dashes": "-", "equals signs": "=", "underscores": "_", "asterisks": "*"}
        if kind in letters:
            self.items.append(Line(letters[kind] * 40, "note"))

    @property
    def ghost_due(self) -> bool:
        return self.choice["hidden"] != "nothing" and self.terms == 1

    def ghost(self) -> None:
        """Add a row that nobody sees."""
        code, title, credits, grade = self.random.choice(GHOSTS)
        row = Row(code, title, Decimal(credits), grade, self.truth[-1].term)
        kinds = {"code", "subject", "number", "title", "credits", "grade"}
        values = {}
        for column in self.columns:
            if column.kind in kinds:
                values[column.kind] = {
                    "code": code,
                    "subject": row.subject,
                    "number": row.letter + row.digits,
                    "title": title,
                    "credits": credits,
                    "grade": grade,
                }[column.kind]
        self.items.append(Cells(values, ghost=self.choice["hidden"]))

    def heading(self, text: str, far: str) -> None:
        style = self.choice["term style"]
        indent: Indent = {"centered": "center", "indented": "between"}.get(style, "left")  # type: ignore[assignment]
        if self.choice["term gap"] == "yes":
            self.items.append(Gap())
        bar = {"dark bar": 0.15, "gray bar": 0.85}.get(style)
        self.items.append(
            Line(
                text,
                "term",
                indent,
                bold=style in ("bold", "dark bar"),
                far=far,
                bar=bar,
                ruled=style == "ruled",
            )
        )

    def notes(self, *, first: bool) -> None:
        """Add a line about the term now and then."""
        kind = self.choice["notes"]
        if kind == "none" or self.random.random() < 0.5:
            return
        if kind == "any":
            kind = self.random.choice(list(NOTES))
        if (kind in NOTES_ABOVE) == first:
            self.items.append(
                Line(self.random.choice(NOTES[kind]), "note", italic=self.random.random() < 0.3)
            )

    # -- a row and what belongs to it

    def row(self, row: Row, term: str) -> None:
        index = len(self.truth)
        choice = self.choice
        values = {column.kind: column.cell(row) for column in self.columns}
        if choice["term place"] == "in the first row" and "term" in values:
            values["term"] = term
        superscripts: dict[str, str] = {}
        if index in self.marked and choice["marks"].endswith(" sup"):
            kind = choice["marks"].split()[0]
            at = kind if kind in values else "number"
            if values.get(at):
                superscripts[at] = self.random.choice(("1", "2", "a", "*"))
        self.items.append(Cells(values, row=index, superscripts=superscripts))
        self.truth.append(self.said(row))
        if choice["title cell"] == "below the code":
            self.items.append(Line(title_text(row, choice), "title", "left", row=index))
        if row.topic:
            self.topic(row, index)
        if self.remark != "none" and self.random.random() < 0.35:
            self.add_remark(index)

    def said(self, row: Row) -> Row:
        """Return the record that a careful person reads in the row."""
        choice = self.choice
        if row.topic:
            joined = (
                f"{row.title}: {row.topic}",
                f"{row.title} {row.topic}",
                f"{row.title} - {row.topic}",
            )
            label = self.topic_label
            row = replace(
                row,
                title=joined[0],
                titles=(*joined, *(f"{row.title}{sep}{label} {row.topic}" for sep in (" ", ": "))),
            )
        if choice["code"] == "COMS 4771":
            row = replace(row, code=f"{row.subject} {row.digits}")
        if row.grade is None:
            row = replace(row, grades=(None, choice["open grade"]))
        if self.unknown and row.term is not None:
            row = replace(row, termless=True, sure=False)
        return row

    @property
    def topic_label(self) -> str:
        return "Course Topic:" if int(self.student.uni[2:]) % 2 else "Topic:"

    def topic(self, row: Row, index: int) -> None:
        label = f"{self.topic_label} " if self.choice["topics"] == "on a labelled line" else ""
        self.items.append(Line(f"{label}{row.topic}", "remark", "title", row=index))

    def add_remark(self, index: int) -> None:
        choice = self.choice
        kind = self.random.choice(list(REMARKS)) if self.remark == "any" else self.remark
        text = self.random.choice(REMARKS[kind])
        style = choice["remark style"]
        if style == "brackets":
            text = f"[{text.strip('()')}]"
        self.items.append(
            Line(
                text,
                "remark",
                {"title": "title", "code": "left", "deep": "deep", "between": "between"}[
                    choice["remark place"]
                ],  # type: ignore[arg-type]
                italic=style == "italic",
                scale=0.85 if style == "small" else 1.0,
                row=index,
            )
        )

    def figures(self, figures: list[Figures]) -> None:
        for figure in figures:
            if isinstance(figure, str):
                self.items.append(
                    Line(
                        figure, "total", "title" if self.choice["totals"] == "columbia" else "left"
                    )
                )
            elif isinstance(figure, tuple):
                self.items.append(Table(figure))
            else:
                kinds = {column.kind for column in self.columns}
                self.items.append(Cells({k: v for k, v in figure.items() if k in kinds}, "totals"))

    def contradict(self) -> None:
        """Print one average that is wrong, if there is one; say what was done."""
        for number, item in enumerate(self.items):
            if isinstance(item, Line) and item.role == "total" and "GPA" in item.text.upper():
                changed = _WRONG.sub(_changed, item.text, count=1)
                if changed == item.text:  # "3.170 Term GPA"
                    continue
                self.items[number] = replace(item, text=changed)
                return
        self.choice.set_back("contradiction")
