"""The page of a department: what it says, and that it can be sorted, filtered, printed and read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest

from degreekit.cohort import Auditors, DepartmentPage, Entry, How, StudentRow, evaluate

from .small import auditor, record, students

NASTY = '</script><img src=x onerror="alert(1)">'


def rows() -> list[StudentRow]:
    entries = [
        *(Entry(one["key"], one["transcript"]) for one in students(25)),
        Entry("done", {"records": [record(n) for n in (1, 2, 3, 5, 7, 8)]}),
        Entry("maybe", {"records": [record(n) for n in (1, 2, 3, 5)] + [record(7, grade=None)]}),
        Entry(NASTY, {"records": [record(1), record(2), record(3), record(5)]}),
        Entry("broken", {"records": [{"code": NASTY}]}),
        Entry("lost", Path("/nowhere/Jane Doe.pdf")),
    ]
    return list(evaluate(entries, Auditors(auditor()), how=How("demand")))


@pytest.fixture(scope="module")
def made() -> list[StudentRow]:
    return rows()


def page(some: list[StudentRow], **how: Any) -> DepartmentPage:
    found = DepartmentPage(**how)
    found.name_courses({f"CS {n}": f"Course {n}" for n in range(1, 9)})
    for row in some:
        found.add(row)
    return found


def test_the_page_is_valid_and_loads_nothing(made: list[StudentRow]) -> None:
    text = page(made, names=True).render()
    html5lib.HTMLParser(strict=True).parse(text)
    addresses = set(re.findall(r"[a-z]+://[^\"' )<]*", text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "default-src 'none'" in text
    assert NASTY not in text


def test_the_numbers_add_up_to_the_students(made: list[StudentRow]) -> None:
    text = page(made).render()
    counts = dict(re.findall(r'data-count="([\w ]+)">(\d+)<', text))
    shown = ("complete", "complete if", "incomplete", "failed")
    assert sum(int(counts[name]) for name in shown) == len(made)
    assert counts["failed"] == "2"
    status = {None: "failed", "satisfied": "complete", "conditional": "complete if"}
    for row in made:
        status.setdefault(row.status, "incomplete")
    for name in shown:
        assert int(counts[name]) == sum(status[row.status] == name for row in made), name


def test_demand_counts_the_students_who_must_and_could_take_each_course(
    made: list[StudentRow],
) -> None:
    text = page(made).render()
    lines = re.findall(
        r'data-course="([^"]+)".*?data-must>(\d+)<.*?data-could>(\d+)<', text, re.DOTALL
    )
    demands = [row.demand for row in made if row.demand is not None]
    assert lines
    for course, must, could in lines:
        assert int(must) == sum(course in one.must for one in demands)
        assert int(could) == sum(course in one.could for one in demands)
        assert int(must) <= int(could)


def test_who_is_near_is_listed_with_all_that_is_left(made: list[StudentRow]) -> None:
    text = page(made, names=True).render()
    near = text.partition('data-part="near"')[2].partition("</section>")[0]
    for row in made:
        is_near = row.status == "unsatisfied" and (row.remaining_courses or 0) <= 2
        if row.key.startswith("s0"):
            assert (f">{row.key}:" in near) == is_near
    assert near.count("data-near=") >= 1


def test_students_are_numbered_unless_names_are_asked_for(made: list[StudentRow]) -> None:
    text = page(made).render()
    assert "Doe" not in text
    assert "s00003" not in text
    assert "Student 4" in text
    assert "FileProblem" in text
    named = page(made, names=True).render()
    assert "s00003" in named
    assert "Doe" in named


def test_the_same_rows_make_the_same_page(made: list[StudentRow]) -> None:
    again = [StudentRow.from_data(json.loads(json.dumps(row.to_data()))) for row in made]
    assert page(made).render() == page(again).render()


def test_pictures_say_what_the_tables_do_and_are_left_out_where_there_is_no_library(
    made: list[StudentRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is in the extra 'cohort'")
    text = page(made).render()
    titles = re.findall(r'<title id="([\w-]+)">([^<]+)<', text)
    assert [name for name, _ in titles] == ["status-title", "open-title", "demand-title"]
    assert titles[0][1].startswith(f"{len(made)} students: ")
    assert len(re.findall(r' id="', text)) == len(set(re.findall(r' id="([^"]+)"', text)))
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    assert "<svg" not in page(made).render()


def test_an_empty_cohort_has_a_page() -> None:
    assert "0 students" in page([]).render()


# ------------------------------------------------------------------------------------- a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from tests import browser as chromium

    if chromium.CHROMIUM is None:
        pytest.skip("no Chromium is installed: Debian's package 'chromium' will do")
    with chromium.launched() as found:
        yield found


@pytest.mark.slow
def test_the_page_is_accessible_and_sorts_and_filters_in_a_browser(
    browser: Any, made: list[StudentRow], tmp_path: Path
) -> None:
    from tests.browser import opened, violations

    path = tmp_path / "page.html"
    path.write_text(page(made, names=True).render())
    asked: list[str] = []
    shown = opened(browser, path.as_uri())
    shown.on("request", lambda request: asked.append(request.url))
    assert violations(shown) == []

    def names() -> list[str]:
        found: list[str] = shown.eval_on_selector_all(
            "#people tbody tr:not([hidden]) th", "some => some.map(one => one.textContent.trim())"
        )
        return found

    assert names() == [row.key for row in made]
    shown.select_option("#status-filter", "complete")
    assert names() == [row.key for row in made if row.status == "satisfied"]
    shown.select_option("#status-filter", "")
    shown.select_option("#open-filter", "core")
    open_ = [r.key for r in made if "core" in [one.requirement for one in r.open_requirements]]
    assert names() == open_
    shown.select_option("#open-filter", "")
    shown.fill("#could-filter", "cs 7")
    assert names() == [r.key for r in made if r.demand and "CS 7" in r.demand.could]
    shown.fill("#could-filter", "")
    shown.fill("#most-filter", "1")
    assert names() == [
        r.key for r in made if r.remaining_courses is not None and r.remaining_courses <= 1
    ]
    assert " of 30 shown" in shown.text_content('[data-count-of="people"]')
    shown.fill("#most-filter", "")
    shown.click("#people thead button >> nth=2")
    left: list[str] = shown.eval_on_selector_all(
        "#people tbody tr td:nth-child(3)", "some => some.map(one => one.textContent.trim())"
    )
    numbers = [int(one) for one in left if one]
    assert numbers == sorted(numbers)
    assert left[: len(numbers)] == [str(one) for one in numbers]  # what is empty comes last
    assert shown.get_attribute("#people thead th >> nth=2", "aria-sort") == "ascending"
    assert asked == []


@pytest.mark.slow
def test_a_narrow_screen_and_paper_lose_nothing(
    browser: Any, made: list[StudentRow], tmp_path: Path
) -> None:
    from tests.browser import opened

    path = tmp_path / "page.html"
    path.write_text(page(made).render())
    narrow = opened(browser, path.as_uri(), width=375)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 375
    narrow.emulate_media(media="print")
    assert not narrow.is_visible("#student-filter")
    assert narrow.is_visible("#people")
