"""Course codes: every spelling that documents use names the course that is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit.columbia import columbia
from degreekit.courses import CodeGrammar, CourseCode, InvalidCourseCode, Term

COLUMBIA = columbia().grammar

# printed, then what it says: subject, letter, number, section, term
SPELLINGS = [
    ("COMS W4771", "COMS", "W", "4771", None, None),
    ("COMS 4771", "COMS", "", "4771", None, None),
    ("COMSW4771", "COMS", "W", "4771", None, None),
    ("COMS4771W", "COMS", "W", "4771", None, None),
    ("coms w4771", "COMS", "W", "4771", None, None),
    ("  COMS   W4771 ", "COMS", "W", "4771", None, None),
    ("COMS W 4995-014", "COMS", "W", "4995", "014", None),
    ("COMS E 6998-024", "COMS", "E", "6998", "024", None),
    ("COMS 4995.001", "COMS", "", "4995", "001", None),
    ("COMS W4771 001", "COMS", "W", "4771", "001", None),
    ("COMS W4995 sec 003", "COMS", "W", "4995", "003", None),
    ("COMS W4995 Section 3", "COMS", "W", "4995", "3", None),
    ("COMS W3157 (001)", "COMS", "W", "3157", "001", None),
    ("COMS W4771 V01", "COMS", "W", "4771", "V01", None),
    ("COMS W4771 H02", "COMS", "W", "4771", "H02", None),
    ("COMS W4771 D01", "COMS", "W", "4771", "D01", None),
    ("COMS W4771 R03", "COMS", "W", "4771", "R03", None),
    ("20231COMS4771W001", "COMS", "W", "4771", "001", "Spring 2023"),
    ("20233STAT5241GR001", "STAT", "GR", "5241", "001", "Fall 2023"),
    ("STAT GR5241", "STAT", "GR", "5241", None, None),
    ("STAT GU4001", "STAT", "GU", "4001", None, None),
    ("STATGR5241", "STAT", "GR", "5241", None, None),
    ("ECON3213", "ECON", "", "3213", None, None),
    ("ECONW3213", "ECON", "W", "3213", None, None),
    ("CLLT S3310D", "CLLT", "S", "3310", None, None),
    ("COMS W4111x", "COMS", "W", "4111", None, None),
    ("COMS W4111x and y", "COMS", "W", "4111", None, None),
    ("COMS BC3930", "COMS", "BC", "3930", None, None),
]


@pytest.mark.parametrize(("text", "subject", "letter", "number", "section", "term"), SPELLINGS)
def test_each_spelling_in_use_is_read_as_what_it_says(
    text: str, subject: str, letter: str, number: str, section: str | None, term: str | None
) -> None:
    listing = COLUMBIA.parse_listing(text)
    assert (listing.code.subject, listing.code.letter, listing.code.number) == (
        subject,
        letter,
        number,
    )
    assert listing.section == section
    assert listing.term == (None if term is None else Term.parse(term))
    assert listing.code.printed == text


@pytest.mark.parametrize(
    ("text", "letter", "section"),
    [("W4771-20231-001", "W", "001"), ("E6998.004", "E", "004"), ("4771", "", None)],
)
def test_a_number_alone_is_read_with_the_subject_of_its_heading(
    text: str, letter: str, section: str | None
) -> None:
    listing = COLUMBIA.parse_listing(text, subject="COMS")
    assert (listing.code.subject, listing.code.letter) == ("COMS", letter)
    assert listing.section == section


def test_a_term_inside_a_code_is_read() -> None:
    assert COLUMBIA.parse_listing("W4771-20231-001", subject="COMS").term == Term(2023, 1)


def test_a_number_alone_without_a_subject_is_refused() -> None:
    with pytest.raises(InvalidCourseCode, match="it has no subject") as caught:
        COLUMBIA.parse("W4771")
    assert caught.value.text == "W4771"


def test_a_letter_in_front_of_a_number_is_not_a_subject_where_one_is_given() -> None:
    assert COLUMBIA.parse("W 4771", subject="COMS") == CourseCode.parse("COMS 4771")


def test_every_spelling_of_one_course_is_one_course() -> None:
    printed = ["COMS W4995", "COMS 4995", "COMSW4995", "COMS4995W", "COMS W 4995-014"]
    assert len({COLUMBIA.parse(text) for text in printed}) == 1


def test_identity_is_subject_and_number_and_the_letter_is_kept_as_printed() -> None:
    guest, own = CourseCode.parse("COMS GU4156"), CourseCode.parse("COMS W4156")
    assert guest == own
    assert hash(guest) == hash(own)
    assert (guest.letter, own.letter) == ("GU", "W")
    assert CourseCode.parse("COMS W4157") != own
    assert CourseCode.parse("CSEE W4156") != own
    assert own != "COMS W4156"


def test_a_letter_behind_the_number_belongs_to_it_by_default() -> None:
    laboratory = CourseCode.parse("PHYS 101L")
    assert laboratory != CourseCode.parse("PHYS 101")
    assert (laboratory.value, laboratory.suffix, laboratory.number) == (101, "L", "101L")


def test_a_letter_behind_the_number_is_a_school_letter_where_the_grammar_says_so() -> None:
    grammar = CodeGrammar(frozenset({"W"}), suffix_is_letter=True)
    assert grammar.parse("COMS4771W") == CourseCode.parse("COMS 4771")
    assert grammar.parse("COMS4771W").letter == "W"


def test_without_school_letters_a_run_of_letters_is_the_subject() -> None:
    assert CodeGrammar().parse("COMSW4771").subject == "COMSW"


def test_a_subject_is_never_cut_short() -> None:
    assert COLUMBIA.parse("ECON3213").subject == "ECON"
    assert COLUMBIA.parse("ENGI1006").subject == "ENGI"


@pytest.mark.parametrize(("text", "level"), [("CS 101", 100), ("CS 4771", 4000), ("CS 6998", 6000)])
def test_the_level_is_the_number_rounded_down_to_its_first_digit(text: str, level: int) -> None:
    assert CourseCode.parse(text).level == level


@pytest.mark.parametrize("text", ["", "COMS", "4771", "COMS W", "hello world", "COMS W4771 hello"])
def test_what_is_no_code_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(InvalidCourseCode) as caught:
        CourseCode.parse(text)
    assert caught.value.text == text
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("text", ["Spring 2024", "FALL 2023", "Summer 2020", "Autumn 2021"])
def test_a_term_is_not_read_as_a_code(text: str) -> None:
    with pytest.raises(InvalidCourseCode, match="it is a term"):
        COLUMBIA.parse(text)


def test_an_unfit_term_code_in_front_is_refused_as_no_code() -> None:
    with pytest.raises(InvalidCourseCode):
        COLUMBIA.parse("20239COMS4771W001")


subjects = st.sampled_from(["COMS", "CSEE", "STAT", "IEOR", "ECBM", "MATH"])
letters = st.sampled_from(["", "W", "E", "S", "GU", "GR", "UN", "BC"])
numbers = st.integers(1000, 9999)


@given(subjects, letters, numbers)
def test_what_a_code_prints_is_read_back_as_the_same_code(
    subject: str, letter: str, number: int
) -> None:
    code = CourseCode(subject, str(number), letter)
    for grammar in (COLUMBIA, CodeGrammar()):
        again = grammar.parse(str(code))
        assert (again, again.letter) == (code, letter)


@given(subjects, letters, numbers)
def test_spaces_and_the_place_of_the_letter_do_not_matter(
    subject: str, letter: str, number: int
) -> None:
    wanted = CourseCode(subject, str(number))
    layouts = [
        f"{subject} {letter}{number}",
        f"{subject} {letter} {number}",
        f"{subject}{letter}{number}",
        f"{subject}{number}{letter}",
        f"{subject} {letter}{number} 001",
        f"{subject} {letter}{number} sec 001",
        f"{subject} {letter}{number}-001",
        f"{subject} {letter}{number}.001",
        f"20233{subject}{number}{letter}001" if letter else f"{subject} {number}",
    ]
    for text in layouts:
        code = COLUMBIA.parse(text)
        assert (code, code.letter) == (wanted, letter), text
