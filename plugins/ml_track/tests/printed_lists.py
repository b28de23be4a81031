"""The lists of the page, written out from the page and not from the plugin.

A title stands where the number alone does not tell which course it is.
"""

from __future__ import annotations

__all__ = [
    "AI",
    "ASK_FIRST",
    "A_AND_B",
    "EDGES",
    "ELECTIVES",
    "GROUP_A",
    "GROUP_B",
    "NEVER",
    "NOT_ELECTIVES",
    "NOT_ON_THE_TABLE",
    "NOT_REQUIRED",
    "ONLY_ONE",
    "SYSTEMS",
    "TABLE",
    "THEORY",
    "Course",
]

Course = tuple[str, str | None]


SYSTEMS: list[Course] = [
    ("COMS W4100", None), ("COMS W4111", None), ("COMS W4113", None), ("COMS W4118", None),
    ("COMS W4152", None), ("COMS W4156", None), ("COMS W4159", None), ("COMS W4180", None),
    ("COMS W4181", None), ("COMS W4199", None), ("COMS W4800", None), ("COMS W4824", None),
    ("COMS W4899", None), ("COMS W4444", None), ("CSEE W4119", None), ("EECS E4340", None),
    ("CSEE W4823", None), ("CSEE W4824", None), ("CSEE W4840", None), ("CSEE W4868", None),
    ("COMS W4995", "Engineering Software as a Service"),
]  # fmt: skip
THEORY: list[Course] = [
    ("COMS W4200", None), ("COMS W4203", None), ("COMS W4252", None), ("COMS W4261", None),
    ("COMS W4299", None), ("CSOR W4231", None),
    ("COMS W4995", "Advanced Algorithms"), ("COMS W4995", "Randomized Algorithms"),
]  # fmt: skip
AI: list[Course] = [
    ("COMS W4700", None), ("COMS W4701", None), ("COMS W4705", None), ("COMS W4735", None),
    ("COMS W4771", None), ("COMS W4772", None), ("COMS W4775", None), ("COMS W4799", None),
    ("COMS W4160", None), ("COMS W4167", None), ("COMS W4169", None), ("COMS W4170", None),
    ("COMS W4172", None), ("COMS W4179", None), ("CBMF W4761", None),
]  # fmt: skip
TABLE = {"breadth-systems": SYSTEMS, "breadth-theory": THEORY, "breadth-ai": AI}

#: What is not on the table, with the group one could take it for.
NOT_ON_THE_TABLE: list[tuple[str, str, str | None]] = [
    ("breadth-systems", "COMS W4460", None),  # on the table of 2017 only
    ("breadth-systems", "COMS W4099", None),
    ("breadth-systems", "COMS W4900", None),
    ("breadth-systems", "COMS W4121", None),  # "except 4121"
    ("breadth-systems", "COMS E6118", None),  # nothing at 6000
    ("breadth-systems", "CSEE W4140", None),  # joint subjects only as listed
    ("breadth-systems", "COMS W4995", "Advanced Software"),
    ("breadth-systems", "COMS W4995", None),
    ("breadth-theory", "COMS W4300", None),
    ("breadth-theory", "COMS E6261", None),
    ("breadth-theory", "CSOR W4246", None),  # "CSOR 4231, not CSOR 4246"
    ("breadth-theory", "CSOR W4223", None),  # since the table of 2026
    ("breadth-theory", "STAT GU4252", None),
    ("breadth-theory", "COMS W4995", "Algorithms"),
    ("breadth-ai", "COMS W4699", None),
    ("breadth-ai", "COMS E6735", None),
    ("breadth-ai", "COMS W4721", "MACH LEARN FOR DATA SCI"),  # "except 4721, 4776"
    ("breadth-ai", "COMS W4776", "MACH LEARN FOR DATA SCI"),
    ("breadth-ai", "COMS W4995", "Applied Machine Learning"),
    ("breadth-ai", "COMS W4995", "Deep Learning"),
]
#: Of each pattern of the table its edges: they are in no other group.
EDGES = {
    "COMS W4111", "COMS W4159", "COMS W4180", "COMS W4199", "COMS W4800", "COMS W4899",
    "COMS W4444", "CSEE W4119", "EECS E4340", "COMS W4200", "COMS W4299", "CSOR W4231",
    "COMS W4701", "COMS W4799", "COMS W4160", "COMS W4179", "CBMF W4761",
}  # fmt: skip


GROUP_A: dict[str, list[Course]] = {
    "COMS W4252": [("COMS W4252", None)],
    "COMS W4771 or COMS W4721 or ELEN 4720": [
        ("COMS W4771", None),
        ("COMS W4721", None),
        ("ELEN E4720", None),
    ],
    "COMS W4772 or COMS 6772": [("COMS W4772", None), ("COMS E6772", None)],
    "COMS 4995 Neural Networks Deep Learning": [
        ("COMS W4995", "Neural Networks Deep Learning"),
        ("COMS W4995", "NEURAL NETWORKS & DEEP LEARNING"),
        ("COMS W4995", "Neural Networks and Deep Learning."),
        ("COMS W4995", "Deep Learning"),
    ],
    "COMS/STAT G6509/6701": [
        ("COMS G6509", None),
        ("COMS G6701", None),
        ("STAT G6509", None),
        ("STAT G6701", None),
        ("STCS GR6701", None),
        ("STCS GR6509", None),
    ],
    "COMS 4732": [("COMS W4732", None)],
    "COMS 4773": [("COMS E4773", None)],
    "COMS 4774": [("COMS W4774", None)],
    "COMS 4775": [("COMS W4775", None), ("COMS W4995", "Causal Inference")],
}
GROUP_B = ["COMS W4731", "COMS W4705", "COMS W4733", "COMS W4701"]
A_AND_B = ("COMS W4771", "COMS W4701")


