"""A transcript in the formats of other programs: nothing is lost, and the standards are kept."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3.clr import bundled_clr_contexts
from openbadgeslib.ob3.contexts import document_loader
from pyld import jsonld

from degreekit import CourseRecord, Transcript, audit_transcript, read_transcript
from degreekit.export import CSV_COLUMNS, FORMATS, from_csv, is_csv, to_clr, to_csv
from degreekit.transcript import InvalidTranscript, ReadingStatus

WHEN = datetime.datetime(2025, 10, 3, 12, 0, tzinfo=datetime.UTC)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
RECORDS = st.builds(
    CourseRecord,
    code=st.sampled_from(["COMS W4771", "IEOR E4601", "CSOR W4231"]),
    title=WORDS | st.just('=HYPERLINK("x")') | st.just("+1, 'quoted'") | st.none(),
    credits=st.integers(0, 90).map(lambda tenths: Decimal(tenths) / 10),
    grade=st.sampled_from(["A-", "B+", "W", "-", None]),
    term=st.sampled_from(["Fall 2023", "Summer 2024", None]),
    status=st.sampled_from(["completed", "planned", "transfer", "failed", "in_progress", None]),
    section=st.sampled_from(["001", None]),
    school=st.sampled_from(["SCH OF ENGR & APP SCI: GRAD", None]),
    institution=st.sampled_from(["City College", None]),
    source_code=st.sampled_from(["CSC 101", None]),
    file=st.sampled_from(["fall.pdf", None]),
    attributes=st.frozensets(st.sampled_from(["WRIT", "LAB"])),
    page=st.sampled_from([1, 2, None]),
    box=st.sampled_from([(1.5, 2.0, 30.25, 9.0), None]),
)
TRANSCRIPTS = st.builds(
    Transcript,
    institution=st.sampled_from(["columbia", None]),
    records=st.lists(RECORDS, max_size=4).map(tuple),
)
ONE_OF_EACH = Transcript(
    institution="columbia",
    records=tuple(
        CourseRecord(
            code="COMS W4771",
            title="MACHINE LEARNING",
            credits="3.00",
            grade=grade,
            term="Fall 2023",
            status=status,
            section="001",
            school="GRAD",
        )
        for status, grade in (
            ("completed", "A-"),
            ("transfer", "T"),
            ("in_progress", None),
            ("incomplete", "IN"),
            ("withdrawn", "W"),
            ("failed", "F"),
            ("planned", None),
        )
    ),
)

# ---------------------------------------------------------------------------------------- tables


@settings(max_examples=40)
@given(TRANSCRIPTS)
def test_a_transcript_written_as_csv_is_read_back_as_it_was(transcript: Transcript) -> None:
    assert from_csv(to_csv(transcript), transcript.institution) == transcript


@settings(max_examples=40)
@given(TRANSCRIPTS)
def test_no_cell_is_a_formula(transcript: Transcript) -> None:
    for row in csv.reader(io.StringIO(to_csv(transcript))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_every_field_of_a_record_has_a_column_but_the_places_of_its_fields() -> None:
    of_an_audit = {"other_titles", "may_repeat"}  # which it works out anew
    assert set(CSV_COLUMNS) == set(CourseRecord.model_fields) - {"boxes", "marks"} - of_an_audit


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,grade\nJane,A", "there is no column 'code'"),
        ("name,grade\nJane,A", "the columns of a transcript are code, section"),
        ("code,credits\nCOMS W4771,many", "line 2: credits"),
        ("code,credits\n\nCOMS W4111,3\n,3", "line 4: code"),
        ("sep=;\ncode;credits\nCOMS W4771;-3", "line 3: credits"),
        ("code,credits\nCOMS W4771,3,A", "line 2: more cells than columns"),
        ("code,Credits,CREDITS\nCOMS W4771,3,4", "two columns are named 'credits'"),
        ('code,credits\n"COMS W4771', "line 2: not CSV"),
        ("", "empty"),
        (";;;\n", "empty"),
    ],
)
def test_a_table_that_is_no_transcript_is_refused_with_the_place(text: str, told: str) -> None:
    with pytest.raises(InvalidTranscript) as caught:
        from_csv(text)
    assert told in str(caught.value)
    assert "Jane" not in str(caught.value)


def test_a_table_is_accepted_wherever_a_transcript_is(tmp_path: Path) -> None:
    file = tmp_path / "edited.csv"
    text = to_csv(ONE_OF_EACH).replace("\n", "\r\n")
    for start in ("", "\ufeff"):  # as a spreadsheet saves it
        file.write_text(f"{start}{text}", encoding="utf-8", newline="")
        assert read_transcript(file).records == ONE_OF_EACH.records
    assert audit_transcript("columbia-ms-cs-ml", file).certified


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"name,code\n",
        b"code\n",
        b"\xff,\x00",
        b"%PDF-1.7 code,credits",
        b"Course\tTitle\tMark",
    ],
)
def test_what_begins_otherwise_is_no_table(data: bytes) -> None:
    assert not is_csv(data)


PLAIN = "code,title,credits,grade,term\nCOMS W4771,MACHINE LEARNING,3.00,A-,Fall 2023\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("cp1252"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", ";").replace("3.00", "3,00").encode("utf-8-sig"),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace(",", "|").encode(),
        b"sep=,\r\n" + PLAIN.encode(),
        b"\xef\xbb\xbfsep=;\n" + PLAIN.replace(",", ";").encode(),
        PLAIN.replace("code,title,credits", "Code, TITLE ,Credits").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        "".join(f'"{line}"\n'.replace(",", '","') for line in PLAIN.splitlines()).encode(),
        PLAIN.replace("\n", ",,\n").encode(),
        b"\n,,,,\n" + PLAIN.encode() + b",,,,\n,,,,\n\n",
        PLAIN.replace("COMS W4771", '"=""COMS W4771"""').encode(),
    ],
    ids=lambda data: repr(data[:24]),
)
def test_a_table_is_read_as_any_spreadsheet_saves_it(data: bytes, tmp_path: Path) -> None:
    assert is_csv(data)
    file = tmp_path / "table.txt"
    file.write_bytes(data)
    transcript = read_transcript(file)
    assert transcript == from_csv(PLAIN)
    assert transcript.provenance is None
    assert transcript.reading is ReadingStatus.GIVEN


