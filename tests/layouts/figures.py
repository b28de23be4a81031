"""The lines in which documents print sums and averages."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.layouts.choice import Choice
from tests.layouts.columns import figure
from tests.layouts.truth import Sums

#: A line of text, cells under columns (`dict`), or rows of a small table (`tuple`, header first).
Figures = str | dict[str, str] | tuple[tuple[str, ...], ...]


def average(value: Decimal | None, choice: Choice) -> str:
    """Write an average; zero where there is none."""
    places = (
        2 if choice["averages"] == "2 decimals" else 4 if choice["averages"] == "4 decimals" else 3
    )
    text = f"{value or Decimal(0):.{places}f}"
    return text.replace(".", ",") if choice["cells"] == "3,00" else text


def term_figures(
    random: Random, choice: Choice, term: str, here: Sums, so_far: Sums
) -> list[Figures]:
    """Return the lines below a term, in the style of the choice.

    Args:
        random: what is left to chance.
        choice: the layout.
        term: as the heading writes it.
        here: the sums of the term.
        so_far: the sums of all terms up to this one.
    """
    style = choice["totals"]
    form = choice["cells"]

    def amount(value: Decimal) -> str:
        return figure(value, form)

    gpa, cumulative = average(here.average, choice), average(so_far.average, choice)
    earned, attempted, graded, points = map(
        amount, (here.earned, here.attempted, here.graded, here.points)
    )
    match style:
        case "columbia":
            return [f"TERM POINTS: {earned}  TERM GPA: {gpa}"]
        case "ssol":
            return [f"{term} GPA: {gpa}   Cumulative GPA: {cumulative}   Points: {earned}"]
        case "banner line":
            words = random.choice(
                (
                    f"Ehrs: {earned} GPA-Hrs: {graded} QPts: {points} GPA: {gpa}",
                    f"Ehrs: {earned}   Qpts: {points}   GPA: {gpa}",
                    f"AHRS: {attempted} EHRS: {earned} QHRS: {graded} QPTS: {points} GPA: {gpa}",
                )
            )
            return [words]
        case "banner table":
            return [
                (
                    ("", "Attempt Hours", "Earned Hours", "GPA Hours", "Quality Points", "GPA"),
                    ("Current Term:", attempted, earned, graded, points, gpa),
                    (
                        "Cumulative:",
                        *map(
                            amount, (so_far.attempted, so_far.earned, so_far.graded, so_far.points)
                        ),
                        cumulative,
                    ),
                )
            ]
        case "peoplesoft":
            return [
                (
                    ("", "", "Attempted", "Earned", "GPA Units", "Points"),
                    (f"Term GPA {gpa}", "Term Totals", attempted, earned, graded, points),
                    (
                        f"Cum GPA {cumulative}",
                        "Cum Totals",
                        *map(
                            amount, (so_far.attempted, so_far.earned, so_far.graded, so_far.points)
                        ),
                    ),
                )
            ]
        case "columns":
            cells = {
                "title": random.choice(("Term Totals", "TERM TOTALS", "Totals for the term")),
                "credits": attempted,
                "earned": earned,
                "graded": graded,
                "quality": points,
                "points": points,
            }
            return [cells, f"{random.choice(('Term GPA', 'GPA for the term', 'TERM GPA'))} {gpa}"]
        case "totals line":
            return [
                f"TERM TOTALS  {earned}  {points}  {gpa}",
                f"CUMULATIVE  {amount(so_far.earned)}  {amount(so_far.points)}  {cumulative}",
            ]
        case "earned and gpa":
            return [
                random.choice(
                    (
                        f"Term GPA: {gpa}  Earned: {earned}",
                        f"Term GPA: {gpa} | Credits earned: {earned} | Cum. GPA: {cumulative}",
                    )
                )
            ]
        case "value first":
            return [f"{earned} Credits Earned    {gpa} Term GPA"]
        case "average words":
            return [
                random.choice(
                    (
                        f"Semester average: {gpa}",
                        f"Term average {gpa}   Cumulative average {cumulative}",
                        f"Semester Hours Earned: {earned}   Semester Grade Point Average: {gpa}",
                        f"Grade point average for the term: {gpa}",
                    )
                )
            ]
        case "gpa only":
            return [
                random.choice(
                    (
                        f"GPA: {gpa}",
                        f"Term GPA {gpa}",
                        f"Sem GPA {gpa}  Cum GPA {cumulative}",
                        f"GPA = {gpa}",
                    )
                )
            ]
        case "workday":
            return [
                (
                    ("", "Credits Attempted", "Credits Earned", "GPA Credits", "Points", "GPA"),
                    ("Term Totals", attempted, earned, graded, points, gpa),
                    (
                        "Cumulative Totals",
                        *map(
                            amount, (so_far.attempted, so_far.earned, so_far.graded, so_far.points)
                        ),
                        cumulative,
                    ),
                )
            ]
        case "any words":
            return _in_any_words(choice, here, so_far)
    return []


#: What each figure of a term is called; the scope is put in front, or left out.
_WORDS = {
    "attempted": ("Attempted", "Hours Attempted", "Att. Hrs", "Credits Att", "Points Attempted"),
    "earned": ("Earned", "Hours Earned", "Earned Hrs", "Credits Passed", "Points Earned", "Ern"),
    "graded": ("GPA Hours", "GPA Units", "Quality Hours", "GPA Credits", "Hours in GPA"),
    "points": ("Quality Points", "QPts", "Grade Points", "Qual. Pts.", "Honor Points"),
    "average": ("GPA", "Average", "G.P.A.", "Grade Point Average", "Index"),
}
_SCOPES = (
    ("Term", "Cumulative"),
    ("Semester", "Overall"),
    ("Current", "Cum."),
    ("SEM", "CUM"),
    ("This Term", "To Date"),
)


def _in_any_words(choice: Choice, here: Sums, so_far: Sums) -> list[Figures]:
    """Return lines of some figures, in words, order and punctuation drawn at random.

    They are drawn once for a document, from what does not change in it.
    """
    own = Random(
        f"{choice['size']}{choice['font']}{choice['order']}{choice['code']}{choice['foot']}"
    )
    measures = own.sample(list(_WORDS), own.randint(1, 5))
    if "average" not in measures:
        measures.append("average")
    words = {measure: own.choice(_WORDS[measure]) for measure in measures}
    scopes = own.choice(_SCOPES)
    between = own.choice(("   ", "  ", " | ", "; ", ", "))
    form = own.choice(("{name}: {value}", "{name} {value}", "{name} = {value}", "{value} {name}"))
    once = own.random() < 0.5  # the scope stands at the beginning of the line, or with each name
    lines: list[Figures] = []
    for scope, sums in zip(scopes, (here, so_far), strict=True):
        parts = []
        for measure in measures:
            value = getattr(sums, measure)
            shown = (
                average(value, choice) if measure == "average" else figure(value, choice["cells"])
            )
            name = words[measure] if once else f"{scope} {words[measure]}"
            parts.append(form.format(name=name, value=shown))
        lines.append((f"{scope}: " if once else "") + between.join(parts))
    return lines if own.random() < 0.6 else lines[:1]


def heading_figures(choice: Choice, here: Sums) -> str:
    """Return what stands at the right of a term's heading."""
    if choice["totals"] != "heading":
        return ""
    return f"Points: {figure(here.earned, choice['cells'])}   GPA: {average(here.average, choice)}"


