"""`--confirm`: a person looks at what OCR is not sure of."""

from __future__ import annotations

import re
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from enum import Enum, auto
from io import BytesIO
from pathlib import Path
from typing import NoReturn

import click

from degreekit.api import NotVerified, plugin_host, read_pdf, read_transcript, readers
from degreekit.cli.output import say, write_whole
from degreekit.cli.work.chosen import refused
from degreekit.cli.work.files import content
from degreekit.cli.work.redact import message_of, without_names
from degreekit.errors import DegreekitError
from degreekit.export import is_csv
from degreekit.ingest import (
    Answer,
    Document,
    IngestError,
    InvalidAnswers,
    Limits,
    Outcome,
    Question,
    Reading,
    interpret,
    open_document,
    question_pictures,
    read_answers,
    read_together,
)
from degreekit.plugins import NotFound
from degreekit.printable import json_text
from degreekit.sources import FileProblem, read_all
from degreekit.transcript import ReadingStatus, Transcript

__all__ = ["AlreadyData", "Confirmer"]

_FIELDS = ("code", "title", "credits", "grade", "term", "section")
_FIELD = re.compile(rf"({'|'.join(_FIELDS)})\s*=\s*")
#: Of the dots of a picture, those that are shown; a letter is then about ten high.
_DOTS = 0.45
_HELP = (
    "Enter accepts what was read. field=value (code, title, credits, grade, term, section) "
    "corrects it; put ; between several; grade= says that none is printed. d: there is no course "
    "here. s: show the picture here. b: back to the previous one. l: leave this and the rest of "
    "the file for later."
)

#: Bytes of a file of answers.
_MOST_ANSWERS = 10 * 2**20


class AlreadyData(DegreekitError):
    """A file that is not a document: it holds courses as data."""

    def __init__(self) -> None:
        super().__init__(
            "it is data and not a document, so there is nothing to read from it; `degreekit audit` "
            "takes a transcript as JSON or CSV as it is"
        )


class _Way(Enum):
    """What a user wants instead of answering."""

    BACK = auto()
    LATER = auto()
    STOP = auto()


class Confirmer:
    """Reads files, and asks about what OCR is not sure of where that is wanted.

    Args:
        ask: whether to ask.
        path: where answers are kept; they are used, and each new one is added at once.
        ocr: whether pictures are read at all.
        several: whether the answers are to several files, so that each file takes some of them.
        institution: the id of the institution that the files are of, where the user says so.
    """

    def __init__(
        self,
        *,
        ask: bool,
        path: Path | None,
        ocr: bool = True,
        several: bool = False,
        institution: str | None = None,
    ):
        try:
            self.readers = readers(institution)
        except NotFound as error:
            raise click.BadParameter(str(error), param_hint="'--institution'") from None
        self._institution = institution
        self.limits = Limits(ocr=ocr)
        self._ask = ask
        self._several = several
        self._path = path
        self._answers = list(_kept(path, needed=not ask)) if path else []

    @property
    def asks(self) -> bool:
        """Whether it asks the user, so that one file is read after the other."""
        return bool(self._ask)

    def reading(self, file: Path | Sequence[Path]) -> Reading:
        """Return the reading of a PDF or a picture, or of several as one transcript."""
        if not isinstance(file, Path):
            return self._together(file)
        if self._ask:
            _, reading = self._settled(file)
        else:
            reading = self._read_alone(file)
        if not self._several:
            return reading
        own = (one for one in reading.findings if one.code != "answer-without-question")
        return reading.with_findings(own)

    def _read_alone(self, file: Path) -> Reading:
        try:
            return read_pdf(content(file), self._answers, self.limits, self._institution)
        except IngestError as error:
            unknown = error.outcome in (Outcome.NOT_A_PDF, Outcome.NOT_A_TRANSCRIPT)
            if unknown and not _is_document(file):
                raise AlreadyData from None
            raise

    def transcript(self, file: Path | Sequence[Path]) -> Transcript:
        """Return a transcript from any file that is one, or from several of one student.

        Raises:
            NotVerified: something is still in doubt.
        """
        if not isinstance(file, Path):
            name, reading = ", ".join(map(str, file)), self._together(file)
        elif not self._ask or str(file) == "-" or not _is_document(file):
            return read_transcript(content(file), self._answers, self.limits, self._institution)
        else:
            name, reading = str(file), self.reading(file)
        if reading.status is ReadingStatus.CONTRADICTED:
            raise NotVerified(name, reading)
        return reading.transcript

    def _together(self, files: Sequence[Path]) -> Reading:
        """Return several files as one transcript, each asked about by itself."""
        documents = [
            self._settled(file)[0] if self._ask else open_document(content(file), self.limits)
            for file in files
        ]
        institutions = plugin_host().institutions
        return read_together(documents, self.readers, institutions, self.limits, self._answers)

    def _read(self, document: Document) -> Reading:
        return interpret(document, self.readers, plugin_host().institutions, self._answers)

    def _settled(self, file: Path) -> tuple[Document, Reading]:
        """Return a document, and its reading with all that the user has answered."""
        document = open_document(content(file), self.limits)
        reading = self._read(document)
        if reading.questions and self._ask:
            if str(file) == "-":
                raise click.UsageError("--confirm takes files: answers come on standard input.")
            with _private_folder() as folder:
                reading = self._asked(file, document, reading, folder)
        return document, reading

    def _asked(self, file: Path, document: Document, reading: Reading, folder: Path) -> Reading:
        """Ask about one place after the other; an answer may settle others, or raise them."""
        name = without_names(str(file))
        say(f"{name}: OCR is not sure of all it read. {_HELP}")
        data = read_all(content(file), self.limits.size)
        before = len(self._answers)
        while reading.questions:
            question = reading.questions[0]
            picture = folder / f"{question.id}.png"
            picture.write_bytes(question_pictures(data, document, [question])[0])
            _show(question, picture, left=len(reading.questions))
            answer = _answer(question, picture)
            if answer in (_Way.LATER, _Way.STOP):
                self._ask = answer is _Way.LATER
                break
            if isinstance(answer, Answer):
                self._answers.append(answer)
            elif len(self._answers) > before:
                self._answers.pop()
            try:
                reading = self._read(document)
            except InvalidAnswers as error:
                self._answers.pop()
                say(f"  {'; '.join(error.problems)}")
            else:
                self._keep()
        if self._path and len(self._answers) > before:
            say(without_names(f"Wrote {self._path}"))
        return reading

    def _keep(self) -> None:
        """Write the answers, which say courses and grades, for this user alone."""
        if self._path is None:
            return
        data = [answer.model_dump(mode="json") for answer in self._answers]
        write_whole(self._path, f"{json_text(data, indent=1)}\n", private=True)


