"""The axes along which layouts differ, and how one value of each is drawn.

Every axis is drawn by itself. The first value of an axis is its plain one. A family prefers some
values, as the documents of one system have them in common; what a combination cannot show is set
back to the plain value by whoever lays the document out, so that the choice of a document always
says what the document really has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from tests.layouts.refusals import REFUSED
from tests.layouts.terms import COMMON_FORMS, TERM_FORMS, UNKNOWN_FORMS

_RARE = 0.035


def _even(plain: str, *others: str, share: float = 0.5) -> dict[str, float]:
    """Return weights: the plain value has what the share leaves, the others share it evenly."""
    return {plain: 1 - share} | dict.fromkeys(others, share / len(others))


#: Axis -> value -> weight.
AXES: dict[str, dict[str, float]] = {
    "family": _even(
        "free", "official", "ssol", "vergil", "planning", "banner", "peoplesoft", "colleague",
        "workday", "jenzabar", "word", "spreadsheet", "parchment", share=0.6,
    ),
    "document": _even("transcript", *REFUSED, share=0.12),
    "variety": {"little": 0.4, "some": 0.35, "much": 0.25},
    "producer": {
        "reportlab": 0.24, "fpdf2": 0.13, "raw": 0.2, "identity": 0.13, "kerned": 0.08,
        "weasyprint": 0.06, "chromium": 0.06, "text, laid out": 0.04, "text, tabs": 0.02,
        "text, single blanks": 0.02, "text, a cell a line": 0.02, "text, pipes": 0.01,
    },
    # -- the student
    "terms": {"4": 0.4, "1": 0.06, "2": 0.2, "3": 0.2, "8": 0.14},
    "courses a term": {"4": 0.4, "1": 0.05, "2": 0.2, "3": 0.25, "6": 0.1},
    "open terms": {"none": 0.5, "in progress": 0.35, "planned": 0.05, "both": 0.1},
    "marks without points": {"none": 0.5, "some": 0.35, "many": 0.15},
    "letters": {"usual": 0.75, "low": 0.2, "D+ and D-": 0.05},
    "credits": {"usual": 0.65, "odd": 0.2, "all alike": 0.15},
    "credit from elsewhere": _even(
        "none", "exams, first", "transfer, first", "both, first", "transfer, last", share=0.3
    ),
    "schools": {
        "one": 0.58, "two": 0.14, "Barnard": 0.06, "Barnard without summers": 0.03, "GSAS": 0.09,
        "not named": 0.1,
    },
    "repeats": {"none": 0.85, "yes": 0.15},
    "topics": _even(
        "none", "in the title", "twice in a term", "on a line", "on a labelled line", share=0.4
    ),
    "titles": {
        "usual": 0.47, "mixed case": 0.2, "like grades": 0.06, "like figures": 0.06,
        "like terms": 0.06, "like totals": 0.05, "long": 0.07, "accents": 0.03,
    },
    # -- columns
    "order": {
        "code title credits grade": 0.45, "code title grade credits": 0.2,
        "title code credits grade": 0.05, "code grade title credits": 0.04,
        "grade code title credits": 0.04, "credits grade code title": 0.04,
        "code credits grade title": 0.05, "any": 0.13,
    },
    "code": {
        "COMS W4771": 0.5, "COMSW4771": 0.07, "COMS4771W": 0.07, "COMS 4771": 0.1,
        "COMS W 4771": 0.03, "COMS-W4771": 0.05, "COMS*W4771": 0.03, "subject | number": 0.15,
        "Coms W4771": 0.01, "COMS_W4771": 0.02, "COMS  W4771": 0.02, "on two lines": 0.02,
    },
    "section": {
        "none": 0.5, "column": 0.12, "before the code": 0.04, "COMS W4771-001": 0.06,
        "COMS W4771:001": 0.03, "COMS W4771/001": 0.03, "COMS W4771.001": 0.04,
        "COMS W4771 sec 001": 0.05, "COMS W4771 001": 0.04, "title (001)": 0.05,
        "title [001]": 0.04,
    },
    "title cell": {
        "own": 0.82, "code - title": 0.06, "code: title": 0.04, "code title": 0.03,
        "below the code": 0.05,
    },
    "grade cell": _even("own", "with the credits", share=0.04),
    "earned": _even("none", "named", "unnamed", share=0.25),
    "graded hours": _even("none", "named", share=0.06),
    "quality points": _even("none", "named", "named points", "unnamed", share=0.4),
    "grade value": _even("none", "named", "unnamed", share=0.1),
    "call number": _even("none", "named", "unnamed", share=0.15),
    "row number": _even("none", "1", "1.", "(1)", share=0.08),
    "bullet": _even("none", "•", "-", "*", share=0.05),
    "instructor": _even("none", "named", "unnamed", share=0.14),
    "campus": _even("none", "named", "unnamed", share=0.1),
    "basis": _even("none", "named", "unnamed", share=0.12),
    "level": _even("none", "named", "unnamed", share=0.12),
    "status": _even("none", "named", "unnamed", share=0.12),
    "words": _even("none", "unnamed", "named", share=0.1),
    "repeat flag": _even("none", "named", "unnamed", share=0.08),
    "share of A": _even("none", "named", share=0.05),
    "midterm grade": _even("none", "named", share=0.05),
    "class average": _even("none", "named", share=0.04),
    "percent grade": _even("none", "named", share=0.04),
    "dates": _even("none", "named", share=0.06),
    "term place": {
        "heading": 0.7, "first column": 0.09, "last column": 0.09, "middle column": 0.03,
        "under a year": 0.04,
        "in the first row": 0.05,
    },
    "cells": {"3.00": 0.6, "3.0": 0.08, "3": 0.12, "3.000": 0.06, "3,00": 0.05, "3.00 cr": 0.04,
              "(3.00)": 0.05},
    "figures align": {"right": 0.6, "left": 0.2, "center": 0.2},
    "grade align": {"left": 0.7, "right": 0.1, "center": 0.2},
    "open grade": {
        "blank": 0.5, "-": 0.1, "--": 0.07, "IP": 0.15, "***": 0.05, "In Progress": 0.08,
        "....": 0.05,
    },
    # -- header
    "header": {
        "once": 0.3, "each page": 0.25, "none": 0.2, "each term": 0.17, "two lines": 0.08,
    },
    "header names": {"usual": 0.4, "synonyms": 0.3, "abbreviated": 0.22, "some missing": 0.08},
    "header case": {"upper": 0.5, "title": 0.4, "lower": 0.1},
    "header rule": {"none": 0.5, "line": 0.3, "dashes": 0.2},
    # -- wraps
    "wrap": _even(
        "none", "first", "last", "middle", "between", "last, code first", "between, code first",
        share=0.3,
    ),
    "rows cut by pages": {"no": 0.8, "yes": 0.2},
    # -- lines between
    "remarks": _even(
        "none", "average", "cross-registration", "waiver", "instructor", "repeat", "credit status",
        "grade change", "place", "another code", "option", "any", share=0.34,
    ),
    "remark place": {"title": 0.35, "code": 0.2, "deep": 0.25, "between": 0.2},
    "remark style": {"same": 0.6, "italic": 0.2, "small": 0.1, "brackets": 0.1},
    "notes": _even(
        "none", "dean's list", "degree", "standing", "leave", "any", share=0.3,
    ),
    "front": _even(
        "none", "address", "admission", "earlier degrees", "tests", "program history", "person",
        "sections", share=0.3,
    ),
    "under the term": _even("none", "program", "school", "registration", share=0.15),
    "separator": _even("none", "dashes", "equals signs", "underscores", "asterisks", share=0.1),
    "continued": _even("no", "yes", "heading again", share=0.2),
    # -- terms
    "terms order": _even("oldest first", "newest first", share=0.08),
    "term form": (
        _even("Fall 2023", *(f for f in COMMON_FORMS if f != "Fall 2023"), share=0.25)
        | dict.fromkeys((f for f in TERM_FORMS if f not in COMMON_FORMS), 0.4 / len(TERM_FORMS))
        | dict.fromkeys(UNKNOWN_FORMS, 0.04 / len(UNKNOWN_FORMS))
    ),
    "term style": {
        "bold": 0.35, "plain": 0.3, "centered": 0.1, "dark bar": 0.08, "gray bar": 0.07,
        "ruled": 0.05, "indented": 0.05,
    },
    "term gap": {"yes": 0.7, "no": 0.3},
    # -- totals
    "totals": _even(
        "none", "columbia", "ssol", "banner line", "banner table", "peoplesoft", "columns",
        "totals line", "earned and gpa", "value first", "average words", "gpa only", "workday",
        "heading", "any words", "any words", share=0.86,
    ),
    "end totals": _even(
        "none", "line", "table", "words", "cumulative line", "columbia", share=0.7
    ),
    "averages": {"3 decimals": 0.7, "2 decimals": 0.15, "cut": 0.08, "4 decimals": 0.07},
    "passes": {"as the school counts": 0.6, "earn": 0.25, "earn nothing": 0.15},
    "attempted": {"with W": 0.6, "without W": 0.25, "with courses in progress": 0.15},
    # -- marks
    "marks": _even(
        "none", "grade*", "grade#", "grade^", "grade†", "[grade]", "grade sup", "*code", "#code",
        "† code", "code*", "code sup", "credits*", share=0.22,
    ),
    # -- type
    "font": {"Helvetica": 0.45, "Courier": 0.17, "Times": 0.2, "Vera": 0.18},
    "size": {"8": 0.3, "9": 0.3, "10": 0.2, "7": 0.1, "6": 0.05, "12": 0.05},
    "pitch": {"1.25": 0.5, "1.1": 0.2, "1.5": 0.2, "2": 0.1},
    "gaps": {"wide": 0.4, "full width": 0.35, "narrow": 0.2, "tight": 0.05},
    "drawing": {
        "cell": 0.62, "word": 0.12, "glyph": 0.08, "point apart": 0.05, "line": 0.13,
    },
    "drawing order": {"as read": 0.75, "by column": 0.1, "shuffled": 0.15},
    "letter-spacing": {"none": 0.9, "slight": 0.05, "headings": 0.05},
    "blanks": {"usual": 0.9, "no-break": 0.1},
    "leaders": {"none": 0.9, "dots": 0.05, "spaced dots": 0.03, "underscores": 0.02},
    "minus": {"-": 0.95, "–": 0.025, "−": 0.025},
    "type size": {"positive": 0.97, "negative": 0.03},
    "struck twice": {"no": 0.95, "yes": 0.05},
    "grid": {"none": 0.53, "rules": 0.14, "boxes": 0.15, "stripes": 0.14, "pipes": 0.04},
    "baseline": _even("even", "uneven", share=0.06),
    "code style": {"plain": 0.85, "bold": 0.1, "blue": 0.05},
    # -- the page
    "paper": {"letter": 0.65, "A4": 0.2, "landscape": 0.15},
    "page columns": {"1": 0.76, "2": 0.22, "3": 0.02},
    "sheet": {
        "plain": 0.84, "2-up": 0.03, "turned 90": 0.025, "turned 180": 0.02, "turned 270": 0.02,
        "sideways": 0.02, "cropped": 0.025, "scaled": 0.02,
    },
    "head": {
        "letterhead": 0.5, "letterhead and facts": 0.25, "web page": 0.15, "short": 0.05,
        "none": 0.05,
    },
    "foot": {"none": 0.45, "page number": 0.3, "web address": 0.1, "end mark": 0.15},
    "legend": {"none": 0.8, "last page": 0.12, "foot": 0.05, "behind each page": 0.03},
    "binding": _even("even", "uneven", share=0.04),
    "behind": {"nothing": 0.84, "watermark": 0.1, "microprint": 0.06},
    "hidden": {"nothing": 1 - 9 * _RARE / 3} | dict.fromkeys(
        ("white", "covered", "clipped", "transparent", "off page", "layer off", "mode 3", "mode 7",
         "color of bar"), _RARE / 3,
    ),
    "copies": {"one": 0.955, "twice": 0.025, "with a term print": 0.02},
    "contradiction": {"none": 0.98, "average": 0.02},
}  # fmt: skip

#: What the documents of one system have in common, where it is known or likely.
FAMILIES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "official": {
        "page columns": ("2", "2", "1"),
        "totals": ("columbia", "none"),
        "head": ("letterhead and facts",),
        "order": ("code title credits grade",),
        "code": ("COMS W4771",),
        "legend": ("last page",),
        "header": ("each page", "once", "two lines"),
        "term form": ("Fall 2023", "FALL 2023"),
        "term place": ("heading",),
        "titles": ("usual",),
        "cells": ("3.00",),
        "size": ("7", "8"),
    },
    "ssol": {
        "producer": ("weasyprint", "chromium"),
        "code": ("COMS W4771",),
        "section": ("COMS W4771 sec 001",),
        "blanks": ("no-break",),
        "head": ("web page",),
        "foot": ("web address",),
        "totals": ("ssol",),
        "grid": ("boxes", "none"),
        "header": ("each term", "once"),
    },
    "vergil": {
        "code": ("COMS4771W",),
        "call number": ("named",),
        "section": ("column",),
        "grade value": ("named",),
        "basis": ("named",),
        "header": ("each term", "once"),
        "leaders": ("dots", "none"),
        "head": ("web page",),
    },
    "planning": {
        "producer": ("identity",),
        "section": ("title (001)",),
        "status": ("unnamed",),
        "header": ("none",),
        "cells": ("3",),
        "open grade": ("-",),
        "head": ("short",),
        "totals": ("none",),
        "end totals": ("none",),
        "open terms": ("both", "planned"),
    },
    "banner": {
        "code": ("subject | number",),
        "level": ("named",),
        "quality points": ("named",),
        "order": ("code title grade credits", "code title credits grade"),
        "repeat flag": ("named", "none"),
        "term form": ("Term: Fall 2023", "Fall 2023", "FALL 2023"),
        "header": ("each term", "once"),
        "totals": ("banner line", "banner table"),
        "end totals": ("table",),
        "font": ("Courier", "Helvetica"),
        "header names": ("abbreviated", "synonyms"),
    },
    "peoplesoft": {
        "code": ("subject | number", "COMS W4771"),
        "earned": ("named",),
        "quality points": ("named points",),
        "order": ("code title credits grade",),
        "totals": ("peoplesoft",),
        "end totals": ("cumulative line", "table"),
        "header": ("each term",),
        "topics": ("on a labelled line", "none"),
        "cells": ("3.000", "3.00"),
        "header names": ("synonyms",),
        "titles": ("mixed case", "usual"),
    },
    "colleague": {
        "code": ("COMS*W4771", "COMS-W4771"),
        "section": ("none", "COMS W4771-001"),
        "totals": ("totals line", "columns"),
        "order": ("code title grade credits",),
        "quality points": ("named",),
        "term form": ("2023FA", "Fall 2023", "FALL 2023"),
        "header": ("once", "each page"),
        "titles": ("mixed case",),
    },
    "workday": {
        "title cell": ("code - title",),
        "code": ("COMS W4771",),
        "earned": ("named",),
        "quality points": ("named",),
        "titles": ("mixed case",),
        "totals": ("workday",),
        "header": ("each term",),
        "head": ("letterhead and facts",),
        "order": ("code title credits grade", "code title grade credits"),
        "section": ("none",),
        "cells": ("3", "3.00"),
    },
    "jenzabar": {
        "code": ("COMS W4771", "subject | number"),
        "section": ("column", "none"),
        "earned": ("named",),
        "quality points": ("named",),
        "graded hours": ("named",),
        "page columns": ("2", "1"),
        "totals": ("totals line", "columns"),
        "header": ("each page",),
        "header names": ("abbreviated",),
        "font": ("Courier", "Helvetica"),
    },
    "word": {
        "producer": ("kerned", "chromium"),
        "font": ("Times",),
        "titles": ("mixed case",),
        "grid": ("boxes", "none"),
        "size": ("10", "12"),
        "head": ("short", "letterhead"),
        "totals": ("none", "gpa only", "average words"),
    },
    "spreadsheet": {
        "grid": ("boxes", "stripes", "rules"),
        "term place": ("first column", "last column", "middle column"),
        "header": ("once", "each page"),
        "order": ("any", "code title credits grade"),
        "cells": ("3", "3.00"),
        "head": ("short", "none"),
        "producer": ("chromium", "fpdf2", "raw"),
    },
    "parchment": {
        "page columns": ("2", "1"),
        "behind": ("watermark", "microprint"),
        "head": ("letterhead and facts",),
        "legend": ("last page", "foot"),
        "foot": ("end mark",),
        "totals": ("banner line", "columbia", "totals line", "columns"),
        "font": ("Helvetica", "Courier"),
    },
}

#: How often an axis may leave its plain value, by the variety of the document ...
_SHARES = {"little": 0.2, "some": 0.5, "much": 1.0}
#: ... but for these, which may always.
_FREE = frozenset(
    (
        "document",
        "family",
        "variety",
        "producer",
        "terms",
        "courses a term",
        "open terms",
        "font",
        "size",
        "schools",
    )
)
#: How often a document of a family does as the family does.
_FAITH = 0.85


class Choice(dict[str, str]):
    """One value for each axis.

    Example:
        >>> Choice.plain()["order"]
        'code title credits grade'
    """

    @classmethod
    def plain(cls) -> Choice:
        """Return the choice with the plain value on every axis."""
        return cls({axis: next(iter(values)) for axis, values in AXES.items()})

    def set_back(self, *axes: str) -> None:
        """Give axes their plain value."""
        self.update({axis: next(iter(AXES[axis])) for axis in axes})

    def has(self, axis: str) -> bool:
        """Return whether an axis has another value than its plain one."""
        return self[axis] != next(iter(AXES[axis]))


def draw_choice(random: Random, fixed: Mapping[str, str] | None = None) -> Choice:
    """Draw a value for every axis; those in `fixed` are as given."""
    choice = Choice()
    for axis, values in AXES.items():
        drawn = random.choices(list(values), list(values.values()))[0]
        free = axis in _FREE or random.random() < _SHARES[choice["variety"]]
        choice[axis] = (fixed or {}).get(axis, drawn if free else next(iter(values)))
    for axis, preferred in FAMILIES.get(choice["family"], {}).items():
        faithful, value = random.random() < _FAITH, random.choice(preferred)
        if faithful and axis not in (fixed or {}):
            choice[axis] = value
    return choice


#: What a value needs to be seen at all, by its axis.
_NEEDS: Mapping[str, Mapping[str, str]] = {
    "attempted": {"totals": "banner line", "end totals": "table", "marks without points": "many"},
    "averages": {"totals": "columbia", "end totals": "columbia"},
    "binding": {"terms": "8", "courses a term": "6"},
    "continued": {"terms": "8", "courses a term": "6"},
    "contradiction": {"totals": "columbia", "end totals": "columbia"},
    "figures align": {"quality points": "named"},
    "hidden": {"producer": "raw"},
    "legend": {"terms": "8", "courses a term": "6"},
    "minus": {"producer": "identity"},
    "open grade": {"open terms": "in progress"},
    "passes": {"totals": "banner line", "end totals": "table", "marks without points": "many"},
    "remark place": {"remarks": "any"},
    "remark style": {"remarks": "any"},
    "rows cut by pages": {"terms": "8", "courses a term": "6", "wrap": "first", "titles": "long"},
    "sheet": {"terms": "8", "courses a term": "6"},
    "type size": {"producer": "raw"},
    "wrap": {"titles": "long"},
}


def alone(axis: str, value: str) -> Choice:
    """Return a plain choice but for one axis, and for what that one needs."""
    choice = Choice.plain()
    choice.update(_NEEDS.get(axis, {}))
    choice[axis] = value
    return choice
