"""The account of a table: what stands in it and belongs to nothing names the row next to it.

A reading may go wrong in ways that nobody thought of. Whatever the cause, it leaves a trace: words
of the table that are in no field of a record and in no column that is known, a row without a title
among rows that have one, a title with a figure or a wide gap in it. Such a row is in doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from math import inf

from degreekit.ingest.page.layout import Line, Word, text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes, is_name, number_of
from degreekit.ingest.tables.columns.places import CELL_GAP
from degreekit.ingest.tables.columns.roles import Assignment, differences
from degreekit.ingest.tables.known_lines import BREAKS, KnownLines
from degreekit.ingest.tables.rows import TableRow
from degreekit.ingest.tables.table import nearness, pitch
from degreekit.ingest.tables.titles.catalog import exchanged, with_other_words
from degreekit.ingest.tables.titles.evidence import TOPIC
from degreekit.ingest.tables.typesetting.cards import says_grade
from degreekit.ingest.tables.typesetting.collapsed import phrases
from degreekit.ingest.tables.words.known_texts import is_remark
from degreekit.ingest.tables.words.vocabulary import Role, roles_named

__all__ = ["doubt_rows"]

#: A column without a name that so few rows fill may be words of a title, or a note.
_FILLED = 0.25
#: Words of one title are nearer to each other than this, in font sizes.
_GAP = 2.5
#: Letters are kerned by less than this; words that overlap by more are of two cells.
_KERNED = 0.1
#: A word with more letters than this, in a row without a title, may be its title.
_LETTERS = 3
#: A grade that no word of a title looks like.
_SIGNED = re.compile(r"[A-F][+-]")
#: Such a grade, or a mark of credit from elsewhere, with which no title begins.
_FRONT = re.compile(r"[A-F][+-]|TR?|TC|TRN|TRF|CR")
#: What says how a repeat counts has no more letters.
_FLAG = 3
#: A section, which may stand behind a title.
_BRACKETS = re.compile(r"[(\[]\w?\d{2,3}[)\]]")
#: The mark of a footnote is smaller than the line, by this factor.
_RAISED = 0.85
#: What is no word of a title.
_FOREIGN = Kind.DECIMAL | Kind.DATE | Kind.PERCENT


def doubt_rows(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow], shapes: Shapes
) -> None:
    """Doubt the rows at which something belongs to nothing.

    Args:
        lines: all lines of a document, in reading order.
        known: what lines are that are part of no row.
        rows: the rows; doubts are added to them.
        shapes: says what a text may be.
    """
    filled, edges = _filled(rows), _edges(rows)
    said = Counter(text_of(words) for row in rows for _, words, _ in row.others)
    titled = any(Role.TITLE in row.cells for row in rows)
    graded = {
        (id(row.table), number, text_of(words))
        for row in rows
        if Role.GRADE in row.cells
        for _, words, number in row.others
    }
    _doubt_titles(rows, shapes)
    for row in rows:
        _doubt_words(row, filled)
        _doubt_overflow(row, edges)
        words = any(
            len(w.text) > _LETTERS and w.text.isalpha() for _, o, _ in row.others for w in o
        )
        if Role.TITLE not in row.cells and (titled or words):
            row.doubt("title-uncertain", "no title was read for this course", row.line)
        _doubt_code(row, shapes)
        _doubt_named(row)
        _doubt_missing(row, shapes)
        _doubt_title(row, shapes)
        _doubt_side(row, said)
        _doubt_columns(row, shapes)
        _doubt_grade(row, shapes, graded)
        _doubt_credits(row, shapes)
    for row, line, others in _with_other_credits(rows, shapes):
        message = "the row prints other credits in a column that repeats them in all other rows"
        row.doubt("columns-uncertain", message, line, others)
    for line, row in _below_titles(lines, known, rows):
        message = "the heading of this term may be the title of the course above it"
        row.doubt("term-uncertain", message, line)
    for line, row in _loose_lines(lines, known, rows):
        row.doubt("title-uncertain", "this line may belong to the course next to it", line)
    for line, row in _graded_below(lines, known, rows, shapes):
        message = "no grade or state was read, and this line may say it"
        row.doubt("columns-uncertain", message, line)


def _doubt_titles(rows: Sequence[TableRow], shapes: Shapes) -> None:
    """Doubt titles by what the others are, and by the catalog."""
    for row in _ending_alike(rows):
        line, title = row.cells[Role.TITLE][-1]
        message = "all titles end with the same word, which may be of another column"
        row.doubt("title-uncertain", message, line, title[-1:])
    for row in _beginning_alike(rows):
        line, title = row.cells[Role.TITLE][0]
        message = "all titles begin with the same word, which may be of another column"
        row.doubt("title-uncertain", message, line, title[:1])
    for row in _titled_alike(rows):
        message = "other courses have the same title, which may be of another column"
        row.doubt("title-uncertain", message, row.line)
    for row in _with_small_letters(rows):
        message = "the title is in capitals, but for words that may be of another column"
        row.doubt("title-uncertain", message, row.line)
    for row in _ending_in_state(rows, shapes):
        message = "the title may end with the state of the course"
        row.doubt("title-uncertain", message, row.line)
    for row, line, name in _ending_with_names(rows):
        message = "the title may end with a name of another column"
        row.doubt("title-uncertain", message, line, name)
    for row, line, part in _with_cells_of_others(rows):
        message = "the title has in it what other courses have in a column of its own"
        row.doubt("title-uncertain", message, line, part)
    for row, other in exchanged(rows, shapes):
        message = f"the catalog has this title for {other.entry.code.text}, next to this course"
        row.doubt("title-uncertain", message, row.line)
    for row in with_other_words(rows, shapes):
        message = "the title that the catalog has is mixed with words that may be of another cell"
        row.doubt("title-uncertain", message, row.line)


def _filled(rows: Sequence[TableRow]) -> Mapping[tuple[int, int], float]:
    """Return in what share of the rows of each table a column without a field says something."""
    tables = Counter(id(row.table) for row in rows)
    counts = Counter(
        (id(row.table), number)
        for row in rows
        for number in {number for _, _, number in row.others}
    )
    return {key: count / tables[key[0]] for key, count in counts.items()}


def _edges(rows: Sequence[TableRow]) -> Mapping[tuple[int, int], float]:
    """Return where most cells of a column without a field begin, by its table and its number."""
    lefts: dict[tuple[int, int], list[float]] = {}
    for row in rows:
        for _, words, number in row.others:
            shift = row.entry.part.shift
            lefts.setdefault((id(row.table), number), []).append(round(words[0].left - shift, 1))
    usual = {key: Counter(places).most_common(1)[0] for key, places in lefts.items()}
    return {key: place for key, (place, n) in usual.items() if 2 * n > len(lefts[key])}


def _doubt_overflow(row: TableRow, edges: Mapping[tuple[int, int], float]) -> None:
    """Doubt a title behind which a cell of another column begins at no edge: it may go on there."""
    for line, words, number in row.others:
        edge = edges.get((id(row.table), number))
        left = words[0].left - row.entry.part.shift
        if (
            edge is not None
            and number >= 0
            and _is_behind_title(row, line, words)
            and abs(left - edge) > _SAME_EDGE * words[0].size
            and any(c.isalpha() for word in words for c in word.text)
            and not (row.table.columns[number].holds_names and is_name(text_of(words)))
        ):
            message = "the title may go on in the next column"
            row.doubt("title-uncertain", message, line, words)


def _doubt_words(row: TableRow, filled: Mapping[tuple[int, int], float]) -> None:
    """Doubt a row with words in no column, or in one that hardly any other row has."""
    for line, words, number in row.others:
        if number >= 0:
            column = row.table.columns[number]
            common = filled[id(row.table), number] >= _FILLED
            own = column.name or common or (column.kind and not _is_behind_title(row, line, words))
            if own or is_remark(text_of(words)):
                continue
        elif is_remark(line.text):
            continue
        if not any(c.isalnum() for word in words for c in word.text):
            continue  # a mark
        if len(words[0].text) == len(words) == 1 and words[0].size < _RAISED * line.size:
            continue  # that of a footnote
        row.doubt("text-beside-record", "these words stand in no known column", line, words)


def _is_behind_title(row: TableRow, line: Line, words: Sequence[Word]) -> bool:
    """Return whether words stand right behind the title, as its own would."""
    return row.table.template is None and any(
        line is other and 0 <= words[0].left - title[-1].right < CELL_GAP * words[0].size
        for other, title in row.cells.get(Role.TITLE, ())
    )


#: So many titles at least, and nearly all, end with one word if it is of a column of its own: it
#: begins at one edge, or, where words have no places, in more of them.
_ALIKE, _ALIKE_IN_TEXT, _NEARLY_ALL = 3, 6, 0.9
_SAME_EDGE = 0.5


def _titled_alike(rows: Sequence[TableRow]) -> Iterator[TableRow]:
    """Yield the rows of tables in which all courses, with different codes, have one title."""
    tables: dict[int, list[TableRow]] = {}
    for row in rows:
        tables.setdefault(id(row.table), []).append(row)
    for own in tables.values():
        titles = {row.text(Role.TITLE) for row in own}
        codes = {row.entry.code.text for row in own}
        if len(titles) == 1 and len(codes) >= _ALIKE:
            yield from own


def _ending_alike(rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """Return the rows whose titles end with one word, if nearly all do, each after other words."""
    titles = {row: words for row in rows if len(words := row.text(Role.TITLE).split()) > 1}
    last = Counter(words[-1] for words in titles.values()).most_common(1)
    alike = [row for row, words in titles.items() if words[-1] == last[0][0]]
    different = {" ".join(titles[row]) for row in alike}
    ends = [row.cells[Role.TITLE][-1][1][-1] for row in alike]
    lefts = [word.left - row.entry.part.shift for row, word in zip(alike, ends, strict=True)]
    if not lefts or len(alike) < _NEARLY_ALL * len(titles):
        return ()
    is_column = max(lefts) - min(lefts) < _SAME_EDGE * ends[0].size
    in_text = all(row.table.template is not None for row in alike)
    least = _ALIKE if is_column else _ALIKE_IN_TEXT if in_text else inf
    return alike if len(different) >= least else ()


def _beginning_alike(rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """Return the rows whose titles have one word first on the line of the values, if nearly all do.

    So many courses of one subject that all titles begin with its name are rare.
    """
    first: dict[TableRow, str] = {}
    for row in rows:
        words = [w for line, ws in row.cells.get(Role.TITLE, ()) for w in ws if line is row.line]
        if words and len(row.text(Role.TITLE).split()) > 1:
            first[row] = words[0].text
    usual = Counter(first.values()).most_common(1)
    alike = [row for row, word in first.items() if word == usual[0][0]]
    others = ([w for w in row.text(Role.TITLE).split() if w != first[row]] for row in alike)
    different = {words[0] for words in others if words}
    many = len(alike) >= _NEARLY_ALL * len(first) and len(different) > _ALIKE
    return alike if many else ()


#: Titles are in capitals where so much of their words is.
_CAPITALS = 0.6
_SMALL_WORD = re.compile(r"[A-Z]?[a-z]{2,}")


def _with_small_letters(rows: Sequence[TableRow]) -> Iterator[TableRow]:
    """Yield rows whose title ends with a word in small letters, where titles are in capitals.

    A topic is often written in another way than the title above it.
    """
    titles = {row: row.text(Role.TITLE).split() for row in rows}
    words = [word for title in titles.values() for word in title if word.isalpha()]
    if sum(word.isupper() for word in words) < _CAPITALS * max(1, len(words)):
        return
    for row, title in titles.items():
        on_line = [w for line, ws in row.cells.get(Role.TITLE, ()) for w in ws if line is row.line]
        small = [w for w in on_line if _SMALL_WORD.fullmatch(w.text)]
        first = title[0] if title else ""
        if small and len(small) < len(title) and first.isupper() and len(first) > 1:
            yield row


def _ending_in_state(rows: Sequence[TableRow], shapes: Shapes) -> Iterator[TableRow]:
    """Yield rows whose title ends with a state, as "Taken", that other rows say as well."""
    ends: dict[TableRow, str] = {}
    for row in rows:
        for line, words in row.cells.get(Role.TITLE, ()):
            found = phrases(row.entry.part.spots(words), shapes)
            if line is row.line and len(found) > 1 and found[-1].kind & Kind.STATUS:
                ends[row] = found[-1].text.casefold()
    said = Counter(ends.values())
    said.update({row.text(Role.STATUS).casefold() for row in rows})
    yield from (row for row, state in ends.items() if said[state] > 1)


def _ending_with_names(
    rows: Sequence[TableRow],
) -> Iterator[tuple[TableRow, Line, Sequence[Word]]]:
    """Yield lines of titles that end with a name, if other rows have names in a column of them."""
    named = [row for row in rows if any(is_name(text_of(words)) for _, words, _ in row.others)]
    for row in rows if named else ():
        for line, words in row.cells.get(Role.TITLE, ()) if row not in named else ():
            ends = (words[at:] for at in range(len(words)) if is_name(text_of(words[at:])))
            if name := next(ends, None):
                yield row, line, name


def _with_cells_of_others(
    rows: Sequence[TableRow],
) -> Iterator[tuple[TableRow, Line, Sequence[Word]]]:
    """Yield lines of titles that begin or end with what other rows say in a column without a field.

    Of a row that has all that these rows have, the words are its own: "Research Seminar | Seminar".
    """
    columns: dict[str, list[int]] = {}  # how many of them the rows have that say something there
    for row in rows:
        for text in {text_of(words) for _, words, _ in row.others}:
            if len(text) > _FLAG and any(c.isalpha() for c in text):
                columns.setdefault(text, []).append(len(row.others))
    said = {text: min(counts) for text, counts in columns.items() if len(counts) > 1}
    for row in rows if said else ():
        for line, words in row.cells.get(Role.TITLE, ()):
            sides = (side for n in range(1, len(words)) for side in (words[:n], words[n:]))
            alike = (side for side in sides if said.get(text_of(side), 0) > len(row.others))
            if part := next(alike, None):
                yield row, line, part


#: What a record cannot do without, if the header says that the table has it.
_NEEDED = (Role.CREDITS, Role.GRADE, Role.TITLE, Role.TERM, Role.STATUS)


def _doubt_code(row: TableRow, shapes: Shapes) -> None:
    """Doubt a code whose subject is the letter of a school: its subject stands elsewhere."""
    code = row.entry.code.listing.code
    if not code.letter and code.subject in shapes.institution.school_letters:
        message = "the code has the letters of a school, and no subject in front of them"
        row.doubt("text-beside-record", message, row.line)


def _doubt_named(row: TableRow) -> None:
    """Doubt a row of a table with a column that is named as a field, and was read as none."""
    table = row.table
    for number, column in enumerate(table.columns):
        role = next(iter(roles_named(column.name)), None)
        if role not in _NEEDED or role in table.roles or table.roles[number] is not Role.OTHER:
            continue
        said = [(line, words) for line, words, n in row.others if n == number]
        if said or role is Role.TERM:  # a term may stand beside one row of several
            message = f"the column {column.name!r} holds what is not understood"
            line, words = said[0] if said else (row.line, ())
            row.doubt("text-beside-record", message, line, words)


def _doubt_missing(row: TableRow, shapes: Shapes) -> None:
    """Doubt a title that has in it what the row lacks and the others have, as "Completed"."""
    table = row.table
    kinds = Kind(0)
    for column, role in zip(table.columns, table.roles, strict=True):
        if role in (Role.STATUS, Role.TERM, Role.CREDITS) and role not in row.cells:
            kinds |= column.kind & (Kind.STATUS | Kind.TERM | Kind.DECIMAL)
    for line, words in row.cells.get(Role.TITLE, ()) if kinds else ():
        found = phrases(row.entry.part.spots(words), shapes)
        if len(found) > 1 and any(phrase.kind & kinds for phrase in found):
            message = "the title may have words of another column in it"
            row.doubt("title-uncertain", message, line, words)


def _doubt_title(row: TableRow, shapes: Shapes) -> None:
    """Doubt a title with what titles have not in it: a wide gap, a figure apart from its words.

    Where nothing has a place, that is any figure, state or date, and a section within brackets that
    does not end it.
    """
    for line, words in row.cells.get(Role.TITLE, ()):
        if (len(words) > 1 and _ENUMERATED.fullmatch(words[0].text)) or any(
            _is_label(w) or _TWO_WORDS.search(w.text) or _CALL.fullmatch(w.text) for w in words
        ):
            is_mixed = True
        elif row.table.template is not None:
            is_mixed = _has_values(row, words, shapes)
        else:
            labelled = bool(TOPIC.match(line.text))  # "Course Topic:     ROBOT LEARNING"
            is_mixed = any(
                _are_apart(a, b, shapes)
                for a, b in pairwise(words)
                if not (labelled and a.text.endswith(":"))
            )
        if is_mixed:
            message = "the title may have words of another column in it"
            row.doubt("title-uncertain", message, line, words)


#: The number of a row.
_ENUMERATED = re.compile(r"\d{1,2}\.|\(\d{1,2}\)")
#: The number of a class.
_CALL = re.compile(r"\d{5,}")
#: The end of a word in capitals, printed over the beginning of another one: "DATABASESeminar".
_TWO_WORDS = re.compile(r"[A-Z]{4,}[a-z]{3,}")
#: What no title has in it: the name of a value with a colon, two figures with a stroke.
_LABEL = re.compile(r"(?P<name>[A-Za-z]+):|\d[\d.,]*/\d[\d.,]*|[(\[]\w?\d{2,3}[)\]]\w+")
_VALUES = frozenset({Role.CREDITS, Role.GRADE, Role.EARNED, Role.STATUS, Role.TERM})


def _is_label(word: Word) -> bool:
    found = _LABEL.fullmatch(word.text)
    return found is not None and (
        found["name"] is None or bool(_VALUES & {*roles_named(found["name"])[:1]})
    )


def _are_apart(before: Word, word: Word, shapes: Shapes) -> bool:
    """Return whether two words are too far apart for one title, or printed over one another."""
    gap = (word.left - before.right) / before.size
    foreign = any(shapes.kind(w.text) & _FOREIGN for w in (before, word))
    return gap > _GAP or gap < -_KERNED or (foreign and not 0 < gap < CELL_GAP)


def _has_values(row: TableRow, words: Sequence[Word], shapes: Shapes) -> bool:
    """Return whether words of a title are a figure, a state, a date, or a section before others."""
    found = phrases(row.entry.part.spots(words), shapes)
    states = any(phrase.kind & (_FOREIGN | Kind.STATUS) for phrase in found[1:])
    # a title may begin with a number of its own, as "20TH", and no figure with decimals
    states = states or (len(found) > 1 and bool(found[0].kind & Kind.DECIMAL))
    return states or any(_BRACKETS.fullmatch(phrase.text) for phrase in found[:-1])


def _doubt_side(row: TableRow, said: Mapping[str, int]) -> None:
    """Doubt a row without gaps that has words on both sides of its credits: one is the title.

    Words that other rows have too, or that a header names, are not the title.
    """
    template = row.table.template
    if template is None and len(row.line.cells()) > 1:
        return
    order = {word: at for at, word in enumerate(row.line.words)}
    credits = [
        order[w] for line, ws in row.cells.get(Role.CREDITS, ()) for w in ws if line is row.line
    ]
    titles = [
        order[w] for line, ws in row.cells.get(Role.TITLE, ()) for w in ws if line is row.line
    ]
    if not credits or not titles:
        return
    for line, words, number in row.others:
        is_named = template is not None and number >= 0 and row.table.columns[number].name
        if line is not row.line or is_named or said[text_of(words)] > 1:
            continue
        text = [w for w in words if len(w.text) > _LETTERS and w.text.isalpha()]
        if any((order[w] < credits[0]) is not (titles[0] < credits[0]) for w in text):
            message = "there are words on both sides of the credits, and one side is the title"
            row.doubt("title-uncertain", message, line, words)
            return


def _doubt_columns(row: TableRow, shapes: Shapes) -> None:
    """Doubt a row if its columns may as well hold something else, and it would read otherwise."""
    best = Assignment(row.table.roles, 0.0)
    numbers = {n for rival in row.table.rivals for n in differences(best, rival)}
    texts = {
        n: text_of([spot.word for spot in cell])
        for n, _, cell in row.table.fill(row.entry, shapes)
        if n in numbers
    }
    # an empty cell says something else than a full one
    if len({texts.get(n, "") for n in numbers}) > 1 or (len(numbers) == 1 and texts):
        message = "which column holds the credits, the grade or the title is not certain"
        row.doubt("columns-uncertain", message, row.line)


def _doubt_grade(row: TableRow, shapes: Shapes, known: AbstractSet[tuple[int, int, str]]) -> None:
    """Doubt a row without a grade that has what looks like one in a column without a name.

    What stands at the same place in a row with a grade is none, as a bullet.

    Args:
        row: the row.
        shapes: says what a text may be.
        known: what columns that hold no field say in rows that have a grade: table, column, text.
    """
    if Role.GRADE in row.cells:
        return
    for line, words in row.cells.get(Role.TITLE, ()):
        if _SIGNED.fullmatch(words[-1].text):
            row.doubt("title-uncertain", "the title may end with the grade", line, words)
        if len(words) > 1 and _FRONT.fullmatch(words[0].text):
            row.doubt("title-uncertain", "the title may begin with the grade", line, words)
    if Role.STATUS in row.cells:
        return
    for line, words, number in row.others:
        text = text_of(words)
        unnamed = number < 0 or not row.table.columns[number].name
        unnamed = unnamed and (id(row.table), number, text) not in known
        states = [p for p in phrases(row.entry.part.spots(words), shapes) if p.kind & Kind.STATUS]
        # of a table without any grades each word may be one, else the first
        parts = words[:1] if Role.GRADE in row.table.roles else words
        is_mark = shapes.is_mark(text) or any(shapes.is_mark(word.text) for word in parts)
        if unnamed and (states or is_mark):
            message = "no grade or state was read, and this may be one"
            row.doubt("text-beside-record", message, line, words)


def _doubt_credits(row: TableRow, shapes: Shapes) -> None:
    """Doubt credits that another count of the same row contradicts.

    What is earned is what was attempted, or nothing; nothing also where the attempt was repeated.
    """
    credits = number_of(row.text(Role.CREDITS))
    counted = (number_of(text_of(words)) for _, words in row.cells.get(Role.GPA_CREDITS, ()))
    if credits == 0 and any(counted):
        message = "the row prints no credits, and credits that enter the average"
        row.doubt("columns-uncertain", message, row.line)
    for line, words, number in row.others:
        named = roles_named(row.table.columns[number].name)[:1] if number >= 0 else ()
        other = number_of(text_of(words)) if named == (Role.CREDITS,) else None
        # next to attempted and earned credits, points of 0 are quality points of a missing grade
        of_grade = other == 0 and number_of(row.text(Role.EARNED)) == credits
        if credits is not None and other is not None and other != credits and not of_grade:
            message = f"{credits} credits were read, and the column named so prints {other}"
            row.doubt("columns-uncertain", message, line, words)
    earned = number_of(row.text(Role.EARNED))
    if credits is None or earned is None or credits == earned:
        return
    graded = any(worth > 0 for worth in shapes.worth(row.text(Role.GRADE)))
    flagged = any(len(text_of(words)) <= _FLAG for _, words, _ in row.others)
    if earned or (graded and not flagged):
        message = f"the row prints {credits} credits, and {earned} for the same course"
        row.doubt("columns-uncertain", message, row.line)


def _with_other_credits(
    rows: Sequence[TableRow], shapes: Shapes
) -> Iterator[tuple[TableRow, Line, Sequence[Word]]]:
    """Yield what a row prints in a column without a field that says the credits in all others.

    What is earned is nothing where nothing was earned, as in a course that goes on.
    """
    columns: dict[tuple[int, int], list[tuple[TableRow, Line, Sequence[Word], bool]]] = {}
    for row in rows:
        credits = number_of(row.text(Role.CREDITS))
        for line, words, number in row.others if credits else ():
            text = text_of(words)
            if shapes.kind(text) & (Kind.DECIMAL | Kind.WHOLE) and (other := number_of(text)):
                own = columns.setdefault((id(row.table), number), [])
                own.append((row, line, words, other == credits))
    for found in columns.values():
        different = [(row, line, words) for row, line, words, is_same in found if not is_same]
        if len(different) == 1 and len(found) > _ALIKE:
            yield from different


def _below_titles(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]
) -> Iterator[tuple[Line, TableRow]]:
    """Yield rows below a term that stands right below a row without a title: "SPRING 1968"."""
    of = {line: row for row in rows for line in row.lines}
    if all(Role.TITLE not in row.cells for row in rows):
        return
    heading: Line | None = None
    above: TableRow | None = None
    for line in lines:
        row = of.get(line)
        if row is None and known.kinds.get(line) == "term":
            heading = line if above is not None and Role.TITLE not in above.cells else None
        elif row is not None and heading is not None and line is row.lines[0]:
            yield heading, row
        above = row


def _loose_lines(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow]
) -> Iterator[tuple[Line, TableRow]]:
    """Yield lines that nothing is known of, with the row that they stand next to."""
    of = {line: row for row in rows for line in row.lines}
    near = nearness(lines)
    for number, line in enumerate(lines):
        if line in of or line in known.kinds:
            continue
        before = _next_row(lines[max(0, number - 3) : number][::-1], of, known)
        after = _next_row(lines[number + 1 : number + 4], of, known)
        row = before or after
        if row is None or is_remark(line.text):
            continue
        edge = row.lines[-1] if before else row.lines[0]
        if abs(pitch(edge, line)) <= 2 * near:
            yield line, row


def _graded_below(
    lines: Sequence[Line], known: KnownLines, rows: Sequence[TableRow], shapes: Shapes
) -> Iterator[tuple[Line, TableRow]]:
    """Yield lines that name a grade below a row that has none, with the row."""
    of = {line: row for row in rows for line in row.lines}
    for number, line in enumerate(lines):
        if line in of or known.kinds.get(line, "remark") != "remark":
            continue
        row = _next_row(lines[max(0, number - 3) : number][::-1], of, known)
        if row is None or row.cells.keys() & {Role.GRADE, Role.STATUS}:
            continue
        if says_grade(line, shapes):
            yield line, row


def _next_row(
    lines: Sequence[Line], of: Mapping[Line, TableRow], known: KnownLines
) -> TableRow | None:
    """Return the row of the first lines that belong to one, if nothing parts them from it."""
    for other in lines:
        if other in of:
            return of[other]
        if known.kinds.get(other) in BREAKS:
            return None
    return None
