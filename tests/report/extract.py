"""Facts read back out of a report, each format by a parser of its own.

What comes out has the shape of `AuditFacts` as plain data, as `plain` makes it. A course is told by
its number, so what stands once in a format (its status, say) is found wherever it is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown_it import MarkdownIt

from degreekit import Audit
from degreekit.report import AuditFacts, audit_facts

__all__ = ["from_html", "from_json", "from_markdown", "from_text", "parsed", "plain"]

Data = dict[str, Any]
_COURSE = ("code", "title", "credits", "grade", "term")
_CANDIDATE = re.compile(r"(.*?) \(([\d.]+ \w+)\)(?:[:,] also for (.*?))?(?:[:,] if (.*) approves)?")
_APPROVALS = ("approved", "if it is approved")
_WHY = "Why not fewer: "
_SHARED = "because some count in more than one place."


def plain(facts: AuditFacts) -> Data:
    """Return the facts as plain data, in the form in which they can be read back."""
    data: Data = asdict(facts)
    del data["unit"], data["views_agree"]  # said with the credits, and by the views themselves
    data["reading"] = [data["reading"]["text"], *data["reading"]["warnings"]]
    data["readings"] = sorted({one["source"] for one in data["readings"]})
    cited = _numbers(data["requirements"]) | _numbers(data["limits"]) | set(data["readings"])
    assert cited == set(range(1, len(data["sources"]) + 1))
    return _lists(data)  # type: ignore[no-any-return]


def _numbers(parts: Any) -> set[int]:
    found = set()
    for part in parts:
        found |= {one["source"] for one in part["citations"]} | _numbers(part.get("parts", ()))
    return found


def _lists(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _lists(value) for key, value in data.items()}
    return [_lists(one) for one in data] if isinstance(data, list | tuple) else data


def from_json(text: str) -> Data:
    """Return what an audit as JSON says."""
    return plain(audit_facts(Audit.model_validate_json(text)))


# ------------------------------------------------------------------------------------------- HTML


class _Tree(HTMLParser):
    """Builds a tree of a page that closes whatever it opens; `test_page` holds that it does."""

    _VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self.open = [self.root]
        self.feed(text)
        self.close()
        assert len(self.open) == 1, "what is opened is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in self._VOID:
            self.open.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._VOID:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        at = self.open[-1]
        if len(at):
            at[-1].tail = (at[-1].tail or "") + data
        else:
            at.text = (at.text or "") + data


def parsed(text: str) -> Element:
    """Return a page as a tree."""
    return _Tree(text).root


def _said(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _own(element: Element) -> Iterator[Element]:
    """Yield what is below an element and not below a requirement within it."""
    for child in element:
        if child.get("data-requirement") is None:
            yield child
            yield from _own(child)


def _all(element: Element, name: str) -> list[Element]:
    return [one for one in _own(element) if one.get("data-fact") == name]


def _fact(element: Element, name: str) -> str:
    found = _all(element, name)
    return _said(found[0]) if found else ""


def _marked(element: Element, name: str) -> list[Element]:
    return [one for one in _own(element) if one.get(f"data-{name}") is not None]


def _part(root: Element, name: str) -> Element:
    found = [one for one in root.iter() if one.get("data-part") == name]
    return found[0] if found else Element("section")


def from_html(text: str) -> Data:
    """Return what an audit as a page of HTML says."""
    root = parsed(text)
    body = next(root.iter("body"))
    header, footer = body.find("header"), body.find("footer")
    assert header is not None
    assert footer is not None
    records = {
        int(one.get("data-record") or 0): {
            "course": _html_course(one, int(one.get("data-record") or 0), _fact(one, "state")),
            "counts": [_said(title) for title in _all(one, "counts")],
            "place": _fact(one, "place"),
        }
        for one in _marked(_part(root, "records"), "record")
    }
    sources: dict[int, Data] = {}
    for one in (e for e in root.iter() if e.get("data-source")):
        names = ("document", "section", "date", "sentence", "reading")
        source = {name: _fact(one, name) for name in names}
        assert sources.setdefault(int(one.get("data-source") or 0), source) == source
    verdict = _part(root, "verdict")
    left = _part(root, "left")
    return {
        "id": _fact(footer, "id"),
        "title": _fact(header, "title"),
        "edition": _fact(header, "edition"),
        **{name: _fact(verdict, name) for name in ("verdict", "credits", "gpa", "met")},
        "status": _fact(verdict, "status").lower(),
        "plan": [_said(one) for one in _all(verdict, "plan")],
        "reading": [
            _said(one) for name in ("text", "warning") for one in _all(_part(root, "reading"), name)
        ],
        "views": [
            {name: _fact(one, name) for name in ("name", "status", "left")}
            for one in _marked(_part(root, "views"), "view")
        ],
        "open": [
            {
                "requirement": one.get("data-place"),
                **{name: _fact(one, name) for name in ("title", "text", "lead")},
                "rows": [_said(row) for row in _all(one, "row")],
                "candidates": [
                    {
                        **{name: _fact(c, name) for name in ("course", "credits", "approval")},
                        "also": [_said(title) for title in _all(c, "also")],
                    }
                    for c in _marked(one, "candidate")
                ],
            }
            for one in _marked(left, "place")
        ],
        "shared": _fact(left, "shared"),
        "reasons": [_said(one).removeprefix(_WHY) for one in _all(left, "reason")],
        "disclaimer": _fact(footer, "disclaimer"),
        "advice": [
            {
                "text": _fact(one, "text"),
                "courses": [_said(e) for e in _all(one, "course")],
            }
            for one in _marked(left, "advice")
        ],
        "other": [_said(one) for one in _all(left, "other")],
        "assumptions": [
            {
                "kind": _fact(one, "kind"),
                "text": _fact(one, "text"),
                "record": _number(*(e.get("data-number") for e in _all(one, "record"))),
                "requirement": _all(one, "requirement")[0].get("data-id"),
            }
            for one in _marked(_part(root, "assumptions"), "assumption")
        ],
        "requirements": [
            _html_requirement(one, records)
            for one in _part(root, "requirements")
            if one.get("data-requirement")
        ],
        "unapplied": [
            {
                "course": _html_row(one, records),
                "code": _fact(one, "reason"),
                "text": _fact(one, "text"),
                "rule": _fact(one, "rule"),
            }
            for one in _marked(_part(root, "unapplied"), "unapplied")
        ],
        "titles": [
            {
                "code": _fact(one, "reason"),
                "text": _fact(one, "text"),
                "record": int(_fact(one, "record")),
            }
            for one in _marked(_part(root, "titles"), "title")
        ],
        "decisions": [
            {
                **{name: _fact(one, name) for name in ("what", "reason", "by", "date", "effect")},
                "took_effect": one.get("data-decision") == "yes",
            }
            for one in _marked(_part(root, "decisions"), "decision")
        ],
        "records": [records[number] for number in sorted(records)],
        "limits": [
            {
                "id": one.get("data-limit"),
                **{name: _fact(one, name) for name in ("kind", "title", "text")},
                "keeps_out": _html_numbers(one, "keeps"),
                "citations": _html_citations(one),
            }
            for one in _marked(_part(root, "limits"), "limit")
        ],
        "readings": sorted(
            {int(e.get("data-source") or 0) for e in _marked(_part(root, "readings"), "source")}
        ),
        "codes": [
            {name: _fact(one, name) for name in ("code", "title", "meaning", "advice")}
            for one in _marked(_part(root, "codes"), "code")
        ],
        "sources": [sources[number] for number in sorted(sources)],
        "fingerprint": _fact(footer, "fingerprint"),
        "plugins": [_said(one) for one in _all(footer, "plugin")],
    }


def _html_course(row: Element, record: int, status: str) -> Data:
    return {
        "record": record,
        **{name: _fact(row, name) for name in _COURSE},
        "status": status,
    }


def _html_row(row: Element, records: dict[int, Data]) -> Data:
    link = next(one for one in row.iter("a") if (one.get("href") or "").startswith("#record-"))
    record = int((link.get("href") or "").removeprefix("#record-"))
    status = records[record]["course"]["status"]
    said = _fact(row, "state")
    assert said in ("", status)
    return _html_course(row, record, status)


def _html_numbers(element: Element, name: str) -> list[int]:
    return [int(one.get("data-number") or 0) for one in _all(element, name)]


def _html_citations(element: Element) -> list[Data]:
    return [
        {"of": _fact(one, "of"), "source": int(one.get("data-source") or 0)}
        for one in _marked(element, "source")
    ]


def _html_requirement(element: Element, records: dict[int, Data]) -> Data:
    rows = [one for one in _own(element) if one.tag == "tr"]
    decided = [one for one in _all(element, "decision") if one not in set(_in_rows(rows))]
    return {
        "id": element.get("data-requirement"),
        **{name: _fact(element, name) for name in ("title", "status", "needs", "has", "lacks")},
        "applied": [
            {
                "course": _html_row(row, records),
                "row": _fact(row, "row"),
                "approval": _fact(row, "approval"),
            }
            for row in rows
            if row.get("data-use")
        ],
        "waived": [
            {
                "code": _fact(row, "code"),
                "row": _fact(row, "row"),
                "decision": _html_numbers(row, "decision")[0],
            }
            for row in rows
            if row.get("data-waived") is not None
        ],
        "decisions": [int(one.get("data-number") or 0) for one in decided],
        "citations": _html_citations(element),
        "parts": [
            _html_requirement(one, records) for one in element if one.get("data-requirement")
        ],
    }


def _in_rows(rows: list[Element]) -> Iterator[Element]:
    for row in rows:
        yield from row.iter()


# --------------------------------------------------------------------------------------- Markdown


def from_markdown(text: str) -> Data:
    """Return what an audit as Markdown says, as GitHub would show it."""
    made = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    body = parsed(made)
    title = ""
    sections: dict[str, list[Element]] = {"": []}
    for one in body:
        if one.tag == "h2":
            title = _said(one) if sections.keys() - {""} else "verdict"
            sections[title] = [one] if title == "verdict" else []
        else:
            sections[title].append(one)
    sources_at = "Sources" if "Sources" in sections else title
    rules = next(_said(e) for e in sections[title] if _said(e).startswith("Rules "))
    told = re.fullmatch(r"Rules (\S+), fingerprint (\S+?)(?:, from (.*))?\.", rules)
    assert told
    head, first = sections[""], sections["verdict"]
    status, verdict = _headline(_said(first[0]))
    met, credits, gpa, *plan = _items(first)
    records: list[Data] = [
        {
            "course": _md_course(row, row[6]),
            "counts": row[7].split("\n") if row[7] else [],
            "place": row[8],
        }
        for row in _rows(sections, "Every course, and where it was read")
    ]
    statuses = {one["course"]["record"]: one["course"]["status"] for one in records}
    left = [item for one in sections.get("Left to do", []) if one.tag == "ul" for item in one]
    sources, readings = _md_sources(sections.get(sources_at, []))
    return {
        "id": told[1],
        "title": _said(head[0]),
        "edition": _said(head[1]).removeprefix("Edition ").split(", read from ")[0],
        "status": status,
        "verdict": verdict,
        "credits": credits,
        "gpa": gpa,
        "met": met,
        "plan": plan[0].removeprefix("with your plan: ").split(", ") if plan else [],
        "reading": _items(sections["How the records were read"]),
        "views": [
            dict(zip(("name", "status", "left"), row, strict=True))
            for row in _rows(sections, "The record counted three ways")
        ],
        "open": [_md_place_open(item) for item in left if item.find("code") is not None],
        "shared": "".join(_said(one) for one in sections.get("Left to do", []) if one.tag == "p"),
        "reasons": [
            text.removeprefix(_WHY)
            for text in _items(sections.get("One way to finish", []))
            if text.startswith(_WHY)
        ],
        "disclaimer": _said(sections[title][-1]),
        "advice": [
            {"text": _first(item), "courses": _items(list(item))}
            for one in sections.get("One way to finish", [])
            if one.tag == "ol"
            for item in one
        ],
        "other": [_said(item) for item in left if item.find("code") is None],
        "assumptions": [_md_assumption(t) for t in _items(sections.get("This result assumes", []))],
        "requirements": _md_requirements(sections["Requirements"], statuses),
        "unapplied": [
            {
                "course": _md_course(row, statuses[int(row[0])]),
                "text": row[6],
                "code": row[7],
                "rule": row[8],
            }
            for row in _rows(sections, "Courses that do not count")
        ],
        "titles": [
            {"record": int(row[0]), "text": row[1], "code": row[2]}
            for row in _rows(sections, "Printed titles")
        ],
        "decisions": [
            {
                "what": row[1],
                "reason": row[2],
                "by": row[3],
                "date": row[4],
                "effect": row[5].removeprefix("No effect. "),
                "took_effect": not row[5].startswith("No effect. "),
            }
            for row in _rows(sections, "Decisions for this student")
        ],
        "records": records,
        "limits": [
            {
                "id": row[0],
                "kind": row[1],
                "title": row[2],
                "text": row[3],
                "keeps_out": [int(n) for n in row[4].split(", ") if n],
                "citations": [
                    {"of": "", "source": int(n.removeprefix("source "))}
                    for n in row[5].split(", ")
                    if n
                ],
            }
            for row in _rows(sections, "Limits and sharing")
        ],
        "readings": sorted(readings),
        "codes": [
            _md_code(one)
            for e in sections.get("What the codes mean", [])
            if e.tag == "ul"
            for one in e
        ],
        "sources": sources,
        "fingerprint": told[2],
        "plugins": told[3].split(", ") if told[3] else [],
    }


def _first(item: Element) -> str:
    """Return what an item says before a list within it."""
    texts = [item.text or ""]
    for child in item:
        if child.tag in ("ul", "ol"):
            break
        texts += ["".join(child.itertext()), child.tail or ""]
    return " ".join("".join(texts).split())


def _items(elements: list[Element]) -> list[str]:
    return [_said(item) for one in elements if one.tag in ("ul", "ol") for item in one]


def _cells(table: Element) -> list[list[str]]:
    found = []
    for row in table.iter("tr"):
        for br in row.iter("br"):
            br.text = "\n"
        cells = [
            "\n".join(" ".join(part.split()) for part in "".join(one.itertext()).split("\n"))
            for one in row
        ]
        if row[0].tag == "td":
            found.append(cells)
    return found


def _rows(sections: dict[str, list[Element]], name: str) -> list[list[str]]:
    return [row for one in sections.get(name, []) if one.tag == "table" for row in _cells(one)]


def _md_course(row: list[str], status: str) -> Data:
    named = zip(_COURSE, row[1:6], strict=True)
    return {"record": int(row[0]), **dict(named), "status": status}


def _number(text: str | None = None) -> int | None:
    return None if text is None else int(text)


def _md_assumption(text: str) -> Data:
    kinds = "approval|title|confirmation|in progress|planned"
    found = re.fullmatch(rf"(.*) \(({kinds}), (?:course (\d+), )?for (\S+)\)", text)
    assert found, text
    return {
        "text": found[1],
        "kind": found[2],
        "record": _number(found[3]),
        "requirement": found[4],
    }


def _md_place_open(item: Element) -> Data:
    found = re.fullmatch(r"(.*) \(([a-z0-9-]+), (.*)\)", _first(item))
    assert found, _said(item)
    below = [one for child in item if child.tag == "ul" for one in child]
    rows = [_first(one) for one in below if _first(one).startswith("Row: ")]
    leads = [one for one in below if not _first(one).startswith("Row: ")]
    return {
        "requirement": found[2],
        "title": found[3],
        "text": found[1],
        "rows": [row.removeprefix("Row: ") for row in rows],
        "lead": _first(leads[0]) if leads else "",
        "candidates": [_candidate(text) for one in leads for text in _items(list(one))],
    }


def _candidate(text: str) -> Data:
    found = _CANDIDATE.fullmatch(text)
    assert found, text
    return {
        "course": found[1],
        "credits": found[2],
        "also": found[3].split("; ") if found[3] else [],
        "approval": found[4] or "",
    }


def _headline(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(complete if|complete(?=:)|incomplete(?=:)):? (.*)", text, re.IGNORECASE)
    assert found, text
    return found[1].lower(), found[2]


def _md_code(item: Element) -> Data:
    code, strong = next(item.iter("code")), next(item.iter("strong"))
    meaning = " ".join((strong.tail or "").split())
    below = next(item.iter("ul"))
    return {
        "code": _said(code),
        "title": _said(strong).removesuffix("."),
        "meaning": meaning,
        "advice": _said(below).removeprefix("What to do: "),
    }


def _md_sources(elements: list[Element]) -> tuple[list[Data], list[int]]:
    sources: list[Data] = []
    readings = []
    for item in (item for one in elements if one.tag == "ol" for item in one):
        document = _first(item)
        if document.endswith(" (of the program)"):
            readings.append(len(sources) + 1)
        source = {
            "document": document.removesuffix(" (of the program)"),
            **dict.fromkeys(("section", "date", "sentence", "reading"), ""),
        }
        for text in _items(list(item)):
            name, value = text.split(": ", 1)
            names = {"Section": "section", "Date": "date", "Says": "sentence"}
            source[names.get(name, "reading")] = value
        sources.append(source)
    return sources, readings


def _md_requirements(elements: list[Element], statuses: dict[int, str]) -> list[Data]:
    top: list[Data] = []
    at: dict[str, Data] = {}
    one: Data = {}
    for element in elements:
        if re.fullmatch(r"h\d", element.tag):
            found = re.fullmatch(r"([\d.]+)\. (.*) \((\S+)\): ([a-z ]+)", _said(element))
            assert found, _said(element)
            one = {
                "id": found[3],
                "title": found[2],
                "status": found[4],
                "lacks": "",
                **{name: [] for name in ("applied", "waived", "decisions")},
                "citations": [],
                "parts": [],
            }
            at[found[1]] = one
            above = found[1].rpartition(".")[0]
            (at[above]["parts"] if above else top).append(one)
        elif element.tag == "ul":
            for text in _items([element]):
                _md_pair(one, text)
        else:
            for row in _cells(element):
                _md_place(one, row, statuses)
    return top


def _md_pair(one: Data, text: str) -> None:
    name, _, value = text.partition(":")
    value = value.strip()
    if name == "Decided":
        one["decisions"] = [int(n.removeprefix("decision ")) for n in value.split(", ")]
    elif name == "Source":
        found = re.fullmatch(r"source (\d+)(?: on (.*))?", value)
        assert found
        one["citations"].append({"of": found[2] or "", "source": int(found[1])})
    else:
        one[name.lower()] = value


def _md_place(one: Data, row: list[str], statuses: dict[int, str]) -> None:
    if waived := re.fullmatch(r"waived by decision (\d+)", row[6]):
        one["waived"].append({"code": row[1], "row": row[2], "decision": int(waived[1])})
    else:
        notes = row[6].split("\n") if row[6] else []
        status = statuses[int(row[0])]
        filled = [note.removeprefix("row: ") for note in notes if note.startswith("row: ")]
        rest = [note for note in notes if not note.startswith("row: ")]
        approval = [note for note in rest if note in _APPROVALS]
        assert [note for note in rest if note not in _APPROVALS] == (
            [] if status == "completed" else [status]
        )
        one["applied"].append(
            {
                "course": _md_course(row, status),
                "row": "".join(filled),
                "approval": "".join(approval),
            }
        )


# ------------------------------------------------------------------------------------------- text

_MARKS = {
    "x": "complete",
    "~": "complete if",
    " ": "incomplete",
    "w": "waived",
    "-": "not needed",
}
_TERM = r"(?:Winter|Spring|Summer|Fall) \d{4}"
_LINE = re.compile(rf"( *)([A-Z]+ [A-Z]{{0,2}}\d\w*) +(.*?) *(\d+\.\d+)(?:  (.*?) *({_TERM})?)?")
_COUNTED = r"[\d.]+ (?:of [\d.]+ )?\w+(?: \([\d.]+ needed\))? counted"
_LABEL = r"(needs|has|lacks|cites|by|says|keeps|means|to do|in|dated|read)"


def from_text(text: str) -> Data:
    """Return what an audit as a full text says."""
    lines = text.splitlines()
    title = ""
    sections: dict[str, list[str]] = {"": []}
    for line in lines:
        if re.fullmatch(r"[A-Z][A-Z ]+", line):
            title = line
            sections[title] = []
        else:
            sections[title].append(line)
    # What stands below everything is set off by an empty line, and not indented.
    last = sections[title]
    cut = max(n for n, line in enumerate(last) if re.match(r"Rules (?!compared)", line))
    rules, disclaimer = re.split(r" (?=(?:Certified|Proved) by )", " ".join(last[cut:]))
    sections[title] = last[: cut - 1]
    for body in sections.values():
        while body and not body[-1]:
            body.pop()
    told = re.fullmatch(r"Rules (\S+) ([0-9a-f]+)(?:, from (.*))?\.", rules)
    assert told
    records = _text_records(sections.get("EVERY COURSE", []))
    sources, readings = _text_sources(sections.get("SOURCES", []))
    requirements = _text_requirements(sections["REQUIREMENTS"])
    ways = _text_advice(sections.get("ONE WAY TO FINISH", []))
    return {
        "id": told[1],
        "fingerprint": told[2],
        "plugins": told[3].split(", ") if told[3] else [],
        **_text_head(sections[""]),
        "reading": _hung(sections["HOW THE RECORDS WERE READ"]),
        **_text_left(sections.get("LEFT TO DO", []), requirements),
        "reasons": [one["text"].removeprefix(_WHY) for one in ways if one["text"].startswith(_WHY)],
        "advice": [one for one in ways if not one["text"].startswith(_WHY)],
        "disclaimer": disclaimer,
        "assumptions": [
            {
                "kind": found[1],
                "requirement": found[2],
                "record": _number(found[3]),
                "text": found[4],
            }
            for one in _hung(sections.get("THIS RESULT ASSUMES", []))
            if (found := re.fullmatch(r"\[([a-z ]+), (\S+?)(?:, course (\d+))?\] (.*)", one))
        ],
        "requirements": requirements,
        "unapplied": _text_unapplied(sections.get("COURSES THAT DO NOT COUNT", [])),
        "titles": [
            {"text": found[1], "code": found[2], "record": int(found[3])}
            for one in _hung(sections.get("PRINTED TITLES", []))
            if (found := re.fullmatch(r"(.*) \[([a-z-]+), (\d+)\]", one))
        ],
        "decisions": _text_decisions(sections.get("DECISIONS FOR THIS STUDENT", [])),
        "records": records,
        "limits": _text_limits(sections.get("LIMITS AND SHARING", [])),
        "codes": _text_codes(sections.get("WHAT THE CODES MEAN", [])),
        "sources": sources,
        "readings": sorted(readings),
    }


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _hung(lines: list[str]) -> list[str]:
    """Return paragraphs whose first line stands at two columns and the others further in."""
    found: list[str] = []
    for line in lines:
        if _depth(line) == 2:
            found.append(line.strip())
        else:
            found[-1] += f" {line.strip()}"
    return found


def _text_head(lines: list[str]) -> Data:
    blank = lines.index("")
    titles = " ".join(lines[:blank])
    found = re.fullmatch(r"(.*) edition (.*?)(?: read from (.*))?", titles)
    assert found
    below = lines[blank + 1 :]
    views = [line for line in below[below.index("") :] if line] if "" in below else []
    head = [line.strip() for line in (below[: below.index("")] if "" in below else below)]
    # What is said below the verdict begins with a number or the average.
    credits = next(n for n, line in enumerate(head) if re.fullmatch(_COUNTED, line))
    status, verdict = _headline(" ".join(head[:credits]))
    met = " ".join(head[credits + 2 :])
    met, _, plan = met.partition(" with your plan: ")
    starts = [m.start() for m in re.finditer(r"(?:Completed|With) ", views[0])] if views else []
    columns = [
        [line[start:end].strip() for line in views]
        for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    return {
        "title": found[1],
        "edition": found[2],
        "status": status,
        "verdict": verdict,
        "credits": head[credits],
        "gpa": head[credits + 1],
        "met": met,
        "plan": plan.split(", ") if plan else [],
        "views": [_text_view(" ".join(filter(None, column))) for column in columns],
    }


def _text_view(text: str) -> Data:
    found = re.fullmatch(r"(.*?) (complete if|complete|incomplete) (.*)", text)
    assert found, text
    return {"name": found[1], "status": found[2], "left": found[3]}


def _text_left(lines: list[str], requirements: list[Data]) -> Data:
    titles = {one["id"]: one["title"] for one in _every(requirements)}
    places: list[Data] = []
    other: list[str] = []
    shared = ""
    for block in _told(lines, 2):
        first, *below = _told(block, 6)
        head = " ".join(line.strip() for line in first)
        found = re.fullmatch(r"\[([a-z0-9-]+)\] (.*)", head)
        if not found and head.endswith(_SHARED):
            shared = head
            continue
        if not found:
            other.append(head)
            continue
        texts = [" ".join(line.strip() for line in one) for one in below]
        rows = [text.removeprefix("row ") for text in texts if text.startswith("row ")]
        named = [_candidate(text[2:]) for text in texts if text.startswith("- ")]
        leads = [text for text in texts if not text.startswith(("row ", "- "))]
        places.append(
            {
                "requirement": found[1],
                "title": titles[found[1]],
                "text": found[2],
                "rows": rows,
                "lead": " ".join(leads),
                "candidates": named,
            }
        )
    return {"open": places, "shared": shared, "other": other}


def _text_advice(lines: list[str]) -> list[Data]:
    steps = []
    for block in _told(lines, 2):
        first, *below = _told(block, 6)
        head = " ".join(line.strip() for line in first)
        courses = [" ".join(line.strip() for line in one).removeprefix("- ") for one in below]
        steps.append({"text": re.sub(r"^\d+\. ", "", head), "courses": courses})
    return steps


def _told(lines: list[str], depth: int) -> list[list[str]]:
    """Return paragraphs, each of which begins at a depth and goes on further in, or began above."""
    found: list[list[str]] = []
    for line in lines:
        if _depth(line) == depth or not found:
            found.append([line])
        else:
            found[-1].append(line)
    return found


def _every(requirements: list[Data]) -> Iterator[Data]:
    for one in requirements:
        yield one
        yield from _every(one["parts"])


def _text_course(line: str) -> Data | None:
    found = _LINE.fullmatch(line)
    if not found:
        return None
    _, code, title, credits, grade, term = found.groups()
    return {
        "code": code,
        "title": title.strip(),
        "credits": credits,
        "grade": (grade or "").strip(),
        "term": term or "",
    }


def _text_numbered(course: Data, text: str) -> None:
    found = re.fullmatch(r"course (\d+), ([a-z ]+)", text)
    assert found, text
    course["record"], course["status"] = int(found[1]), found[2]


def _is_number(line: str) -> bool:
    return re.fullmatch(r" +course \d+, [a-z ]+", line) is not None


def _text_courses(lines: list[str]) -> Iterator[tuple[Data, list[str]]]:
    """Yield each course with the lines that stand below it."""
    block: list[str] = []
    blocks: list[list[str]] = []
    for line in lines:
        if _text_course(line):
            block = [line]
            blocks.append(block)
        else:
            block.append(line)
    for first, *rest in blocks:
        course = _text_course(first)
        assert course
        at = next(n for n, line in enumerate(rest) if _is_number(line))
        course["title"] = " ".join([course["title"], *(line.strip() for line in rest[:at])])
        _text_numbered(course, rest[at].strip())
        yield course, [line.strip() for line in rest[at + 1 :]]


def _text_unapplied(lines: list[str]) -> list[Data]:
    found = []
    for course, below in _text_courses(lines):
        told = re.fullmatch(r"(.*) \[([a-z-]+)(?:, (\S+))?\]", " ".join(below))
        assert told, below
        found.append({"course": course, "text": told[1], "code": told[2], "rule": told[3] or ""})
    return found


def _text_records(lines: list[str]) -> list[Data]:
    found = []
    for course, below in _text_courses(lines):
        told = re.fullmatch(r"counts for (.*) read from (.*)", " ".join(below))
        assert told, below
        counts = [] if told[1] == "nothing" else told[1].split("; ")
        place = "" if told[2] == "no page" else told[2]
        found.append({"course": course, "counts": counts, "place": place})
    return found


def _text_decisions(lines: list[str]) -> list[Data]:
    told: list[list[str]] = []
    for line in lines:
        if re.match(r"  \d+\. ", line) and (not told or _depth(line) == 2):
            told.append([line.strip(), ""])
        elif _depth(line) == 2:
            told[-1][0] += f" {line.strip()}"
        else:
            told[-1][1] += f" {line.strip()}"
    found = []
    for head, effect in told:
        parts = re.fullmatch(
            r"\d+\. (.*?)\. Reason: (.*) \(([^()]*), (\d{4}-\d\d-\d\d|no date)\)", head
        )
        assert parts, head
        what, reason, by, date = parts.groups()
        text = effect.strip()
        found.append(
            {
                "what": what,
                "reason": reason,
                "by": by,
                "date": date,
                "effect": text.removeprefix("No effect. "),
                "took_effect": not text.startswith("No effect. "),
            }
        )
    return found


def _pairs(lines: list[str], depth: int) -> list[tuple[str, str]]:
    """Return labelled lines of a depth, each with what is hung below it."""
    found: list[tuple[str, str]] = []
    for line in lines:
        label = re.match(rf" {{{depth}}}{_LABEL} +", line)
        if label and _depth(line) == depth:
            found.append((label[1], line[label.end() :].strip()))
        else:
            name, text = found[-1]
            found[-1] = name, f"{text} {line.strip()}".strip()
    return found


def _cited(text: str) -> Data:
    found = re.fullmatch(r"\[(\d+)\](?: on (.*))?", text)
    assert found, text
    return {"of": found[2] or "", "source": int(found[1])}


def _blocks(lines: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what is set apart by empty lines: a head, and labelled lines below it."""
    found = []
    for block in "\n".join(lines).split("\n\n"):
        body = [line for line in block.split("\n") if line]
        if body:
            head = [line.strip() for line in body if _depth(line) == 2]
            found.append((" ".join(head), _pairs([x for x in body if _depth(x) > 2], 6)))
    return found


