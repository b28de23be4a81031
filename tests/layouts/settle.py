"""Sets back what a combination of values cannot show: a choice says what its document has."""

from __future__ import annotations

from tests.layouts.choice import Choice
from tests.layouts.refusals import OTHERS
from tests.layouts.terms import UNKNOWN_FORMS

_HTML = ("weasyprint", "chromium")
_RAW = ("raw", "identity", "kerned")

#: Columns that some documents have and most do not.
_EXTRAS = (
    "earned",
    "graded hours",
    "quality points",
    "grade value",
    "call number",
    "row number",
    "bullet",
    "instructor",
    "campus",
    "basis",
    "level",
    "status",
    "words",
    "repeat flag",
    "share of A",
    "dates",
    "midterm grade",
    "class average",
    "percent grade",
)
#: What only paper can have.
_PAPER = (
    "font",
    "size",
    "pitch",
    "drawing",
    "drawing order",
    "letter-spacing",
    "type size",
    "struck twice",
    "code style",
    "paper",
    "page columns",
    "sheet",
    "behind",
    "hidden",
    "rows cut by pages",
    "copies",
    "remark style",
    "header rule",
    "continued",
    "binding",
    "baseline",
)
#: What a table of HTML cannot have, or lays out by itself.
_NOT_HTML = (
    "drawing",
    "drawing order",
    "type size",
    "struck twice",
    "page columns",
    "rows cut by pages",
    "continued",
    "binding",
    "baseline",
    "separator",
)
#: Forms of a term that a cell can hold.
_LONGEST_CELL = 16


def settle(choice: Choice) -> None:
    """Set values back, in place."""
    _document(choice)
    producer = choice["producer"]
    if producer.startswith("text"):
        _text(choice)
    elif producer in _HTML:
        _html(choice)
    else:
        _drawn(choice)
    _term_place(choice)
    _columns(choice)
    _title_cell(choice)
    _header(choice)
    _student(choice)
    _figures(choice)


def _document(choice: Choice) -> None:
    kind = choice["document"]
    if kind == "transcript":
        return
    if kind in OTHERS:
        choice["head"] = "letterhead"  # the name is what it is refused by
        choice["code"] = "COMS 4771" if choice["code"].startswith("COMS 4") else "COMS W4771"
        choice.set_back("copies", "titles", "topics", "schools", "section", "title cell", "hidden")
        if kind == "NYU with credit from Columbia":
            choice["credit from elsewhere"] = "transfer, first"
        return
    # nothing else may stand in the way of the one reason for which it is refused
    choice.set_back("hidden", "copies", "contradiction", "sheet", "behind")
    if choice["producer"].startswith("text") or choice["producer"] in _HTML:
        choice.set_back("producer")
    if kind == "two students":
        choice["head"] = "letterhead and facts"


def _text(choice: Choice) -> None:
    how = choice["producer"].removeprefix("text, ")
    choice.set_back(*_PAPER)
    if choice["grid"] != "pipes" or how != "laid out":
        choice.set_back("grid")
    if choice["marks"].endswith("sup"):
        choice.set_back("marks")
    if choice["term style"] in ("dark bar", "gray bar", "ruled"):
        choice.set_back("term style")
    if how == "laid out":
        return
    choice.set_back("wrap", "leaders", "figures align", "grade align", "remark place", "gaps")
    if choice["header"] == "two lines":
        choice["header"] = "once"
    if choice["totals"] == "columns":
        choice["totals"] = "columbia"
    if choice["code"] == "on two lines":
        choice.set_back("code")
    if how in ("single blanks", "a cell a line"):
        # nothing but their order tells the cells apart, so there must be no more than can be told
        choice.set_back(*_EXTRAS, "order", "title cell", "grade cell", "term place")
    if how == "single blanks":
        if choice["section"] in ("column", "before the code", "COMS W4771 001"):
            choice.set_back("section")
        if choice["titles"] == "like figures":
            choice.set_back("titles")
    if how == "a cell a line":
        choice.set_back("remarks", "front", "under the term")
        if choice["topics"].startswith("on a"):
            choice.set_back("topics")


def _html(choice: Choice) -> None:
    choice.set_back(*_NOT_HTML)
    if choice["behind"] == "microprint":
        choice.set_back("behind")
    if choice["grid"] == "pipes":
        choice.set_back("grid")
    if choice["gaps"] == "tight":
        choice["gaps"] = "narrow"
    if choice["legend"] == "behind each page":
        choice["legend"] = "last page"
    if choice["hidden"] in ("clipped", "layer off", "mode 3", "mode 7", "color of bar"):
        choice.set_back("hidden")
    if choice["font"] == "Courier" and choice["producer"] == "weasyprint":
        choice.set_back("font")