#: Row by row; alternatives of one row stand together. A title where the number does not tell.
ELECTIVES: list[list[Course]] = [
    [("COMS W4111", None)],
    [("COMS W4252", None)],
    [("CSOR W4246", None)],
    [("COMS W4705", None)],
    [("COMS W4731", None)],
    [("COMS W4732", None)],
    [("COMS W4733", None)],
    [("COMS W4737", None)],
    [("COMS W4761", None), ("CBMF W4761", None)],
    [("COMS E4762", None)],
    [("COMS W4771", None), ("COMS W4721", None), ("ELEN E4720", None)],
    [("COMS W4772", None), ("COMS E6772", None)],
    [("COMS W4776", None)],
    [("COMS E6111", None)],
    [("COMS E6232", None)],
    [("COMS E6253", None)],
    [("COMS E6717", None), ("ELEN E6717", None)],
    [("COMS E6735", None)],
    [("COMS E6737", None)],
    [("CSEE E6892", None)],
    [("CSEE E6898", "Large-Scale Machine Learning")],
    [("CSEE E6898", "Sparse Signal Modeling")],
    [("APMA E4990", "Modeling Social Data")],
    [("BINF G4006", None)],
    [("ECBM E4040", None)],
    [("ECBM E6040", None)],
    [("EECS E6691", "Topics in Data-Driven Analysis & Comp: Advanced Deep Learning")],
    [("EECS E6699", None)],
    [("EECS E6720", None)],
    [("EECS E6870", None)],
    [("EECS E6893", "Big Data Analytics"), ("EECS E6893", "Topics-Information Processing")],
    [("EECS E6895", None)],
    [("EECS E6894", None)],
    [("ELEN E6885", None)],
    [("ELEN E6886", None)],
    [("ELEN E6899", None)],
    [("IEOR E6613", None)],
    [("IEOR E6617", None)],
    [("IEOR E8100", "Optimization Methods in Machine Learning")],
    [("IEOR E8100", "BIG DATA AND MACHINE LEARNING")],
    [("MECS E6615", None)],
    [("STAT GU4001", None), ("SIEO W4150", None)],
    [("STAT W4201", None), ("STAT GU4291", None), ("STAT GR5291", None), ("IEOR E4150", None)],
    [("STAT W4240", None), ("IEOR E4540", None)],
    [("STAT GU4282", None), ("STAT GU4205", None)],
    [("STAT W4249", None), ("STAT GU4243", None)],
    [("STAT G4400", None), ("STAT GU4241", None), ("STAT GR5241", None)],
    [("STAT W4640", None), ("STAT GU4224", None), ("STAT GR5224", None)],
    [("STAT GR5242", None)],
    [("STAT W4700", None)],
    [("STAT GR6101", None)],
    [("STAT GR6104", None)],
    [
        ("STAT GR8101", "Topics in Applied Statistics: Applied Causality"),
        ("STAT GR8101", "Applied Causality"),
    ],
]
#: The three rows where somebody has to say yes first.
ASK_FIRST: list[Course] = [
    ("COMS W4995", "Applied Machine Learning"),
    ("COMS E6998", "High Performance Machine Learning"),
    ("COMS E6901", None),
]


ONLY_ONE = ["ELEN E4903", "IEOR E4525", "STAT W4240", "STAT G4400", "STAT GU4241", "STAT GR5241"]


#: What somebody could take for a course of the required table.
NOT_REQUIRED: list[tuple[str, str | None, str]] = [
    ("COMS W4111", None, "Fall 2022"),
    ("COMS W4776", None, "Fall 2022"),
    ("ECBM E4040", "Neural Networks and Deep Learning", "Fall 2022"),
    ("COMS W4995", "Machine Learning Theory", "Spring 2020"),
    ("COMS W4995", "Applied Machine Learning", "Fall 2022"),
    ("COMS W4995", None, "Fall 2022"),
    ("COMS E6998", "Deep Learning", "Fall 2022"),
    ("COMS E6998", "Machine Learning Personalization", "Spring 2018"),
    ("STAT GR5242", "Advanced Machine Learning", "Fall 2022"),
]

#: What somebody could take for a course of the list of electives.
NOT_ELECTIVES: list[tuple[str, str | None, str]] = [
    # in the required table only
    ("COMS W4774", None, "Fall 2022"),
    ("COMS W4775", None, "Fall 2022"),
    ("COMS W4995", "Neural Networks Deep Learning", "Fall 2022"),
    ("COMS W4995", "Deep Learning", "Fall 2022"),
    ("COMS W4995", "Causal Inference", "Fall 2022"),
    ("STCS GR6701", None, "Fall 2022"),
    # another title
    ("CSEE E6898", "Topics in Information Processing", "Fall 2022"),
    ("IEOR E8100", "Revenue Management", "Fall 2022"),
    ("APMA E4990", "Numerical Algorithms", "Fall 2022"),
    ("STAT GR8101", "Topics in Applied Statistics", "Fall 2022"),
    # on no row
    ("COMS W4160", None, "Fall 2022"),
    ("COMS E6156", None, "Fall 2022"),
    ("ELEN E4903", None, "Fall 2022"),
    ("IEOR E4525", None, "Fall 2022"),
    ("CSOR W4995", "Financial Software Systems", "Fall 2022"),
]

NEVER = ["COMS W4121", "CSEE W4121", "ENGI E4800", "STAT GR5701", "STAT GR5702", "STAT GR5703"]
