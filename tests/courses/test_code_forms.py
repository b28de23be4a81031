"""Codes of many universities: each form is read, printed and read back, alone and in sets."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit.courses import (
    CodeGrammar,
    CourseCode,
    CourseSet,
    Institution,
    InvalidCodeGrammar,
    InvalidCourseCode,
    InvalidCourseSet,
)

#: As printed, then subject, number, value and level.
FORMS = [
    ("PHY SCI 5", "PHY SCI", "5", 5, 5),
    ("PHY ED 5", "PHY ED", "5", 5, 5),
    ("6.1010", "6.", "1010", 1010, 1000),
    ("6.S081", "6.", "S081", 81, 80),
    ("6.100A", "6.", "100A", 100, 100),
    ("18.06", "18.", "06", 6, 6),
    ("21M.301", "21M.", "301", 301, 300),
    ("M 408C", "M", "408C", 408, 400),
    ("C S 314", "C S", "314", 314, 300),
    ("15-213", "15-", "213", 213, 200),
    ("ART 1V71", "ART", "1V71", 1071, 1000),
    ("HUM 1AES", "HUM", "1AES", 1, 1),
    ("234117", "", "234117", 234117, 200000),
    ("MATH-UA 121", "MATH-UA", "121", 121, 100),
    ("CS-GY 6033", "CS-GY", "6033", 6033, 6000),
    ("BIOL 101L", "BIOL", "101L", 101, 100),
    ("CSE 8A", "CSE", "8A", 8, 8),
    ("COMPSCI 61A", "COMPSCI", "61A", 61, 60),
    ("EECS16A", "EECS", "16A", 16, 10),
    ("BIO SCI E107", "BIO SCI", "E107", 107, 100),
    ("COM SCI M51A", "COM SCI", "M51A", 51, 50),
    ("I&C SCI 31", "I&C SCI", "31", 31, 30),
    ("CRM/LAW C7", "CRM/LAW", "C7", 7, 7),
    ("COMP_SCI 111-0", "COMP_SCI", "111-0", 111, 100),
    ("MATH 1151.01", "MATH", "1151.01", 1151, 1000),
    ("CSCI 0150", "CSCI", "0150", 150, 100),
    ("CS:2210", "CS:", "2210", 2210, 2000),
    ("CSC148H1", "CSC", "148H1", 148, 100),
    ("01:198:111", "01:198:", "111", 111, 100),
    ("CS 4---", "CS", "4---", 4000, 4000),
    ("CS 4XXX", "CS", "4---", 4000, 4000),
    ("CS 3TRN", "CS", "3---", 3000, 3000),
    ("ELEC 2000-level", "ELEC", "2---", 2000, 2000),
    ("MATH 2XX", "MATH", "2--", 200, 200),
]


@pytest.mark.parametrize(("text", "subject", "number", "value", "level"), FORMS)
def test_a_form_is_read_as_what_it_says_and_printed_so_that_it_is_read_back(
    text: str, subject: str, number: str, value: int, level: int
) -> None:
    code = CourseCode.parse(text)
    assert (code.subject, code.number, code.value, code.level) == (subject, number, value, level)
    assert CourseCode.parse(str(code)) == code
    assert CourseCode.at(code.subject, code.value, code.form) == code
    assert pickle.loads(pickle.dumps(code)) == code  # noqa: S301 - of our own making


@pytest.mark.parametrize("text", [form[0] for form in FORMS if "--" not in form[2]])
def test_a_set_of_one_code_holds_it_and_nothing_next_to_it(text: str) -> None:
    code = CourseCode.parse(text)
    for one in (CourseSet.of(code), CourseSet.parse(str(code))):
        assert code in one
        assert CourseSet.parse(str(one)) == one
        assert CourseCode.at(code.subject, code.value + 1, f"{code.suffix}Z") not in one
        assert CourseCode.at(f"Z{code.subject}", code.value, code.form) not in one


def test_different_codes_are_different_courses() -> None:
    codes = [CourseCode.parse(form[0]) for form in FORMS]
    same = {("CS 4---", "CS 4XXX")}
    for one in FORMS:
        for other in FORMS:
            if one[0] != other[0] and not {(one[0], other[0]), (other[0], one[0])} & same:
                assert CourseCode.parse(one[0]) != CourseCode.parse(other[0])
    assert len(set(codes)) == len(codes) - 1


@pytest.mark.parametrize(
    "text", ["PHYS 3-99", "PHYS 3-9", "MATH-UA 121-199", "MATH 1\u20135", "CS 61-101"]
)
def test_a_range_is_not_a_code(text: str) -> None:
    with pytest.raises(InvalidCourseCode, match="it is a range"):
        CourseCode.parse(text)


def test_a_range_is_never_read_as_its_first_number() -> None:
    physics = CourseSet.parse("PHYS 3-99")
    assert CourseCode.parse("PHYS 50") in physics
    assert physics != CourseSet.parse("PHYS 3")


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("6.1000-1999", ["6.1010"], ["6.2000", "18.1010"]),
        ("6.1000-6.1999", ["6.1010"], ["6.2000"]),
        ("6.1xxx", ["6.1010"], ["6.2000"]),
        ("6.*", ["6.1010", "6.S081"], ["18.06"]),
        ("15-2xx - 15-251", ["15-210"], ["15-251", "15-310"]),
        ("PHY SCI *", ["PHY SCI 5"], ["PHY ED 5"]),
        ("* - PHY SCI *", ["PHY ED 5"], ["PHY SCI 5"]),
        ("MATH-UA 100-199", ["MATH-UA 121"], ["MATH-GA 121"]),
        ("234xxx", ["234117"], ["236117"]),
        ("ART 1xxx", ["ART 1V71"], ["ART 2V71"]),
        ("C S 314, M 408C", ["C S 314", "M 408C"], ["M 408D"]),
        ("ELEC 2000-level", ["ELEC 2150", "ELEC 2XXX"], ["ELEC 3150"]),
        ("{PHY SCI}{5}", ["PHY SCI 5"], ["PHY SCI 6"]),
        ("{PHY SCI}1xx", ["PHY SCI 150"], ["PHY SCI 5"]),
    ],
)
def test_ranges_and_levels_hold_in_every_form(
    text: str, inside: list[str], outside: list[str]
) -> None:
    found = CourseSet.parse(text)
    assert all(CourseCode.parse(one) in found for one in inside)
    assert not any(CourseCode.parse(one) in found for one in outside)
    assert CourseSet.parse(str(found)) == found


# ------------------------------------------------------------------------------- credit at a level


@pytest.mark.parametrize(
    ("courses", "credit", "expected"),
    [
        ("CS *", "CS 4---", True),
        ("CS 4000+", "CS 4---", True),
        ("CS 4000-4999", "CS 4XXX", True),
        ("CS 4001-4999", "CS 4---", True),
        ("* 3000+", "CS 4---", True),
        ("CS 4xxx - CS 4771", "CS 4---", True),
        ("CS 4---", "CS 4---", True),
        ("CS 41xx", "CS 4---", False),
        ("CS 4771", "CS 4---", False),
        ("CS 4500+", "CS 4---", False),
        ("CS 4000+ - CS 4---", "CS 4---", False),
        ("CS 4xxx - CS 41xx", "CS 4---", False),
        ("MATH *", "CS 4---", False),
        ("CS *", "CS ---", True),
        ("CS 4000+", "CS ---", False),
        ("CS 4---", "CS 4771", False),
    ],
)
def test_credit_at_a_level_is_in_what_holds_the_whole_level_and_in_no_list_of_numbers(
    courses: str, credit: str, expected: bool
) -> None:
    assert (CourseCode.parse(credit) in CourseSet.parse(courses)) is expected


# --------------------------------------------------------------------------- grammars of their own

UCI = CodeGrammar(
    pattern=r"(?P<subject>[A-Z&/]+(?: [A-Z&]{2,})*) (?P<number>[A-Z]?\d+[A-Z]*)",
    forms=("PHY SCI 5", "BIO SCI E1070"),
)
CMU = CodeGrammar(pattern=r"(?P<subject>\d\d)[- ]?(?P<number>\d{3})", forms=("15-213",))
IOWA = CodeGrammar(pattern=r"(?P<subject>[A-Z]+):(?P<number>\d{4})", forms=("CS:2210",))
TECHNION = CodeGrammar(pattern=r"(?P<number>\d{5,8})", forms=("234117",))
WASHU = CodeGrammar(
    pattern=r"(?P<subject>[A-Z]\d\d [A-Z]+) (?P<number>\d+[A-Z]?)", forms=("E81 CSE 131A",)
)
EXAMS = CodeGrammar(pattern=r"(?P<subject>AP) (?P<number>[A-Z]+)", forms=("AP CSA",))
ATOMS = {
    UCI: (
        "PHY SCI 5",
        "BIO SCI E1070",
        "BIO SCI 1070",
        "BIO SCI *",
        "PHY SCI 100-199",
        "PHY SCI 5+",
    ),
    CMU: ("15-213", "15-2xx", "15 300-399", "21-*", "15-400+", "* 200+"),
    IOWA: ("CS:2210", "CS:4000-4999", "CS:*", "CS:2xxx", "MATH:1550"),
    TECHNION: ("234117", "23417", "234xxx", "02340117", "234100-234199", "* 200000+"),
    WASHU: ("E81 CSE 131A", "E81 CSE *", "L24 MATH 100-199", "E81 CSE 5xx"),
    EXAMS: ("AP CSA", "AP BIO", "AP *", "*"),
}
written = st.sampled_from(list(ATOMS)).flatmap(
    lambda grammar: st.tuples(
        st.just(grammar),
        st.recursive(
            st.sampled_from(ATOMS[grammar]),
            lambda children: st.builds(
                lambda a, op, b: f"({a}) {op} ({b})", children, st.sampled_from("|&-"), children
            ),
            max_leaves=5,
        ),
    )
)


@given(written)
def test_a_set_prints_what_is_read_back_as_itself_with_its_grammar_and_without(
    one: tuple[CodeGrammar, str],
) -> None:
    grammar, text = one
    found = CourseSet.parse(text, grammar)
    assert CourseSet.parse(str(found)) == found
    assert CourseSet.parse(str(found), grammar) == found
    assert "{" not in found.words()


@given(written, st.data())
def test_the_laws_of_sets_hold_in_every_grammar(
    one: tuple[CodeGrammar, str], data: st.DataObject
) -> None:
    grammar, text = one
    a = CourseSet.parse(text, grammar)
    b = CourseSet.parse(data.draw(st.sampled_from(ATOMS[grammar])), grammar)
    assert (a - b) | (a & b) == a
    assert a | b == b | a
    assert not (a - b) & b
    code = grammar.parse(grammar.forms[0])
    assert (code in a - b) == (code in a and code not in b)


@pytest.mark.parametrize("grammar", list(ATOMS))
def test_what_is_no_code_is_an_error_that_shows_the_forms(grammar: CodeGrammar) -> None:
    for text in ("", "!!", "COMS", "Spring"):
        with pytest.raises(InvalidCourseCode) as caught:
            grammar.parse(text)
        assert repr(grammar.forms[0]) in str(caught.value)
    with pytest.raises(InvalidCourseSet) as refused:
        CourseSet.parse("five!", grammar)
    assert grammar.forms[0] in str(refused.value)


@pytest.mark.parametrize(
    ("told", "given_"),
    [
        ("has a mistake", {"pattern": "("}),
        ("needs a group for the number", {"pattern": "(?P<subject>A)"}),
        ("has a group course", {"pattern": r"(?P<course>A) (?P<number>\d)", "forms": ("A 1",)}),
        ("needs an example", {"pattern": r"(?P<number>\d+)"}),
        ("does not read 'CS 1'", {"pattern": r"(?P<number>\d+)", "forms": ("CS 1",)}),
        (
            "printed as 'CS 1'",
            {"pattern": r"(?P<subject>[A-Z]+)(?P<number>\d+)", "forms": ("CS1",)},
        ),
        (
            "is read as subject 'BIO SCI E' and number '107'",
            {
                "pattern": r"(?P<subject>[A-Z]+(?: [A-Z]+)*) ?(?P<number>[A-Z]?\d+)",
                "forms": ("BIO SCI E107",),
            },
        ),
        ("school letters go without a pattern", {"school_letters": {"W"}, "pattern": "x"}),
    ],
)
def test_a_grammar_that_contradicts_itself_is_refused(told: str, given_: dict[str, object]) -> None:
    with pytest.raises(InvalidCodeGrammar, match=told.replace("(", r"\(")):
        CodeGrammar(**given_)  # type: ignore[arg-type]


def test_an_institution_reads_its_codes_wherever_they_were_written() -> None:
    here = Institution(
        id="cmu",
        title="CMU",
        codes=CMU,
        cross_lists=(("15-213", "18-213"),),
        repeatable="15-599",
    )
    assert here.code("15213") == here.code(CourseCode.parse("15-213"))
    assert [str(code) for code, _ in here.aliases(here.code("18 213"))] == ["18-213", "15-213"]
    assert Institution.model_validate_json(here.model_dump_json()) == here
    with CMU.in_use():
        assert CourseCode.parse("15213") == here.code("15-213")
    with pytest.raises(InvalidCourseCode):
        CourseCode.parse("15213")