def _kept(path: Path, *, needed: bool) -> tuple[Answer, ...]:
    if not path.exists():
        if needed:
            raise click.BadParameter(f"File '{path}' does not exist.", param_hint="'--answers'")
        return ()
    try:
        return read_answers(read_all(path, _MOST_ANSWERS))
    except FileProblem as error:
        refused(message_of(error))
    except InvalidAnswers as error:
        refused(f"{path}: {message_of(error)}")


def _is_document(file: Path) -> bool:
    """Return whether a file is to be read as a document: it is neither JSON nor a table."""
    head = read_all(content(file), 4096)
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[") and not is_csv(
        head, file.name
    )


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Yield a folder that only this user can look into; it is gone afterwards.

    It is also removed if the terminal is closed or the command is asked to stop.
    """
    folder = Path(tempfile.mkdtemp(prefix="degreekit-"))
    before = {}
    if threading.current_thread() is threading.main_thread():  # others can set no handler
        names = ("SIGTERM", "SIGHUP")  # the second is not known everywhere
        for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
            before[number] = signal.signal(number, _end)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def _show(question: Question, picture: Path, *, left: int) -> None:
    rest = f", {left - 1} more in doubt" if left > 1 else ""
    lines = ["", f"Page {question.page}{rest}", f"  read     {question.raw}"]
    for name in _FIELDS:
        value = (question.record or {}).get(name)
        doubt = question.doubts.get(name)
        if value is None and doubt is None:
            continue
        others = " or ".join(question.alternatives.get(name, ()))
        why = f"   ? {doubt}{f'; perhaps {others}' if others else ''}" if doubt else ""
        lines.append(f"  {name:<8} {value or '(none)'}{why}")
    if question.kind == "line":
        lines.append("  this line may be a course that was not read")
    lines.append(f"  picture  {picture}")
    say("\n".join(lines))


def _answer(question: Question, picture: Path) -> Answer | _Way:
    """Ask until there is an answer, or something else to do."""
    while True:
        try:
            # click's own prompt puts a blank into standard output before version 8.4
            with redirect_stdout(sys.stderr):
                said = input("  Answer: ").strip()
        except (KeyboardInterrupt, EOFError):
            return _Way.STOP
        given = {"question": question.id, "raw": question.raw}
        if said in ("l", "later"):
            return _Way.LATER
        if said in ("b", "back"):
            return _Way.BACK
        if said in ("s", "show"):
            say(_blocks(picture))
        elif said in ("d", "drop"):
            return Answer.model_validate({**given, "answer": "drop"})
        elif said in ("", "a", "accept"):
            if question.kind == "record":
                return Answer.model_validate({**given, "answer": "accept"})
            say(
                "  A line is not a course until you give its code and credits. Or d: there is none."
            )
        elif fields := _fields(said):
            return Answer.model_validate({**given, "answer": "correct", "fields": fields})
        else:
            say(f"  {_HELP}")


def _fields(said: str) -> dict[str, str | None] | None:
    fields: dict[str, str | None] = {}
    for part in said.split(";"):
        found = _FIELD.match(part.strip())
        if not found:
            return None
        fields[found[1]] = part.strip()[found.end() :].strip() or None
    return fields


def _blocks(path: Path) -> str:
    """Return a picture as block characters, two dots above each other in each, part by part."""
    from PIL import Image

    with Image.open(BytesIO(path.read_bytes())) as file:
        high = max(2, round(file.height * _DOTS / 2) * 2)
        wide = max(1, round(file.width * _DOTS * 1.1))  # a character is not quite twice as high
        values = file.convert("L").resize((wide, high)).tobytes()
    paper = sorted(values)[len(values) * 3 // 4]
    dark = [value < paper - 60 for value in values]
    shapes = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    part = max(40, shutil.get_terminal_size().columns - 1)
    lines: list[str] = []
    for left in range(0, wide, part):
        for y in range(0, high, 2):
            columns = range(left, min(wide, left + part))
            pairs = ((dark[y * wide + x], dark[(y + 1) * wide + x]) for x in columns)
            if (line := "".join(shapes[pair] for pair in pairs).rstrip()) or lines[-1:] != [""]:
                lines.append(line)
    return "\n".join(lines)