def test_a_title_keeps_its_accents_in_every_encoding() -> None:
    accented = PLAIN.replace("MACHINE LEARNING", "POÉSIE FRANÇAISE")
    for encoding in ("utf-8", "utf-16", "cp1252"):
        assert from_csv(accented.encode(encoding)).records[0].title == "POÉSIE FRANÇAISE"


def test_a_column_that_is_not_known_is_left_out_and_named() -> None:
    transcript = from_csv("code,credits,notes,\nCOMS W4771,3,x,\n")
    assert len(transcript.records) == 1
    assert transcript.provenance is not None
    [finding] = transcript.provenance.findings
    assert (finding.code, finding.severity) == ("column-not-known", "warning")
    assert "'notes'" in finding.message


def test_a_row_that_ends_early_is_named() -> None:
    transcript = from_csv(PLAIN + "COMS W4111,INTRODUCTION TO DATABASES,3.00\n")
    assert transcript.records[1].status == "in_progress"
    assert transcript.provenance is not None
    [finding] = transcript.provenance.findings
    assert (finding.code, finding.record, finding.course) == ("row-cut-short", 1, "COMS W4111")
    assert "line 3" in finding.message
    audit = audit_transcript("columbia-ms-cs-ml", transcript)
    assert audit.reading is ReadingStatus.GIVEN
    assert audit.provenance is not None
    assert audit.provenance.findings == (finding,)


def test_a_file_that_is_named_csv_is_told_what_its_columns_should_be(tmp_path: Path) -> None:
    file = tmp_path / "courses.csv"
    file.write_text("Course,Points\nCOMS W4771,3\n")
    with pytest.raises(InvalidTranscript) as caught:
        read_transcript(file)
    assert "there is no column 'code'" in str(caught.value)


# ------------------------------------------------------------------------------------------- CLR

#: What each class needs, by the data model that 1EdTech publishes for CLR 2.0 and Open Badges 3.0.
NEEDED = {
    "ClrCredential": {"@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject"},
    "AchievementCredential": {
        "@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject",
    },
    "ClrSubject": {"id", "type", "verifiableCredential"},
    "AchievementSubject": {"id", "type", "achievement"},
    "Achievement": {"id", "type", "name", "description", "criteria"},
    "ResultDescription": {"id", "type", "name", "resultType"},
    "Result": {"type"},
    "Profile": {"id", "type"},
}  # fmt: skip
#: The words of the standard's closed lists.
STATUSES = {
    "Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew",
}  # fmt: skip


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a document that has a type."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("@context", "type"):  # classes are told by their own test below
                yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield json.dumps(value)


