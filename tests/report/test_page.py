"""The page of an audit as a document: valid, in order, complete in itself, and safe."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from degreekit import audit_transcript
from degreekit.printable import printable
from degreekit.report import Look, audit_facts, render_html, render_text

from .audits import HOSTILE, audits
from .extract import parsed

NAMES = sorted(audits())


def _page(name: str, document: str = "transcript.pdf") -> str:
    return render_html(audits()[name], Look(document=document))


def _all(root: Element, attribute: str) -> list[str]:
    return [one.attrib[attribute] for one in root.iter() if attribute in one.attrib]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_valid_html(name: str) -> None:
    html5lib.HTMLParser(strict=True).parse(_page(name))  # raises what a browser would mend


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_place_of_the_page_and_no_place_is_there_twice(name: str) -> None:
    root = parsed(_page(name))
    ids = _all(root, "id")
    assert len(ids) == len(set(ids))
    links = _all(root, "href")
    assert all(link.startswith("#") for link in links)
    named = {word for one in _all(root, "aria-labelledby") for word in one.split()}
    assert {link[1:] for link in links} | named <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_one_step_at_a_time(name: str) -> None:
    levels = [int(one.tag[1]) for one in parsed(_page(name)).iter() if re.match(r"h\d$", one.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_landmarks_a_language_and_tables_with_scope(name: str) -> None:
    root = parsed(_page(name))
    assert next(root.iter("html")).get("lang") == "en"
    for landmark in ("header", "main", "footer"):
        assert len(list(root.iter(landmark))) == 1, landmark
    for table in root.iter("table"):
        assert table.find("caption") is not None
        assert all(head.get("scope") in ("col", "row") for head in table.iter("th"))
        for row in table.iter("tr"):
            assert any(cell.tag == "th" for cell in row)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_needs_nothing_but_itself(name: str) -> None:
    text = _page(name)
    root = parsed(text)
    for tag in ("script", "link", "img", "iframe", "object", "embed", "form", "base"):
        assert not list(root.iter(tag)), tag
    assert not [key for one in root.iter() for key in one.attrib if key in ("src", "style")]
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]
    style = "".join(next(root.iter("style")).itertext())
    assert not re.search(r"@import|url\(|@font-face|</", style)
    assert "default-src 'none'" in text


def test_the_status_comes_first_then_what_is_left_then_the_requirements() -> None:
    headings = [
        "".join(one.itertext()).split(maxsplit=1)[-1].strip()
        for one in parsed(_page("decided")).iter("h2")
    ]
    assert [" ".join(one.split()) for one in headings[:6]] == [
        "Incomplete: at least 1 more course (3 points) to take",
        "to do",
        "result assumes",
        "same record counted three ways",
        "the records were read",
        "Requirements",
    ]


def test_a_status_is_told_by_a_word_and_not_by_a_colour_alone() -> None:
    root = parsed(_page("together"))
    for badge in (one for one in root.iter("span") if "badge" in one.get("class", "").split()):
        word = next(one for one in badge if one.get("data-fact") == "status")
        assert word.text
        assert (word.text or "").replace(" ", "-") in badge.get("class", "").split()


def test_what_is_met_is_folded_and_what_is_missing_is_open() -> None:
    root = parsed(_page("unsatisfied"))
    facts = audit_facts(audits()["unsatisfied"])
    folded = {
        one.get("data-requirement"): "open" not in one.attrib
        for one in root.iter("details")
        if one.get("data-requirement")
    }
    assert {one.id: one.status != "incomplete" for one in facts.requirements}.items() <= (
        folded.items()
    )
    assert len([one for one in root.iter("input") if one.get("id") == "only-missing"]) == 1
    assert not list(parsed(_page("satisfied")).iter("input"))


def test_the_sentence_of_an_open_requirement_is_in_sight() -> None:
    root = parsed(_page("unsatisfied"))
    (open_,) = [
        one for one in root.iter("details") if one.get("data-requirement") == "total-points"
    ]
    figure = open_.find("figure")
    assert figure is not None
    assert "If the number of points used" in "".join(figure.itertext())


def test_the_courses_by_term_are_a_second_view() -> None:
    root = parsed(_page("satisfied"))
    records = next(one for one in root.iter() if one.get("data-part") == "records")
    terms = ["".join(one.itertext()) for one in records.iter("h3")]
    assert terms == ["Fall 2023", "Spring 2024", "Fall 2024", "Spring 2025"][: len(terms)]
    assert len(terms) == len(set(terms)) > 1


def test_the_rules_own_sentence_stands_one_click_away() -> None:
    root = parsed(_page("unsatisfied"))
    facts = audit_facts(audits()["unsatisfied"])
    sentences = {one.sentence for one in facts.sources if one.sentence}
    inside = {
        "".join(quote.itertext())
        for details in root.iter("details")
        for quote in details.iter("blockquote")
    }
    assert len(sentences) > 15
    assert sentences == inside
    for one in facts.requirements:
        assert one.citations, one.id


def test_the_page_says_where_in_which_file_a_course_was_read() -> None:
    text = _page("satisfied", "my transcript.pdf")
    assert 'Read from <bdi data-fact="document">my transcript.pdf</bdi>' in text
    places = [one.place for one in audit_facts(audits()["satisfied"]).records]
    pattern = r"page 1, \d+\.\d-\d+\.\d in from the top, \d+\.\d-\d+\.\d in from the left"
    assert len(places) == 10
    assert all(re.fullmatch(pattern, place) for place in places)
    assert all(place in text for place in places)
    assert "Read from" not in render_html(audits()["empty"])


def test_an_assumption_names_its_requirement_as_the_page_does_and_leads_to_it() -> None:
    going_on = {"code": "COMS W4771", "credits": "3.00", "status": "in_progress"}
    audit = audit_transcript("columbia-ms-cs-ml", {"records": [going_on]})
    (assumption,) = audit.assumptions
    (told,) = [one for one in parsed(render_html(audit)).iter() if one.get("data-id")]
    (link,) = told
    asking = audit.requirement(assumption.requirement)
    assert asking is not None
    assert (link.text, link.get("href")) == (asking.title, f"#requirement-{asking.id}")


def test_an_assumption_for_no_single_requirement_leads_nowhere() -> None:
    going_on = {"code": "COMS W4771", "credits": "3.00", "status": "in_progress"}
    audit = audit_transcript("columbia-ms-cs-ml", {"records": [going_on]})
    whole = audit.assumptions[0].model_copy(update={"requirement": "degree"})
    page = render_html(audit.model_copy(update={"assumptions": (whole,)}))
    (told,) = [one for one in parsed(page).iter() if one.get("data-id")]
    assert (told.text, list(told)) == ("the record as a whole", [])


def test_hostile_titles_are_text_and_nothing_else() -> None:
    root = parsed(_page("hostile"))
    plain = {one.tag for name in ("conditional", "decided") for one in parsed(_page(name)).iter()}
    assert {one.tag for one in root.iter()} <= plain
    said = {"".join(one.itertext()) for one in root.iter("bdi")}
    for title in HOSTILE[:5]:
        assert printable(title) in said
    assert "[31mred [0m" in said  # what a terminal would obey is left out
    assert "\u202e" not in _page("hostile")
    assert not any(ord(letter) < 32 and letter != "\n" for letter in _page("hostile"))


@pytest.mark.parametrize("full", [False, True])
def test_a_terminal_is_not_steered_by_a_title(full: bool) -> None:
    text = render_text(audits()["hostile"], Look(full=full))
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text
    )
    data = audits()["hostile"].to_json()
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", data
    )


def test_the_files_of_the_page_ship_with_the_package() -> None:
    import degreekit.report

    home = Path(str(degreekit.report.__file__)).parent / "page"
    assert {path.name for path in home.iterdir()} == {
        "audit.html",
        "audit.css",
        "notebook.html",
        "notebook.css",
        "parts.html",
    }
