"""What each mark of Columbia's schools says: credit, average, status."""

from __future__ import annotations

from decimal import Decimal

import pytest

from degreekit.columbia import columbia
from degreekit.columbia.grades import scale_of_school
from degreekit.courses import Grade, Term

LETTERS = ("A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-")
COLLEGE = ("4.33", "4.00", "3.67", "3.33", "3.00", "2.67", "2.33", "2.00", "1.67")
BARNARD = ("4.3", "4.0", "3.7", "3.3", "3.0", "2.7", "2.3", "2.0", "1.7")
EVERY = tuple(scale.id for scale in columbia().grade_scales)


def mark(scale: str, symbol: str) -> Grade:
    found = columbia().scale(scale).get(symbol)
    assert found is not None, f"{scale} has no {symbol}"
    return found


def says(scale: str, symbol: str) -> tuple[str, bool, bool]:
    """Return the status, whether it is credit, and whether it enters the average."""
    found = mark(scale, symbol)
    return found.status.value, found.earns, found.points is not None


@pytest.mark.parametrize(
    ("scale", "worth"),
    [
        ("college", COLLEGE),
        ("seas-undergraduate", COLLEGE),
        ("seas-graduate", COLLEGE),
        ("sps", (*COLLEGE[:-1], "1.65")),
        ("barnard", BARNARD),
    ],
)
def test_letters_are_credit_and_in_the_average_with_the_points_of_their_school(
    scale: str, worth: tuple[str, ...]
) -> None:
    assert [mark(scale, letter).points for letter in LETTERS] == [Decimal(p) for p in worth]
    assert {says(scale, letter) for letter in LETTERS} == {("completed", True, True)}


@pytest.mark.parametrize("scale", EVERY)
def test_d_is_poor_but_passing(scale: str) -> None:
    assert says(scale, "D") == ("completed", True, True)
    assert mark(scale, "D").points == 1


@pytest.mark.parametrize("scale", [s for s in EVERY if s != "barnard"])
def test_d_has_a_plus_and_a_minus_as_the_registrar_lists_them(scale: str) -> None:
    assert [mark(scale, d).points for d in ("D+", "D-")] == [Decimal("1.33"), Decimal("0.67")]
    assert says(scale, "D-") == ("completed", True, True)


@pytest.mark.parametrize("scale", EVERY)
def test_f_has_no_plus(scale: str) -> None:
    assert columbia().scale(scale).get("F+") is None


def test_barnard_has_no_plus_or_minus_of_d_and_leaves_the_summer_out_of_its_average() -> None:
    barnard = columbia().scale("barnard")
    assert barnard.get("D+") is barnard.get("D-") is None
    assert barnard.left_out_seasons == {Term.parse("Summer 2024").season}


@pytest.mark.parametrize("scale", EVERY)
def test_f_is_no_credit_and_counts_zero(scale: str) -> None:
    assert says(scale, "F") == ("failed", False, True)
    assert mark(scale, "F").points == 0


@pytest.mark.parametrize("scale", [s for s in EVERY if s != "seas-graduate"])
def test_p_is_credit_and_out_of_the_average(scale: str) -> None:
    assert says(scale, "P") == ("completed", True, False)


def test_p_is_not_credit_toward_a_graduate_degree_of_engineering() -> None:
    assert says("seas-graduate", "P") == ("completed", False, False)


def test_p_with_a_star_is_barnard_s_pass_of_a_course_graded_pass_or_fail_only() -> None:
    assert says("barnard", "P*") == ("completed", True, False)


@pytest.mark.parametrize("symbol", ["P1", "P'", "P’", "P′"])
def test_p1_and_p_prime_are_the_business_school_s_pass(symbol: str) -> None:
    assert says("business", symbol) == ("completed", True, False)


@pytest.mark.parametrize(
    ("scale", "symbols"),
    [
        ("business", ("H", "HP", "P1", "LP", "P")),
        ("architecture", ("H", "P", "LP")),
        ("arts", ("H", "P", "LP")),
        ("physicians-surgeons", ("H", "P")),
        ("journalism", ("P",)),
        ("alp", ("P",)),
    ],
)
def test_the_marks_of_a_professional_school_are_credit_except_f_and_never_in_an_average(
    scale: str, symbols: tuple[str, ...]
) -> None:
    assert {says(scale, symbol) for symbol in symbols} == {("completed", True, False)}
    assert says(scale, "F")[:2] == ("failed", False)


@pytest.mark.parametrize(
    ("scale", "symbol"),
    [("journalism", "H"), ("journalism", "HP"), ("alp", "LP"), ("physicians-surgeons", "LP"),
     ("college", "H"), ("architecture", "P1"), ("business", "CR")],
)  # fmt: skip
def test_a_school_does_not_have_the_marks_of_another(scale: str, symbol: str) -> None:
    assert columbia().scale(scale).get(symbol) is None


def test_cr_is_credit_at_the_law_school_and_out_of_the_average() -> None:
    assert says("law", "CR") == ("completed", True, False)


