"""Texts of course sets, and courses that lie in and beside them."""

from __future__ import annotations

from hypothesis import strategies as st

from degreekit.courses import CourseCode, CourseSet, Term

__all__ = ["atoms", "courses", "sets", "texts"]

_NUMBERS = st.sampled_from(
    ["4771", "41xx", "4xxx", "4000+", "4200-4299", "4771L", "4995", "*", "6998", "4770-4772"]
)
_SUBJECTS = st.sampled_from(["COMS", "CSEE", "*"])
_TITLES = st.sampled_from(["", "", "", ' "Causal Inference"', ' "Deep Learning"'])
_WINDOWS = st.sampled_from(
    [
        *("", "", ""),
        *(" in Spring 2018", " since Fall 2020", " before Spring 2015"),
        *(" from Fall 2016 to Spring 2018", " undated", " dated"),
    ]
)

#: One course or range of courses, with a title or a window of terms behind it.
atoms = st.one_of(
    st.builds(
        lambda subject, number, title, window: f"{subject} {number}{title}{window}",
        _SUBJECTS,
        _NUMBERS,
        _TITLES,
        _WINDOWS,
    ),
    st.sampled_from(["*", "none", '* "Causal Inference"', "* since Fall 2020"]),
)


def _combined(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda a, operator, b: f"({a}) {operator} ({b})",
        children,
        st.sampled_from(["|", "&", "-"]),
        children,
    )


#: What a person may write.
texts = st.recursive(atoms, _combined, max_leaves=5)
sets = texts.map(CourseSet.parse)

#: A course as `CourseSet.contains` takes it, near enough to the sets to lie on their edges.
courses = st.tuples(
    st.builds(
        CourseCode,
        st.sampled_from(["COMS", "CSEE", "STAT"]),
        st.sampled_from(
            [
                *("4771", "4771L", "4770", "4199", "4100", "4200", "4299", "4300"),
                *("3999", "4000", "4995", "6998", "6998L", "10000", "101"),
            ]
        ),
    ),
    st.sampled_from([None, "Causal Inference", "CAUSAL INFERENCE", "Deep Learning", "Robotics"]),
    st.sampled_from(
        [
            None,
            *(Term(2014, 3), Term(2015, 1), Term(2016, 2), Term(2016, 3), Term(2018, 1)),
            *(Term(2018, 2), Term(2020, 2), Term(2020, 3), Term(9999, 3)),
        ]
    ),
)
