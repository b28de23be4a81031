"""The Computational Biology track."""

from __future__ import annotations

from functools import cache

from degreekit.columbia.ms_cs import (
    ADVISOR,
    edition_2026,
    general_of,
    one_machine_learning,
    only_one,
    page_2026,
    required_courses,
    track_electives,
)
from degreekit.requirements import Program

__all__ = ["computational_biology"]

PAGE = page_2026("The Computational Biology Track", "computationalBiology")

FUNDAMENTAL = "Required track courses"
REQUIRED_ROWS = (
    PAGE.row(
        "COMS 4761 | CBMF 4761 | COMS 4762",
        "Computational Genomics or Machine Learning for Functional Genomics",
        "COMS W4761 Computational Genomics, or COMS W4762 Machine Learning for Functional Genomics",
        section=FUNDAMENTAL,
    ),
    PAGE.row(
        "COMS 4771 | STAT 4400 | SIEO 4150 | IEOR 4150 | STAT 4001",
        "Machine Learning, or Probability and Statistics",
        "COMS W4771 or STAT 4400; STAT 4001/IEOR W4150*",
        section=FUNDAMENTAL,
        reading="STAT 4400 fills the row as the table prints it; the prose does not name it, and "
        "names SIEO W4150 besides. STAT GU4241, which is that course today, is not named: that it "
        "fills the row is a decision.",
    ),
)

SECONDARY = "Secondary electives"
_NEUROSCIENCE = (
    'ECBM 6070 "Neuroscience and Deep Learning" | ECBM 6070 "NeroScience and Deep Learning"'
)
ELECTIVE_ROWS = (
    *PAGE.rows(
        SECONDARY,
        """
        COMS 4111; Introduction to Databases
        COMS 4252; Introduction to Computational Learning Theory
        COMS 4772 | COMS 6772; Advanced Machine Learning; COMS W4772 (E6772)
        COMS 6111; Advanced Database Systems
        COMS 6706; Advanced Spoken Language Processing
        CMBS 5305; Topics in Mathematical Genomics and Biology
        BIOC 4512; Molecular Biology
        BIOL 4031; Genetics I
        BIOL 4032; Genetics II
        BIOL 4034; Biotechnology
        BIOL 4037; Bioinformatics of Gene Expression
        BIOL 4041; Cell Biology
        BIOL 4070; The Biology and Physics of Single Molecules
        BIOL 4300; Drugs and Disease
        BIOL 4073; Cellular and Molecular Immunology
        BIOL 4400; Biological Networks
        BIOL 4510; Genomics of Gene Regulation
        BIOL 5004; Neuro Biology
        BIOL 5031; Genetics
        BIOL 6560; Human Evolutionary Genetics
        BCHM 4026; Biochemistry of Nucleic and Protein Synthesis
        BCHM 4250; Biochemistry and Molecular Biophysics
        BCHM 6300; Biochemistry and Molecular Biology of Eukaryotes I
        BCHM 6301; Biochemistry and Molecular Biology of Eukaryotes II
        BMEN 6480; Computational Neural Modeling and Neuroengineering
        GEND 4050; Advanced Eukaryotic Molecular Genetics
        STAT 6101; Statistical Modeling and Data Analysis
        APMA 4400; Introduction to Biophysical Modeling
        BINF 4006; Translational Bioinformatics
        BINF 4014; Computational Biology I: Functional and Integrative Genomics
        BINF 4015; Computational Systems Biology: Proteins, Networks, Function
        BINF 4017; Deep Sequencing
        BINF 6001; Projects in Biomedical Informatics
        ECBM 4060; Intro to Genomic Info Sci & Tech
        EECS 6720; Bayesian Models for Machine Learning
        EECS 6894; Deep Learning for Computer Vision and Natural Language Processing
        BMCS 4575; High-Dimensional Statistics for Biomedical Data
        """,
    ),
    PAGE.row(
        _NEUROSCIENCE,
        "Neuroscience and Deep Learning",
        "ECBM 6070 NeroScience and Deep Learning",
        section=SECONDARY,
    ),
    PAGE.row(
        f"ECBM 6070 - ({_NEUROSCIENCE})",
        "ECBM 6070, another topic",
        "Any other topic under this course number must be advisor approved",
        section=SECONDARY,
        approval=ADVISOR,
    ),
    *PAGE.rows(
        SECONDARY,
        """
        COMS 4761 | CBMF 4761; Computational Genomics
        COMS 4762; Machine Learning for Functional Genomics
        COMS 4771 | STAT 4400; Machine Learning or Statistical Machine Learning
        STAT 4001 | SIEO 4150 | IEOR 4150; Probability and Statistics
        """,
    ),
    PAGE.topics(SECONDARY, 4995),
    PAGE.topics(SECONDARY, 6998),
    PAGE.projects(SECONDARY),
)

REQUIRED = required_courses(
    PAGE,
    FUNDAMENTAL,
    REQUIRED_ROWS,
    "6 points: one of W4761 and W4762; and one of W4771, and SIEO W4150, IEOR W4150 or STAT 4001",
    courses=2,
    credits=6,
)

ELECTIVES = track_electives(
    PAGE,
    SECONDARY,
    ELECTIVE_ROWS,
    "two courses of the list; an option of the required table that is not used there counts as "
    "well",
    courses=2,
    at_6000="at least one at the 6000 level",
    reading="Other listed courses may be general electives.",
)


@cache
def computational_biology() -> Program:
    """Return the Computational Biology track."""
    genetics = PAGE.cite(
        SECONDARY,
        "BIOL W5031 Genetics replaces BIOL 4031 and BIOL 4032; courses cannot be double-counted",
    )
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-computational-biology",
        title="Computational Biology track",
        parts=(REQUIRED, ELECTIVES, general_of(PAGE, (*REQUIRED_ROWS, *ELECTIVE_ROWS))),
        limits=(
            one_machine_learning(),
            *(
                only_one(
                    f"one-genetics-{number}",
                    f"credit for only one of BIOL 5031 and BIOL {number}",
                    f"BIOL 5031 | BIOL {number}",
                    genetics,
                )
                for number in (4031, 4032)
            ),
        ),
    )
