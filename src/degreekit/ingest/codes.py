"""The codes of outcomes and findings of a reading, shown by `degreekit explain CODE`."""

from __future__ import annotations

from degreekit.findings import FindingCode
from degreekit.ingest.source.errors import Outcome, reason

__all__ = ["INGEST_CODES"]


def _code(code: str, title: str, meaning: str, advice: str) -> FindingCode:
    return FindingCode(code=code, title=title, meaning=meaning, advice=advice)


def _outcome(outcome: Outcome) -> FindingCode:
    why, way = reason(outcome)
    title = outcome.value.replace("_", " ").replace("pdf", "PDF")
    return _code(outcome.value, f"not read: {title}", f"The file was not read: {why}.", f"{way}.")


def _differs(code: str, figure: str) -> FindingCode:
    return _code(
        code,
        f"{figure} as printed does not match the records",
        "degreekit recomputed the figure from the records with the grade scale of the school, and "
        "got another one: a record was misread, or the document contradicts itself.",
        "compare the records with the page at the place named, and report a misread document.",
    )


#: Every outcome of a file that was not read, and every finding of one that was.
INGEST_CODES: tuple[FindingCode, ...] = (
    *(_outcome(outcome) for outcome in Outcome),
    _differs("term-points-differ", "the number of points for a term"),
    _differs("term-quality-points-differ", "the number of quality points for a term"),
    _differs("term-gpa-differs", "the average for a term"),
    _differs("cumulative-points-differ", "the total number of points"),
    _differs("cumulative-quality-points-differ", "the total number of quality points"),
    _differs("cumulative-gpa-differs", "the cumulative average"),
    _differs("transfer-points-differ", "the number of transfer points"),
    _differs("grade-points-differ", "the number of grade points for a course"),
    _code(
        "read-from-degree-audit",
        "the courses were read from a degree audit report",
        "A degree audit is not a transcript: it lists a course under every requirement that the "
        "course serves, and may leave courses out. It was read because the points and the average "
        "that it prints come out of the courses, each counted once.",
        "compare the courses with the transcript, or give the transcript instead.",
    ),
    _code(
        "nothing-to-verify",
        "the document prints no figures to check the reading by",
        "No points or averages are printed that could be recomputed from the records.",
        "look over the records; nothing else confirms them.",
    ),
    _code(
        "unknown-mark",
        "the mark is not on the grade scale of its school",
        "The mark is kept as printed, earns nothing and enters no average.",
        "check the mark on the page, and report one that the school does give.",
    ),
    _code(
        "page-without-text",
        "a page is a picture",
        "The page holds a picture and no text, so what it says is not among the records.",
        'install OCR with pip install "degreekit[ocr]" and read it again, or get the whole '
        "transcript as a PDF with text.",
    ),
    _code(
        "pages-missing",
        "pages that the document numbers are not in the file",
        'The document prints page numbers, as "Page 1 of 2", and not every page is in the file, or '
        "one has lost its text. What stood there is not among the records.",
        "get the whole transcript as one PDF.",
    ),
    _code(
        "text-off-page",
        "text is drawn outside the page",
        "The file draws letters where no viewer shows anything: beyond the edge of the page, or "
        "outside the area it was cropped to. They are not in the reading.",
        "see whether something is missing at the edge of the page, and get the whole page.",
    ),
    _code(
        "page-ends-early",
        "a page ends before something that it began",
        "The instructions that draw the page end before they have closed all they opened. Some "
        "programs are careless about that, but a page that has lost its rest looks the same.",
        "compare the page with the document in a viewer, and get the document again if something "
        "is missing.",
    ),
    _code(
        "institution-not-shown",
        "nothing shows that the document is of the institution that was given",
        "The document names no institution, and its printed figures do not prove what was read by "
        "the codes and grades of the one that was given with --institution.",
        "give the institution that the document is of, or a print with points and averages.",
    ),
    _code(
        "text-not-shown",
        "the file has text that cannot be seen on the page",
        "The file draws letters that no viewer shows: in the colour of what is behind them, in a "
        "transparent or invisible mode, cut off, on a layer that is off, or below something that "
        "was drawn over them. They were not read. It is an error in the line of a record, which "
        "may have said something else before, and where most of a page cannot be seen.",
        "look at the place in a viewer. If something was hidden there on purpose, get the document "
        "from the registrar; if it should be on the page, print the page again.",
    ),
    _code(
        "text-over-text",
        "words are printed on one another",
        "In the line of a course, words are printed on top of each other, so it cannot be read.",
        "look at the place in a viewer, and get a new copy of the document from the registrar.",
    ),
    _code(
        "hidden-text",
        "the text of a page is an invisible layer over a picture",
        "The page is a picture, and another program has put over it what it took the picture to "
        "say. What is seen and what was read need not be the same.",
        'install OCR with pip install "degreekit[ocr]", which reads the picture itself.',
    ),
    _code(
        "reading-in-doubt",
        "OCR is not sure of what it read",
        "The page is a picture. What OCR read there is not proved by the printed figures, and the "
        "engine is not sure of it or read it in two ways; so it is a question, and no record.",
        "run the command with --confirm and look at each place, or answer in a file with "
        "--answers.",
    ),
    _code(
        "answer-without-question",
        "an answer belongs to no question",
        "The file of answers has one that fits no question about this document: it was given for "
        "another document, or what was read there has changed. For several files, one file of "
        "answers may serve all of them; then this is not reported.",
        "run the command with --confirm again where something is still in doubt.",
    ),
    _code(
        "record-read-differently",
        "two libraries read a record or a figure differently",
        "Every page is read by two libraries that share no code. Where a record or a printed "
        "figure is, they see other letters, so the file shows different things to different "
        "programs: it was changed by hand, or it is broken.",
        "look at the place in a viewer, and get a new copy of the document from the registrar.",
    ),
    _code(
        "page-read-differently",
        "two libraries read a part of a page differently",
        "Outside of records and figures the two libraries see other letters. It is an error where "
        "the second sees text that is not in the reading at all.",
        "look at the place named; something may be printed there that the reading does not have.",
    ),
    _code(
        "text-in-a-note",
        "a note or a form field is drawn over the page",
        "Viewers draw notes and form fields over a page, but they are not part of it, so what they "
        "say is not in the reading.",
        "check that nothing in the place named belongs to the record.",
    ),
    _code(
        "reader-failed",
        "a reader of a plugin failed on the document",
        "The reader failed when it was asked whether it can read the document. Another reader "
        "claimed the document and read it.",
        "report it to whoever wrote the plugin; the reading itself is not affected.",
    ),
    _code(
        "unknown-institution",
        "the institution of the document is not installed",
        "The reader names an institution that no plugin brings, so its grades are not known and "
        "nothing could be recomputed.",
        "install the plugin that brings the institution; until then nothing confirms the records.",
    ),
    _code(
        "course-not-read",
        "a course was not read",
        "A line begins like a course but is not complete, or has a code and points in places where "
        "no column has them.",
        "check the line at the place named, and enter the course by hand.",
    ),
    _code(
        "code-not-understood",
        "a line of the table has no course code",
        "A line has credits and a grade, but no course code where the code should be.",
        "check the line at the place named, and enter the course by hand.",
    ),
    _code(
        "credits-not-printed",
        "the document prints no credits for a course yet",
        "The course is under way or planned, and a dash is printed instead of its credits. Those "
        "of the catalog are used, or those of a standard course.",
        "check the credits, and correct them in the JSON of the reading.",
    ),
    _code(
        "several-documents",
        "the file holds several documents",
        "Somebody joined several documents in one file, such as an official transcript and the "
        "print of a term, or one transcript twice. Each was read on its own, and a course that "
        "several of them list is one record, as with several files. A sheet that shows the same "
        "page twice is read once.",
        "check that all of them belong to the record.",
    ),
    _code(
        "files-disagree",
        "two documents state different grades or credits for a course",
        "Several documents were read as one transcript. They list one course of one term with "
        "final grades or credits that contradict each other.",
        "find out which document is right, and leave the other out.",
    ),
    _code(
        "student-not-named",
        "a file does not say whose it is",
        "Several files were read as one transcript. Some name the student, and this one does not: "
        "degreekit has to assume that it is of the same student.",
        "check that the file is of the student.",
    ),
    _code(
        "terms-missing",
        "a cumulative figure counts terms that were not given",
        "A print of one term states an average or a sum over the whole record. The records that "
        "were read come to another one, so terms are missing, or a grade has changed since.",
        "give the prints of all terms together, the latest ones.",
    ),
    _code(
        "part-of-record",
        "the document may hold a part of the record only",
        "It lists one term, or is the print of some terms, and prints no figure over the whole "
        "record that would show whether there are others. An audit of it counts nothing else.",
        "give the whole transcript, or the prints of all terms together with --together.",
    ),
    _code(
        "column-not-known",
        "the CSV has a column that transcripts do not have",
        "The header of the table names a column that is not one of a transcript. Its cells were "
        "left out.",
        "check that it is not one of the columns of a transcript under another name.",
    ),
    _code(
        "row-cut-short",
        "a row of the CSV ends before the last column",
        "The row has fewer cells than the header has columns. What is missing was taken as empty: "
        "a course without a grade is in progress.",
        "complete the row.",
    ),
    _code(
        "no-equivalent",
        "transfer credit has no equivalent course here",
        "The document lists the credit, but not the course of this institution that it counts as. "
        "It is not among the records, because its own code means nothing here.",
        "if it has been given an equivalent since, enter that by hand, or as a decision.",
    ),
    _code(
        "record-without-term",
        "no term is printed above a course",
        "The course was read, but not when it was taken; rules about terms do not hold for it.",
        "add the term in the JSON of the reading.",
    ),
    _code(
        "columns-uncertain",
        "two columns of the table may hold the same thing",
        "The header, the cells and the printed figures fit more than one reading of the columns, "
        "and the course would read differently in each.",
        "compare the credits, grade and title with the page.",
    ),
    _code(
        "heading-not-understood",
        "a line looks like a term heading but is not in a known form",
        "The line stands where the headings of terms stand. The courses below it are read without "
        "a term, because they may not belong to the term above it.",
        "add the term of these courses in the JSON of the reading.",
    ),
    _code(
        "term-uncertain",
        "a term is printed once for several courses, and may not apply to this one",
        "The cell with the term spans several rows, and its place fits more than one reading of "
        "which rows these are; or what is read as the heading of a term stands below a course "
        "without a title, and may be its title.",
        "compare the term of the course with the page.",
    ),
    _code(
        "title-uncertain",
        "the title of a course may be longer or shorter than it was read",
        "A line or a word next to the course may be part of its title or say something else, or no "
        "title was found where the other courses have one.",
        "compare the title with the page, and correct it in the JSON of the reading.",
    ),
    _code(
        "text-beside-record",
        "text stands in no column of the table",
        "Something is printed in the line of a course that belongs to none of its columns. It is "
        "an error where the grade should be, because then no grade was read.",
        "check the line at the place named.",
    ),
)