def expanded(document: dict[str, Any]) -> Any:
    """Return what a document means by the published contexts, which come with the package."""
    loader = document_loader(bundled_clr_contexts())
    return jsonld.expand(document, {"documentLoader": loader})


def test_every_term_is_defined_in_the_published_contexts_and_nothing_is_dropped() -> None:
    document = json.loads(to_clr(ONE_OF_EACH, WHEN))
    meant = list(leaves(expanded(document)))
    for leaf in leaves(document):
        assert any(leaf.strip('"') in one for one in meant), leaf
    # a class that is not defined stays relative; some names stand for another one
    relative = [
        type_
        for one in json.loads(json.dumps(expanded(document)).replace('"@type"', '"type"'))
        for found in objects(one)
        for type_ in ([found["type"]] if isinstance(found["type"], str) else found["type"])
        if "://" not in type_
    ]
    assert relative == []


def test_the_check_of_terms_finds_one_that_is_not_defined() -> None:
    document = json.loads(to_clr(ONE_OF_EACH, WHEN))
    document["credentialSubject"]["favouriteColour"] = "mauve"
    assert '"mauve"' not in set(leaves(expanded(document)))


@settings(max_examples=40)
@given(TRANSCRIPTS)
def test_every_object_has_what_its_class_needs(transcript: Transcript) -> None:
    document = json.loads(to_clr(transcript, WHEN))
    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    for one in objects(document):
        kind = (set(one["type"]) - {"VerifiableCredential"}).pop()
        assert NEEDED[kind] <= one.keys(), kind
    for one in objects(document):
        if "Achievement" in one["type"]:
            assert one["achievementType"] == "Course"
        if "AchievementSubject" in one["type"]:
            offered = {r["id"]: r["resultType"] for r in one["achievement"]["resultDescription"]}
            for result in one["result"]:
                kind = offered[result["resultDescription"]]
                assert (result["status"] in STATUSES) if kind == "Status" else result["value"]


@settings(max_examples=40)
@given(TRANSCRIPTS)
def test_ids_are_unique_but_for_those_of_the_student_and_of_organizations(
    transcript: Transcript,
) -> None:
    document = json.loads(to_clr(transcript, WHEN))
    kinds = ({"Profile"}, {"ClrSubject"}, {"AchievementSubject"})
    ids = [one["id"] for one in objects(document) if "id" in one and set(one["type"]) not in kinds]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("urn:uuid:") for one in ids)


def test_each_attempt_says_what_became_of_it_and_a_plan_is_left_out_and_counted() -> None:
    document = json.loads(to_clr(ONE_OF_EACH, WHEN))
    subjects = [
        one["credentialSubject"]
        for one in document["credentialSubject"]["verifiableCredential"]
    ]  # fmt: skip
    said = [[r.get("value") or r.get("status") for r in s["result"]] for s in subjects]
    assert said == [
        ["A-", "Completed"],
        ["T", "Completed"],
        ["InProgress"],
        ["IN", "InProgress"],
        ["W", "Withdrew"],
        ["F", "Failed"],
    ]
    assert [s.get("creditsEarned") for s in subjects] == [3.0, 3.0, None, None, None, None]
    assert {s["term"] for s in subjects} == {"Fall 2023"}
    assert "1 planned courses are left out" in document["description"]


def test_the_record_is_unsigned_and_says_that_nobody_checked_it() -> None:
    document = json.loads(to_clr(ONE_OF_EACH, WHEN))
    assert "proof" not in json.dumps(document)
    assert "self-reported" in document["name"]
    assert "Self-reported" in document["issuer"]["name"]


def test_the_same_transcript_at_the_same_time_is_the_same_text() -> None:
    assert to_clr(ONE_OF_EACH, WHEN) == to_clr(ONE_OF_EACH, WHEN)


def test_every_format_writes_an_empty_transcript() -> None:
    for one in FORMATS.values():
        assert one.write(Transcript(records=()))