def _text_limits(lines: list[str]) -> list[Data]:
    limits = []
    for head, pairs in _blocks(lines):
        told = re.fullmatch(r"(.*) \((limit|sharing) (\S+)\)", head)
        assert told, head
        said = dict(pairs)
        kept = said.get("keeps", "").removeprefix("course ").removesuffix(" from counting")
        limits.append(
            {
                "id": told[3],
                "kind": told[2],
                "title": told[1],
                "text": said["says"],
                "keeps_out": [int(n) for n in kept.split(", ") if n],
                "citations": [_cited(text) for name, text in pairs if name == "cites"],
            }
        )
    return limits


def _text_codes(lines: list[str]) -> list[Data]:
    codes = []
    for head, pairs in _blocks(lines):
        code, title = head.split(": ", 1)
        said = dict(pairs)
        codes.append(
            {"code": code, "title": title, "meaning": said["means"], "advice": said["to do"]}
        )
    return codes


def _text_sources(lines: list[str]) -> tuple[list[Data], list[int]]:
    sources: list[Data] = []
    readings = []
    for head, pairs in _blocks(lines):
        told = re.fullmatch(r"\[(\d+)\] (.*?)( \(of the program\))?", head)
        assert told, head
        if told[3]:
            readings.append(int(told[1]))
        said = dict(pairs)
        sources.append(
            {
                "document": told[2],
                "section": said.get("in", ""),
                "date": said.get("dated", ""),
                "sentence": said.get("says", ""),
                "reading": said.get("read", ""),
            }
        )
    return sources, readings


