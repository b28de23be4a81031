"""A transcript in the formats of other programs.

A format is one module and one line here: `FORMATS` holds them by the name that ``--format`` takes.
"""

from degreekit.export.clr import to_clr
from degreekit.export.csv import CSV_COLUMNS, from_csv, is_csv, to_csv
from degreekit.export.format import TranscriptFormat

__all__ = ["CSV_COLUMNS", "FORMATS", "TranscriptFormat", "from_csv", "is_csv", "to_clr", "to_csv"]

#: Every format by name.
FORMATS = {
    one.name: one
    for one in (
        TranscriptFormat("csv", "a table, one line a course", "table", to_csv),
        TranscriptFormat("clr", "1EdTech CLR 2.0, unsigned and self-reported", "json", to_clr),
    )
}