@pytest.mark.parametrize("scale", EVERY)
@pytest.mark.parametrize("symbol", ["W", "UW"])
def test_a_withdrawal_is_no_credit_and_out_of_the_average(scale: str, symbol: str) -> None:
    assert says(scale, symbol) == ("withdrawn", False, False)


@pytest.mark.parametrize("scale", EVERY)
@pytest.mark.parametrize("symbol", ["IN", "INC"])
def test_an_incomplete_is_not_yet_credit_and_not_in_the_average(scale: str, symbol: str) -> None:
    assert says(scale, symbol) == ("incomplete", False, False)


@pytest.mark.parametrize("symbol", ["I", "IX"])
def test_barnard_s_incompletes_are_i_and_ix(symbol: str) -> None:
    assert says("barnard", symbol) == ("incomplete", False, False)


@pytest.mark.parametrize("scale", ["college", "barnard", "gsas", "law"])
def test_ar_is_temporary(scale: str) -> None:
    assert says(scale, "AR") == ("incomplete", False, False)


@pytest.mark.parametrize("symbol", ["AR[YC]", "YC"])
def test_the_first_half_of_a_year_course_is_credit_with_the_second(symbol: str) -> None:
    assert says("college", symbol) == ("incomplete", False, False)


def test_the_first_half_of_a_year_course_is_y_at_barnard() -> None:
    assert says("barnard", "Y") == ("incomplete", False, False)


@pytest.mark.parametrize("scale", EVERY)
def test_credit_pending_and_a_make_up_examination_are_pending(scale: str) -> None:
    assert says(scale, "CP") == says(scale, "MU") == ("incomplete", False, False)


@pytest.mark.parametrize("symbol", ["AB", "X", "ET"])
def test_an_excused_absence_is_pending(symbol: str) -> None:
    assert says("barnard", symbol) == ("incomplete", False, False)


@pytest.mark.parametrize("scale", EVERY)
def test_r_is_registered_only_and_earns_nothing(scale: str) -> None:
    assert says(scale, "R") == ("completed", False, False)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_grade_from_abroad_is_credit_at_barnard_and_out_of_the_average(letter: str) -> None:
    assert says("barnard", f"({letter})") == ("completed", True, False)


@pytest.mark.parametrize("scale", EVERY)
@pytest.mark.parametrize("symbol", ["WD", "WF", "AU", "NC", "S", "U", "S/U", "**", "***"])
def test_a_mark_that_no_legend_has_is_on_no_scale(scale: str, symbol: str) -> None:
    assert columbia().scale(scale).get(symbol) is None


@pytest.mark.parametrize(
    ("school", "scale"),
    [
        ("SCH OF ENGR & APP SCI: GRAD", "seas-graduate"),
        ("SCH OF ENGR & APP SCI: UGRAD", "seas-undergraduate"),
        ("ENGINEERING & APPLIED SCIENCE", "seas-graduate"),
        ("Columbia College", "college"),
        ("School of General Studies", "college"),
        ("CE & SPEC PRG: SUMMER SESSION", "sps"),
        ("SCHOOL OF CONTINUING EDUCATION", "sps"),
        ("SCHOOL OF PROFESSIONAL STUDIES", "sps"),
        ("Barnard College", "barnard"),
        ("GRADUATE SCHOOL OF ARTS & SCIENCES", "gsas"),
        ("GRADUATE SCHOOL OF ARTS AND SCIENCES", "gsas"),
        ("SCHOOL OF THE ARTS", "arts"),
        ("GRADUATE SCHOOL OF BUSINESS", "business"),
        ("Columbia Business School", "business"),
        ("GRAD SCH OF ARCHITECTURE, PLANNING & PRESERVATION", "architecture"),
        ("COLLEGE OF PHYSICIANS & SURGEONS", "physicians-surgeons"),
        ("GRADUATE SCHOOL OF JOURNALISM", "journalism"),
        ("SCHOOL OF INTERNATIONAL AND PUBLIC AFFAIRS", "sipa"),
        ("SCH OF INT'L & PUBLIC AFFAIRS", "sipa"),
        ("MAILMAN SCHOOL OF PUBLIC HEALTH", "public-health"),
        ("AMERICAN LANGUAGE PROGRAM", "alp"),
        ("Columbia Law School", "law"),
        ("SCHOOL OF LAW", "law"),
        ("SCHOOL OF SOCIAL WORK", "social-work"),
        ("SCHOOL OF NURSING", "nursing"),
        ("INTERFACULTY", None),
        (None, None),
    ],
)
def test_the_school_above_a_course_says_which_marks_it_gives(
    school: str | None, scale: str | None
) -> None:
    assert scale_of_school(school) == scale
    assert scale is None or scale in EVERY


def test_the_program_tells_undergraduates_of_engineering_from_graduates() -> None:
    school = "Engineering and Applied Science"
    assert scale_of_school(school, ("Computer Science (B.S.)",)) == "seas-undergraduate"
    assert scale_of_school(school, ("Computer Science (M.S.)",)) == "seas-graduate"