def _text_requirements(lines: list[str]) -> list[Data]:
    top: list[Data] = []
    above: list[tuple[int, Data]] = []
    block: list[str] = []
    blocks: list[list[str]] = []
    for line in lines:
        if re.match(r" *\[[x~ w-]\] ", line):
            block = [line]
            blocks.append(block)
        elif line:
            block.append(line)
    for first, *rest in blocks:
        depth = _depth(first)
        one = _text_requirement(first, rest, depth)
        while above and above[-1][0] >= depth:
            above.pop()
        (above[-1][1]["parts"] if above else top).append(one)
        above.append((depth, one))
    return top


def _text_requirement(first: str, rest: list[str], depth: int) -> Data:
    told = re.fullmatch(
        r" *\[(.)\] (.*?)(?: \(([a-z0-9-]+)\))?"
        r"(?: {2,}(complete if|incomplete|waived|not needed))?",
        first,
    )
    assert told, first
    status = _MARKS[told[1]]
    assert told[4] in (None, status)
    id_ = told[3] or rest.pop(0).strip()[1:-1]
    inner = depth + 4
    at = next(
        (n for n, x in enumerate(rest) if _text_course(x) or re.match(r" *\S+ \S+ +waived by ", x)),
        len(rest),
    )
    pairs = _pairs(rest[:at], inner)
    said = dict(pairs)
    waived_at = next((n for n, x in enumerate(rest) if re.match(r" *\S+ \S+ +waived by ", x)), None)
    places = rest[at:] if waived_at is None else rest[at:waived_at]
    waived = re.findall(
        r"(\S+ \S+) +waived by decision (\d+) \((.*?)\)(?= \S+ \S+ +waived by|$)",
        " ".join(x.strip() for x in rest[waived_at:]) if waived_at is not None else "",
    )
    ruled = re.sub(r"decisions? ", "", said.get("by", ""))
    return {
        "id": id_,
        "title": told[2].strip(),
        "status": status,
        "needs": said.get("needs", ""),
        "has": said.get("has", ""),
        "lacks": said.get("lacks", ""),
        "applied": [_text_use(course, below) for course, below in _text_courses(places)],
        "waived": [
            {"code": code, "row": row, "decision": int(number)} for code, number, row in waived
        ],
        "decisions": [int(n) for n in ruled.split(", ") if n],
        "citations": [_cited(text) for name, text in pairs if name == "cites"],
        "parts": [],
    }


def _text_use(course: Data, below: list[str]) -> Data:
    text = " ".join(below)
    approval = next((a for a in reversed(_APPROVALS) if text == a or text.endswith(f" {a}")), "")
    row = text.removesuffix(approval).strip()
    return {"course": course, "row": row.removeprefix("row "), "approval": approval}
