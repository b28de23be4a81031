"""Cited sentences are compared with saved pages, and nothing else is said to be compared."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
import yaml

from degreekit import get_program
from degreekit.requirements import All, InvalidSources, Milestone, Program, SavedPages, Source

ROOT = Path(__file__).resolve().parents[2]
PAGE = "https://www.example.edu/ms/"


def program(*sources: Source) -> Program:
    parts = tuple(
        Milestone(id=f"m-{number}", title="M", source=one) for number, one in enumerate(sources)
    )
    root = All(id="degree", title="Degree", parts=parts)
    return Program(id="p", title="P", edition="1", institution="here", root=root)


def cited(sentence: str, *, url: str = PAGE, paraphrased: bool = False) -> Source:
    return Source(document="Page", sentence=sentence, url=url, paraphrased=paraphrased)


@pytest.mark.parametrize(
    ("html", "same"),
    [
        ("<p>Students take <b>two</b> courses.</p>", True),
        ("<p>students TAKE two\n   courses;</p>", True),
        ("<table><tr><td>Students</td><td>take two courses</td></tr></table>", True),
        ("<p>Students take three courses.</p>", False),
        ("<p>Students take two coursesque.</p>", False),
        ("<script>Students take two courses.</script><p>Nothing.</p>", False),
        ("Students take two courses.", True),
    ],
)
def test_a_sentence_is_found_by_its_words(html: str, same: bool) -> None:
    report = SavedPages({PAGE: html}).compare(program(cited("Students take two courses.")))
    # what is given as text is taken as it is; a saved file is read as what it is
    if "<" not in html:
        assert (report.same, len(report.changed)) == (int(same), int(not same))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.json").write_text(json.dumps({PAGE: "ms.html"}))
    (tmp_path / "ms.html").write_text(
        "<style>p {}</style><p>Students take <b>two</b> courses.</p>"
        "<table><tr><td>COMS W4111</td><td>Databases</td></tr></table>"
    )
    return tmp_path


def test_what_a_saved_page_no_longer_says_is_reported_with_its_rule(folder: Path) -> None:
    pages = SavedPages.read(folder)
    report = pages.compare(
        program(cited("Students take two courses."), cited("Students take three courses."))
    )
    assert report.same == 1
    (finding,) = report.changed
    assert (finding.code, finding.id, finding.severity) == ("source-changed", "m-1", "warning")
    assert "Students take three courses." in finding.text


def test_a_row_of_a_table_is_found_whatever_its_school_letter(folder: Path) -> None:
    report = SavedPages.read(folder).compare(program(cited("COMS 4111 Databases")))
    assert (report.same, report.changed) == (1, ())


def test_paraphrased_sentences_are_not_compared_and_counted(folder: Path) -> None:
    report = SavedPages.read(folder).compare(program(cited("whatever", paraphrased=True)))
    assert (report.same, report.changed, report.paraphrased) == (0, (), 1)
    assert "Not compared: 1 paraphrased sentence" in report.text


@pytest.mark.parametrize("url", ["http://example.edu/ms", "https://EXAMPLE.edu/ms/#top"])
def test_an_address_may_be_written_in_several_ways(folder: Path, url: str) -> None:
    report = SavedPages.read(folder).compare(program(cited("Students take two courses", url=url)))
    assert report.same == 1


def test_sentences_of_pages_that_are_not_saved_are_counted_by_address(folder: Path) -> None:
    other = "https://example.edu/other"
    rules = program(cited("One.", url=other), cited("Two.", url=other), cited("Three.", url=""))
    report = SavedPages.read(folder).compare(rules)
    assert dict(report.unsaved) == {other: 2, "": 1}
    assert "no page is saved for https://example.edu/other" in report.text


def test_the_index_may_name_the_file_first(folder: Path) -> None:
    (folder / "sources.json").write_text(json.dumps({"ms.html": PAGE}))
    assert SavedPages.read(folder).compare(program(cited("Students take two courses"))).same == 1


@pytest.mark.parametrize(
    ("index", "problem"),
    [
        (None, "No such file"),
        ("{", "not JSON"),
        ("[]", "an object of addresses"),
        ('{"a": 1}', "an object of addresses"),
        ('{"a": "b"}', "neither 'a' nor 'b' is an address"),
        ('{"https://x.edu": "gone.html"}', "No such file"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(
    tmp_path: Path, index: str | None, problem: str
) -> None:
    if index is not None:
        (tmp_path / "sources.json").write_text(index)
    with pytest.raises(InvalidSources, match=problem) as caught:
        SavedPages.read(tmp_path)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  # our own


# ------------------------------------------------------------------ the Machine Learning track


def _saved(folder: Path, *, changed: tuple[str, str] = ("", "")) -> Path:
    """Save the page of the track as it was published, sentence by sentence, with one change."""
    parts = yaml.safe_load((ROOT / "docs/track-sentences.yaml").read_text(encoding="utf-8"))
    lines = [
        line
        for part in parts
        for one in part["sentences"]
        for line in (one["table"] if "table" in one else [one["says"]])
    ]
    heads = [part["section"] for part in parts]
    text = "\n".join([*heads, *map(str, lines)]).replace(*changed)
    url = "https://www.cs.columbia.edu/education/ms/machineLearning/"
    (folder / "sources.json").write_text(json.dumps({url: "ml.txt"}))
    (folder / "ml.txt").write_text(text, encoding="utf-8")
    return folder


def test_the_page_of_2023_says_all_that_the_track_cites_from_it(tmp_path: Path) -> None:
    report = SavedPages.read(_saved(tmp_path)).compare(get_program("columbia-ms-cs-ml"))
    assert report.changed == ()
    assert report.same > 80