def _drawn(choice: Choice) -> None:
    producer = choice["producer"]
    if producer == "fpdf2" and choice["hidden"] not in ("white", "covered", "off page"):
        choice.set_back("hidden")
    if producer == "reportlab" and choice["hidden"] == "layer off":
        choice.set_back("hidden")
    if choice["hidden"] == "white" and choice["grid"] == "stripes":
        choice.set_back("grid")  # white on a stripe can be seen, if one looks closely
    if producer not in _RAW:
        choice.set_back("type size")
    if choice["minus"] == "−" and producer != "identity":
        choice.set_back("minus")
    if producer == "identity" or (producer == "fpdf2" and _beyond_latin(choice)):
        choice["font"] = "Vera"
    if producer == "kerned":
        choice.set_back("drawing")
    if choice["sheet"] == "2-up" and choice["legend"] == "behind each page":
        choice["legend"] = "last page"


def _beyond_latin(choice: Choice) -> bool:
    """Return whether the document has letters that the standard fonts of fpdf2 lack."""
    values = (choice["marks"], choice["bullet"], choice["term form"], choice["minus"])
    signs = any(ord(letter) > 255 for value in values for letter in value)
    return signs or choice["titles"] == "accents"  # one of them has a dash


def _term_place(choice: Choice) -> None:
    place, form = choice["term place"], choice["term form"]
    if place == "heading":
        return
    if place == "under a year":
        choice.set_back("term form")
        return
    choice.set_back("term style", "term gap", "notes", "under the term", "continued", "separator")
    choice["totals"] = "none"
    unfit = form[0] in "*-<1C" or ":" in form or form.endswith("*") or len(form) > _LONGEST_CELL
    if unfit or form in UNKNOWN_FORMS:
        choice.set_back("term form")
    if choice["header"] == "each term":
        choice["header"] = "each page"


def _columns(choice: Choice) -> None:
    if choice["head"] in ("none", "short") and choice["code"] == "COMS 4771":
        choice["code"] = "COMS W4771"  # nothing else would say whose codes they are
    if choice["code"] in ("subject | number", "on two lines"):
        if choice["title cell"] not in ("own", "below the code"):
            choice.set_back("code")
        if choice["section"].startswith("COMS"):
            choice.set_back("section")
        if choice["marks"] in ("code*", "code sup"):
            choice.set_back("marks")
    if choice["grade cell"] == "with the credits":
        if "credits grade" not in choice["order"]:
            choice.set_back("order")
        if choice["cells"] in ("(3.00)", "3.00 cr"):
            choice.set_back("cells")
        if choice["marks"] in ("grade sup", "credits*"):
            choice.set_back("marks")
        if choice["open grade"] == "In Progress":
            choice.set_back("open grade")
        if choice["totals"] == "columns":
            choice["totals"] = "columbia"
    if choice["cells"] == "3,00" and choice["order"] == "any" and choice["header"] == "none":
        choice.set_back("cells")


def _title_cell(choice: Choice) -> None:
    if choice["title cell"] == "own":
        return
    choice.set_back("leaders", "wrap")
    if choice["title cell"] == "below the code":
        choice.set_back("rows cut by pages", "topics", "remarks")
        if choice["titles"] == "long":
            choice.set_back("titles")
    elif choice["order"] not in ("any", "code title credits grade", "code title grade credits"):
        choice.set_back("order")
    if choice["section"] == "COMS W4771 001":
        choice.set_back("section")
    if choice["topics"].startswith("on a"):
        choice.set_back("topics")
    if choice["totals"] == "columns":
        choice["totals"] = "columbia"
    if choice["marks"].startswith("code"):
        choice.set_back("marks")


def _header(choice: Choice) -> None:
    if choice["header"] != "none":
        return
    choice.set_back("header names", "header case", "header rule")
    choice.set_back("midterm grade", "class average", "percent grade", "share of A")
    for axis in _EXTRAS:
        if choice[axis].startswith("named"):
            choice[axis] = "unnamed"


def _student(choice: Choice) -> None:
    if choice["open terms"] in ("planned", "both") and choice["status"] == "none":
        if choice["producer"].startswith("text"):
            choice["open terms"] = "in progress"
        else:
            choice["status"] = "unnamed"  # nothing else says that a term lies ahead
    if choice["letters"] == "D+ and D-" and choice["schools"].startswith("Barnard"):
        choice.set_back("letters")
    if choice["schools"] == "not named" and choice["head"] == "letterhead and facts":
        choice["head"] = "letterhead"
    if choice["remarks"] == "none":
        choice.set_back("remark place", "remark style")


def _figures(choice: Choice) -> None:
    if choice["totals"] == "none" and choice["end totals"] == "none":
        choice.set_back("averages", "attempted", "passes", "contradiction")
