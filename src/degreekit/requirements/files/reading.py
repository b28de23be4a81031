"""A file in, a program out, or every mistake in it at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from degreekit.courses import (
    CourseCode,
    CourseSet,
    Institution,
    InvalidCourseSet,
    InvalidTerm,
    UnknownGradeScale,
)
from degreekit.data_model import validated
from degreekit.requirements.files.form import (
    MAIN,
    ROOT_ID,
    TEXT,
    alternatives,
    bare,
    fields,
    has_id,
    kind_of,
)
from degreekit.requirements.files.included import with_included
from degreekit.requirements.files.joined import JOINS, JointFile
from degreekit.requirements.files.mistakes import InvalidProgramFile, Mistake, Place, near
from degreekit.requirements.files.tree import Items, NotATree, Table, Text, Tree, content, tree_of
from degreekit.requirements.files.values import READ, Unreadable, set_hint
from degreekit.requirements.files.wording import (
    WANTED,
    called,
    combined,
    elsewhere,
    example,
    not_allowed,
    table_example,
)
from degreekit.requirements.joint import joint_program
from degreekit.requirements.lint import lint
from degreekit.requirements.model import ID, RuleModel, Source
from degreekit.requirements.nodes import All
from degreekit.requirements.program import InvalidProgram, Program
from degreekit.sources import file_problems

__all__ = ["load_program", "unlisted_courses"]

#: What lint finds and no program can be meant with.
_CANNOT_HOLD = frozenset(
    {
        "contradictory-limit",
        "empty-set",
        "no-branch",
        "no-such-group",
        "out-of-reach",
        "unreachable-row",
    }
)


#: A code by itself, not the start of a range.
_SINGLE = re.compile(
    r"(?P<subject>[A-Z][A-Z&]{1,7}) (?:[A-Z]{1,3})?"
    r"(?P<number>\d{1,5}(?!X+\b)[A-Z]{0,2})(?![\w+]|-\d)"
)

#: Lists of rules: one of them that is wrong leaves the others standing.
_RULES = ("parts", "limits", "sharing")

#: What stands for missing fields of a program where the rest of it is judged.
_PLACEHOLDERS = {"id": "program", "title": "", "edition": "", "institution": ""}


def load_program(
    path: str | os.PathLike[str], institutions: Mapping[str, Institution] | None = None
) -> Program:
    """Read a program from a YAML or JSON file, strictly.

    Args:
        path: the file.
        institutions: those that are known, by id; where they are given, the institution and the
            grade scale that the file names have to be among them.

    Returns:
        The program. What `Program.to_json` writes is read back, and so is `dump_program`.

    Raises:
        InvalidProgramFile: names every mistake at once, with line, column and what to do.
        FileProblem: there is no such file, or it cannot be read.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from degreekit import load_program
        >>> from degreekit.requirements import InvalidProgramFile
        >>> file = Path(tempfile.mkdtemp(), "certificate.yaml")
        >>> _ = file.write_text('''
        ... id: certificate
        ... title: Certificate
        ... edition: 2024-09-01
        ... institution: columbia
        ... requirements:
        ...   - take: core
        ...     title: Core
        ...     courses: 2
        ...     rows: [COMS 41xx, COMS 42xx]
        ... ''')
        >>> load_program(file).node("core").needs()
        '2 courses from: COMS 41xx; COMS 42xx'
        >>> _ = file.write_text(file.read_text().replace("courses: 2", "course: 2"))
        >>> try:
        ...     load_program(file)
        ... except InvalidProgramFile as error:
        ...     print(error.mistakes[0])
        9:5: there is no key `course` in a take; did you mean `courses`?
    """
    return _Reading(path, institutions).program()


def unlisted_courses(path: str | os.PathLike[str], institution: Institution) -> tuple[Mistake, ...]:
    """Return the course codes in a program file that the institution's catalog does not know.

    A published page may print a code that is in no catalog, so this is for a person to look at and
    no mistake by itself. Ranges, and codes that are cross-listed or renumbered, are not looked at.

    Args:
        path: the file.
        institution: with its catalog; without one nothing can be said.

    Raises:
        InvalidProgramFile: as for `load_program`.
    """
    reading = _Reading(path, None)
    reading.program()
    return tuple(sorted(set(reading.unlisted(institution))))


@dataclass(frozen=True, slots=True)
class _Named:
    """An id, and where it stands."""

    id: str
    place: Place
    #: Whether it is a requirement's, so that a scope can name it.
    requirement: bool


class _Some(tuple[Any, ...]):
    """Some of the rules of a list; what was wrong with the others is noted."""

    __slots__ = ()


class _Failed:
    """Stands for what could not be read; its mistakes are noted."""


_FAILED = _Failed()


class _Reading:
    """One file that is being read."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        institutions: Mapping[str, Institution] | None,
        joined_by: frozenset[Path] = frozenset(),
    ):
        self.path = os.fspath(path)
        with file_problems(path):
            self.file = Path(path).resolve()
        self.joined_by = joined_by
        self.institutions = institutions
        self.mistakes: list[Mistake] = []
        self.ids: list[_Named] = []
        self.named: list[Text] = []  # ids in a scope or in sharing
        self.sets: list[Text] = []
        self.partial: set[str] = set()  # ids of requirements that stand without some of their parts
        self.institution: Institution | None = None
        self.cited: Source | None = None  # the program's own source, which others go on from

    def program(self) -> Program:
        """Return the program, or raise with every mistake."""
        try:
            tree, self.mistakes = tree_of(content(Path(self.path)))
            tree = with_included(tree, Path(self.path))
        except NotATree as error:
            raise InvalidProgramFile(self.path, [error.mistake]) from None
        built: Any = _FAILED
        if isinstance(tree, Table) and any(key.text == JOINS for key, _ in tree.entries):
            built = self._joint(tree)
        elif isinstance(tree, Table):
            self.institution = here = self._check_institution(tree)
            with nullcontext() if here is None else here.grammar.in_use():
                built = self._table(tree, Program)
        else:
            self._wrong(
                tree.place,
                "the file is not a table of keys and values",
                "begin it with `id: my-program`",
            )
        if self.mistakes or not isinstance(built, Program):
            raise InvalidProgramFile(self.path, self.mistakes, _id_in(tree))
        return built

    def _joint(self, tree: Table) -> Any:
        """Read a file that joins programs."""
        listed = next(value for key, value in tree.entries if key.text == JOINS)
        files = listed.items if isinstance(listed, Items) else ()
        parts = [self._joined(one) for one in files if isinstance(one, Text)]
        programs = [one for one in parts if one is not None]
        here = self.institutions and programs and self.institutions.get(programs[0].institution)
        with here.grammar.in_use() if here else nullcontext():
            read = self._table(tree, JointFile)
        self._check_ids()
        if self.mistakes or not isinstance(read, JointFile):
            return _FAILED
        told: dict[str, Any] = {"id": read.id, "title": read.title, "edition": read.edition}
        told["most_credits"] = read.most_credits
        if read.most_courses is not None:
            told["most_courses"] = read.most_courses
        try:
            self._check_names([node.id for node in joint_program(programs, **told).nodes])
            if self.mistakes:
                return _FAILED
            told |= {name: getattr(read, name) for name in ("requirements", "limits", "sharing")}
            both = joint_program(programs, **told)
        except InvalidProgram as error:
            for problem in error.problems:
                self._wrong(listed.place, problem)
            return _FAILED
        self._check_rules(both)
        return both

    def _joined(self, file: Text) -> Program | None:
        """Return a program that is joined; without it what is wrong is noted."""
        path = Path(self.path).parent / file.text
        try:
            joined = _Reading(path, self.institutions, self.joined_by | {self.file})
            if joined.file not in joined.joined_by:
                return joined.program()
            self._wrong(
                file.place, f"`{file.text}` joins itself", "leave it out in one of the files"
            )
        except InvalidProgramFile as error:
            self._wrong(file.place, f"in `{file.text}`: {error.mistakes[0]}")
        except OSError:
            told = f"there is no file `{file.text}`"
            self._wrong(file.place, told, "its path is relative to this file")
        return None

    def _wrong(self, place: Place, text: str, hint: str = "") -> _Failed:
        self.mistakes.append(Mistake(place.line, place.column, text, hint))
        return _FAILED

    # --------------------------------------------------------------------------------- tables

    def _table(
        self,
        tree: Table,
        model: type[RuleModel],
        given: Mapping[str, Tree] | None = None,
        place: Place | None = None,
    ) -> Any:
        """Read a table as a model.

        Args:
            tree: the table.
            model: what it is to be.
            given: values of fields that are written elsewhere, as after the kind.
            place: where to report what is missing; without it, at the table.
        """
        known = fields(model)
        place = place or tree.place
        found: dict[str, Tree] = dict(given or {})
        meant: set[str] = set()
        before = len(self.mistakes)
        for key, value in tree.entries:
            if key.text in found:
                self._wrong(key.place, f"`{key.text}` stands here twice", "leave one out")
            elif key.text not in known:
                what = f"there is no key `{key.text}` in {called(model)}"
                hint = elsewhere(key.text, model) or near(key.text, known, "there")
                self._wrong(key.place, what, hint)
                meant.update(name for name in known if f"mean `{name}`" in hint)
            else:
                found[key.text] = value
        if model is Program:
            self._program_form(found)
        clean = len(self.mistakes) == before
        values = {}
        for name in sorted(found, key=lambda name: name != "source"):  # others go on from it
            values[name] = self._field(model, name, found[name])
        return self._built(model, values, found, place, meant=meant, clean=clean)

    def _field(self, model: type[RuleModel], name: str, tree: Tree) -> Any:
        if name == "id" and isinstance(tree, Text):
            requirement = has_id(model)
            if model not in (Program, JointFile):
                self.ids.append(_Named(tree.text, tree.place, requirement=requirement))
        if name in ("scope", "between", "and_also") and isinstance(tree, Items):
            self.named += [one for one in tree.items if isinstance(one, Text)]
        value = self._value(tree, fields(model)[name], name)
        if model is Program and name == "source":
            # A mistake in a template is reported once, and not for all that extend it.
            self.cited = value if isinstance(value, Source) else Source(document="")
        return value

    def _program_form(self, found: dict[str, Tree]) -> None:
        """Make a root of what is listed under `requirements`."""
        if "requirements" not in found:
            return
        listed = found.pop("requirements")
        if "root" in found:
            told = "a program has `requirements` or a `root`, not both"
            self._wrong(listed.place, told, "put all parts below one of them")
            return
        here = listed.place
        root_id = (Text(here, "id", True), Text(here, ROOT_ID, True))
        kind = (Text(here, "kind", True), Text(here, "all", True))
        title = found.get("title", Text(here, "Degree", True))
        entries = (kind, root_id, (Text(here, "title", True), title))
        found["root"] = Table(here, (*entries, (Text(here, "parts", True), listed)))

    def _built(
        self,
        model: type[RuleModel],
        values: dict[str, Any],
        found: Mapping[str, Tree],
        place: Place,
        *,
        meant: AbstractSet[str] = frozenset(),
        clean: bool = True,
    ) -> Any:
        """Build a model of what was read, and tell what it does not allow.

        Args:
            model: the model.
            values: what was read for its fields.
            found: where each stands.
            place: where to report what is missing.
            meant: fields that were written under a misspelled key.
            clean: whether all keys are good.
        """
        if model is Source and "document" not in values and self.cited is not None:
            values["document"] = self.cited.document
            values.setdefault("date", self.cited.date)
        missing = _required(model) - set(values)
        for name in sorted(missing - meant):
            self._wrong(place, f"{called(model)} needs `{name}`", WANTED.get(name, ""))
        stand = {name: value for name, value in values.items() if value is not _FAILED}
        if model is Program:
            return self._whole(stand, found, place)
        if missing or not clean or len(stand) < len(values):
            return _FAILED
        if isinstance(values.get("parts"), _Some):
            self.partial.add(values["id"])
        return self._allowed(model, values, found, place)

    def _allowed(
        self,
        model: type[RuleModel],
        values: Mapping[str, Any],
        found: Mapping[str, Tree],
        place: Place,
    ) -> Any:
        """Build a model, and report each value that it does not allow."""
        try:
            return validated(model, values)
        except ValidationError as error:
            for one in error.errors():
                name = str(one["loc"][0]) if one["loc"] else ""
                at = found[name].place if name in found else place
                self._wrong(at, *not_allowed(one, name, found.get(name)))
            return _FAILED

    def _whole(self, values: dict[str, Any], found: Mapping[str, Tree], place: Place) -> Any:
        """Judge the rules as a whole, also where some of them are missing."""
        if isinstance(values.get("root"), All):
            self._check_rules(Program.model_construct(**{**_PLACEHOLDERS, **values}))
            self._check_names()
        self._check_ids()
        return _FAILED if self.mistakes else self._allowed(Program, values, found, place)

    # --------------------------------------------------------------------------------- values

    def _value(self, tree: Tree, annotation: Any, name: str) -> Any:
        """Read a value of a type; `name` is the key that it follows."""
        asked = bare(annotation)
        if isinstance(tree, Text) and tree.is_nothing:
            return self._wrong(tree.place, f"`{name}` has no value", "write one, or leave it out")
        if get_origin(asked) is tuple:
            return self._many(tree, get_args(asked)[0], name)
        if models := alternatives(asked):
            return self._model(tree, models)
        if isinstance(tree, Text):
            return self._plain(tree, asked, name)
        told = f"`{name}` is a {'list' if isinstance(tree, Items) else 'table'}"
        return self._wrong(tree.place, told, f"write a single value: {example(asked)}")

    def _many(self, tree: Tree, annotation: Any, name: str) -> Any:
        if not isinstance(tree, Items):
            hint = "begin each of its entries with `- `, or put them in brackets"
            return self._wrong(tree.place, f"`{name}` is a list", hint)
        read = [self._value(one, annotation, name) for one in tree.items]
        stands = tuple(one for one in read if one is not _FAILED)
        if len(stands) == len(read):
            return stands
        # What is wrong with one rule must not keep the others from being judged.
        return _Some(stands) if name in _RULES and stands else _FAILED

    def _model(self, tree: Tree, models: tuple[type[RuleModel], ...]) -> Any:
        if isinstance(tree, Text):
            for model in models:
                if field := TEXT.get(model):
                    value = self._value(tree, fields(model)[field], field)
                    found = {field: tree}
                    return self._built(model, {field: value}, found, tree.place)
        if not isinstance(tree, Table):
            what = "a table is expected here"
            hint = f"write `key: value` lines, as {table_example(models)}"
            return self._wrong(tree.place, what, hint)
        if len(models) == 1 and kind_of(models[0]) is None:
            return self._table(tree, models[0])
        return self._of_a_kind(tree, models)

    def _of_a_kind(self, tree: Table, models: tuple[type[RuleModel], ...]) -> Any:
        """Read a table that says of which kind it is."""
        kinds = {kind: model for model in models if (kind := kind_of(model)) is not None}
        plain = [model for model in models if kind_of(model) is None]
        keys = {key.text: (key, value) for key, value in tree.entries}
        if "kind" in keys:
            return self._long(tree, keys["kind"][1], kinds)
        named = [key for key in keys if key in kinds]
        if not named:
            return self._table(tree, plain[0]) if plain else self._no_kind(tree, kinds)
        key, value = keys[named[0]]
        model = kinds[named[0]]
        if has_id(model):
            if len(named) > 1:
                told = f"this is a `{named[0]}` and a `{named[1]}` at once"
                return self._wrong(keys[named[1]][0].place, told, "begin a new entry with `- `")
            rest = tuple(one for one in tree.entries if one[0] is not key)
            return self._table(Table(tree.place, rest), model, {"id": value}, key.place)
        if len(tree.entries) > 1:
            other = next(one for one, _ in tree.entries if one is not key)
            told = f"`{other.text}` is next to `{key.text}`"
            hint = f"set it in below `{key.text}`"
            if plain:
                hint += f", as in `{key.text}: {{rows: [...], {other.text}: ...}}`"
            else:
                hint += f", or combine conditions with {combined(kinds)}"
            return self._wrong(other.place, told, hint)
        if isinstance(value, Table) and any(k.text in fields(model) for k, _ in value.entries):
            return self._table(value, model, place=key.place)
        main = MAIN.get(named[0])
        if main is None:
            if isinstance(value, Table):
                return self._table(value, model, place=key.place)
            hint = f"write its keys below it: {', '.join(f'`{one}`' for one in fields(model))}"
            return self._wrong(value.place, f"`{named[0]}` is a table", hint)
        if isinstance(value, Table) and not alternatives(fields(model)[main]):
            return self._table(value, model, place=key.place)
        return self._table(Table(key.place, ()), model, {main: value}, key.place)

    def _long(self, tree: Table, kind: Tree, kinds: Mapping[str, type[RuleModel]]) -> Any:
        """Read a table that has its kind under `kind`, as JSON of a program does."""
        if not isinstance(kind, Text) or kind.text not in kinds:
            word = kind.text if isinstance(kind, Text) else "this"
            return self._wrong(kind.place, f"there is no kind `{word}` here", near(word, kinds))
        rest = tuple(one for one in tree.entries if one[1] is not kind)
        return self._table(Table(tree.place, rest), kinds[kind.text])

    def _no_kind(self, tree: Table, kinds: Mapping[str, type[RuleModel]]) -> _Failed:
        for key, _ in tree.entries:
            hint = near(key.text, kinds)
            if hint.startswith("did you mean"):
                return self._wrong(key.place, f"there is no kind `{key.text}` here", hint)
        words = ", ".join(f"`{kind}`" for kind in kinds)
        return self._wrong(tree.place, "this does not say what it is", f"it is one of {words}")

    # ---------------------------------------------------------------------------- single values

    def _plain(self, tree: Text, asked: Any, name: str) -> Any:
        """Read a single value. What it has to be decides how it is read, never its look."""
        text = tree.text
        if get_origin(asked) is Literal or (isinstance(asked, type) and issubclass(asked, StrEnum)):
            known = [str(one) for one in (get_args(asked) or asked)]
            if text in known:
                return text
            return self._wrong(tree.place, f"`{name}` cannot be `{text}`", near(text, known, "it"))
        if asked in READ:
            try:
                value = READ[asked](text)
            except InvalidCourseSet as error:
                told = f"`{name}` is not a valid course list: {error.hint.removesuffix(',')}"
                return self._wrong(tree.at(error.position), told, set_hint(text, error.position))
            except InvalidTerm:
                told = f"`{text}` is not a term"
                return self._wrong(tree.place, told, "write season and year: Fall 2023")
            except Unreadable as error:
                return self._wrong(tree.place, f"`{name}` {error}", error.hint)
            if asked is CourseSet:
                self.sets.append(tree)
            return value
        return text

    # --------------------------------------------------------------------------------- the whole

    def _check_ids(self) -> None:
        first: dict[str, Place] = {}
        for one in sorted(self.ids, key=lambda one: one.place):
            if one.id in first:
                told = f"the id `{one.id}` stands in line {first[one.id].line} already"
                self._wrong(one.place, told, "every id of a program is another one")
            first.setdefault(one.id, one.place)

    def _check_names(self, joined: Sequence[str] = ()) -> None:
        known = [*joined, *(one.id for one in self.ids if one.requirement)]
        if any(not ID.fullmatch(one) for one in known):
            return  # what is named may be one of these, which are reported already
        for text in self.named:
            if text.text not in known:
                told = f"there is no requirement `{text.text}`"
                self._wrong(text.place, told, near(text.text, known, "its id"))

    def _check_rules(self, program: Program) -> None:
        """Tell what lint finds, at the rule it finds it in."""
        places = {one.id: one.place for one in reversed(self.ids)}
        for finding in lint(program, self.institution):
            if finding.code in _CANNOT_HOLD and finding.id not in self.partial:
                where = places.get(finding.id)
                if where is not None:
                    self._wrong(where, f"`{finding.id}` is contradictory", finding.text)

    def _check_institution(self, tree: Table) -> Institution | None:
        """Return the institution whose courses the file is about, where it is known."""
        if self.institutions is None:
            return None
        values = {key.text: value for key, value in tree.entries}
        named = values.get("institution")
        if not isinstance(named, Text):
            return None
        institution = self.institutions.get(named.text)
        if institution is None:
            told = f"no institution `{named.text}` is installed"
            self._wrong(named.place, told, near(named.text, self.institutions, "it"))
            return None
        scale = values.get("grade_scale")
        if isinstance(scale, Text):
            try:
                institution.scale(scale.text)
            except UnknownGradeScale:
                known = [one.id for one in institution.grade_scales]
                told = f"`{institution.id}` has no grade scale `{scale.text}`"
                self._wrong(scale.place, told, near(scale.text, known, "it"))
        return institution

    def unlisted(self, institution: Institution) -> Iterable[Mistake]:
        """Yield every single code of the file that the institution does not know."""
        others = {code for codes in institution.cross_lists for code in codes}
        others |= {one.new for one in institution.renumberings}
        known = {str(course.code): course for course in institution.catalog}
        for text in self.sets if institution.catalog else ():
            for found in _SINGLE.finditer(text.text):
                code = CourseCode(found["subject"], found["number"])
                if institution.listed(code) is None and code not in others:
                    place = text.at(found.start())
                    told = f"{code} is not in the catalog of `{institution.id}`"
                    same = [one for one in known if one.startswith(f"{code.subject} ")]
                    hint = f"it lists {len(same)} courses of {code.subject}"
                    if not same:
                        subjects = dict.fromkeys(one.code.subject for one in institution.catalog)
                        hint = near(code.subject, subjects) if len(code.subject) > 1 else ""
                        hint = hint if hint.startswith("did") else "it has no such subject"
                    yield Mistake(place.line, place.column, told, hint)


def _required(model: type[RuleModel]) -> set[str]:
    return {name for name, field in model.model_fields.items() if field.is_required()}


def _id_in(tree: Tree) -> str | None:
    """Return the id that a file gives its program."""
    entries = tree.entries if isinstance(tree, Table) else ()
    return next((v.text for k, v in entries if k.text == "id" and isinstance(v, Text)), None)
