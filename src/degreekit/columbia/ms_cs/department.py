"""Which courses are of the department, which never count, and which exclude one another."""

from __future__ import annotations

from itertools import product

from degreekit.columbia.ms_cs.page import Page
from degreekit.courses import CourseSet
from degreekit.requirements import AllOf, FieldIs, HasLevel, InSet, Limit, Source

__all__ = [
    "CS",
    "CS_6000",
    "CS_6000_NAME",
    "DEEP_LEARNING",
    "NEW_4776",
    "NON_TRACK",
    "OLD_4776",
    "exclusions",
    "never_counts",
    "one_d",
    "only_one",
    "project_limits",
]

#: The subjects of the CS department, joint ones included.
CS = CourseSet.parse("COMS 4000+ | CSEE 4000+ | CSOR 4000+ | CBMF 4000+ | STCS 4000+")
#: "6000-level CS course": ELEN 6717 is COMS 6717.
CS_6000 = AllOf(filters=(HasLevel(at_least=6000), InSet(courses=CS | CourseSet.parse("ELEN 6717"))))
CS_6000_NAME = "CS courses at the 6000 level or above"
#: "Known Non-Track Course" (page of the Machine Learning track).
NON_TRACK = CourseSet.parse('CSOR 4995 "Financial Software Systems"')

#: The topic that became COMS 4776 in Fall 2025, as it is titled.
DEEP_LEARNING = 'COMS 4995 "Neural Networks Deep Learning" | COMS 4995 "Deep Learning"'
#: COMS 4776 is Neural Networks & Deep Learning since Fall 2025; it was Machine Learning for Data
#: Science. Without a term the title decides.
NEW_4776 = 'COMS 4776 since Fall 2025 | COMS 4776 "Neural Networks & Deep Learning" undated'
OLD_4776 = f"COMS 4776 - ({NEW_4776})"

_BULLETIN = Page(
    "Columbia Engineering bulletin: Computer Science",
    "2026-07",
    "https://bulletin.engineering.columbia.edu/computer-science",
    paraphrased=True,
)
_FAQ = Page(
    "Columbia CS, MS: Frequently asked questions",
    "2026-07",
    "https://www.cs.columbia.edu/education/ms/faq/",
    paraphrased=True,
)


def never_counts(source: Source) -> Limit:
    """Return the rule that courses of the Data Science Institute do not count."""
    return Limit(
        id="never-counts",
        title="Data Science Institute courses do not count towards the CS MS degree",
        courses="COMS 4121 | CSEE 4121 | ENGI 4800 | STAT 5701 | STAT 5702 | STAT 5703",
        most_courses=0,
        source=source,
    )


def only_one(id_: str, title: str, courses: str, source: Source) -> Limit:
    """Return a rule that gives credit for only one of some courses."""
    return Limit(id=id_, title=title, courses=courses, most_courses=1, source=source)


def one_d(source: Source) -> Limit:
    """Return the rule that at most one course with a D earns credit."""
    return Limit(
        id="d-grades",
        title="at most one course with a D",
        courses=FieldIs(name="grade", values=("D+", "D", "D-")),
        most_courses=1,
        source=source,
    )


def exclusions() -> tuple[Limit, ...]:
    """Return the courses of which the bulletin gives credit for one only."""

    def one(id_: str, title: str, courses: str, sentence: str, reading: str = "") -> Limit:
        cited = _BULLETIN.cite("courses", sentence, reading)
        return only_one(id_, f"credit for only one of {title}", courses, cited)

    security = tuple(
        one(
            f"one-security-{new}-{old}",
            f"COMS {new} and COMS {old}",
            f"COMS {new} | COMS {old}",
            "no credit for W4182, nor for W4181, together with W4180 or W4187",
        )
        for new, old in product((4181, 4182), (4180, 4187))
    )
    return (
        one(
            "one-biometrics",
            "COMS 4737 and COMS 6737",
            "COMS 4737 | COMS 6737",
            "credit for only one of W4737 and E6737",
        ),
        one(
            "one-4771-4776",
            "COMS 4771 and COMS 4776 before Fall 2025",
            f"COMS 4771 | {OLD_4776}",
            "no credit for both W4771 and W4776",
            "That is the course of this number before Fall 2025, Machine Learning for Data "
            "Science.",
        ),
        one(
            "one-deep-learning",
            "COMS 4776 and COMS 4995 Neural Networks and Deep Learning",
            f"{NEW_4776} | {DEEP_LEARNING}",
            "COMS 4776 Neural Networks & Deep Learning was previously COMS 4995",
            "One course under two numbers, since Fall 2025.",
        ),
        *security,
    )


def project_limits() -> tuple[Limit, ...]:
    """Return how many points of projects, thesis, research and fieldwork may count."""

    def most(id_: str, title: str, courses: str, points: int, source: Source) -> Limit:
        return Limit(id=id_, title=title, courses=courses, most_credits=points, source=source)

    return (
        most(
            "project-points",
            "at most 12 points of projects and research",
            "COMS 6901 | COMS 6902 | BINF 6001",
            12,
            _FAQ.cite(
                "Projects",
                "at most 12 points of projects and research in total, those of other departments "
                "included",
                "COMS 6901 and 6902, and of other departments the one that a track lists; other "
                "research outside CS needs an approval as non-CS coursework anyway.",
            ),
        ),
        most(
            "thesis-points",
            "at most 9 points of thesis",
            "COMS 6902",
            9,
            _FAQ.cite("Projects", "of the points of projects and research at most 9 of thesis"),
        ),
        most(
            "undergraduate-project-points",
            "at most 3 points of COMS 4901",
            "COMS 4901",
            3,
            _BULLETIN.cite("courses", "COMS W4901: at most 3 points of degree credit"),
        ),
        most(
            "fieldwork-points",
            "at most 3 points of fieldwork",
            "COMS 6910",
            3,
            _BULLETIN.cite("courses", "COMS E6910 Fieldwork: 1 point, up to three times"),
        ),
        Limit(
            id="doctoral-research",
            title="doctoral research does not count for the M.S.",
            courses="* 9000+",
            most_courses=0,
            source=_BULLETIN.cite(
                "M.S. degree",
                "doctoral research credit cannot be used for the M.S.",
                "Courses at the 9000 level.",
            ),
        ),
    )
