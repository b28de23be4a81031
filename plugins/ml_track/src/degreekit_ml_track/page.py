"""The page the rules come from, and how rows and sentences of it are cited."""

from __future__ import annotations

from degreekit.columbia.ms_cs import Page

__all__ = ["DATE", "PAGE"]

DATE = "2023-07-25"
PAGE = Page(
    "Columbia CS, MS: The Machine Learning Track",
    DATE,
    "https://www.cs.columbia.edu/education/ms/machineLearning/",
)