def end_figures(
    random: Random, choice: Choice, here: Sums, elsewhere: Sums | None, school: str
) -> list[Figures]:
    """Return the lines at the end of a school's record.

    Args:
        random: what is left to chance.
        choice: the layout.
        here: the sums of what was taken at the institution.
        elsewhere: those of credit from elsewhere, if there is any.
        school: to be named with its figures where there are several; else empty.
    """
    form = choice["cells"]

    def amounts(sums: Sums) -> tuple[str, str, str, str]:
        return (
            figure(sums.attempted, form),
            figure(sums.earned, form),
            figure(sums.graded, form),
            figure(sums.points, form),
        )

    gpa = average(here.average, choice)
    attempted, earned, graded, points = amounts(here)
    prefix = f"{school} " if school else ""
    moved = [f"Transfer points: {figure(elsewhere.earned, form)}"] if elsewhere else []
    match choice["end totals"]:
        case "line":
            return [
                f"{prefix}CUMULATIVE TOTALS  Attempted: {attempted}  Earned: {earned}  GPA: {gpa}"
            ]
        case "table":
            rows = [("TOTAL INSTITUTION", attempted, earned, graded, points, gpa)]
            if elsewhere:
                sums = amounts(elsewhere)
                rows.append(
                    (
                        "TOTAL TRANSFER",
                        sums[0],
                        sums[1],
                        figure(Decimal(0), form),
                        figure(Decimal(0), form),
                        average(None, choice),
                    )
                )
                both = [
                    a + b
                    for a, b in zip(
                        (here.attempted, here.earned),
                        (elsewhere.attempted, elsewhere.earned),
                        strict=True,
                    )
                ]
                rows.append(
                    ("OVERALL", figure(both[0], form), figure(both[1], form), graded, points, gpa)
                )
            else:
                rows.append(("OVERALL", attempted, earned, graded, points, gpa))
            return [(("", "Attempted", "Earned", "GPA Hours", "Points", "GPA"), *rows)]
        case "words":
            return [
                *moved,
                f"{prefix}Total points earned: {earned}",
                f"{prefix}Grade point average: {gpa}",
            ]
        case "cumulative line":
            words = random.choice(("Cumulative GPA", "CUM GPA", "Cum. GPA", "Overall GPA"))
            return [f"{prefix}{words}: {gpa}"]
        case "columbia":
            return [*moved, f"{prefix}CUMULATIVE POINTS: {earned}  CUMULATIVE GPA: {gpa}"]
    return []
