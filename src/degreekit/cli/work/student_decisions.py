"""Which of the decisions in a file are for which of the transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from degreekit.adjustments import (
    Adjustment,
    InvalidAdjustments,
    check_students_named,
    decisions_for,
    redact_adjustments,
    students_named,
)
from degreekit.cli.output import say
from degreekit.cli.work.chosen import decisions
from degreekit.cli.work.redact import without_names

__all__ = ["StudentDecisions", "check_named", "decisions_for_one"]


def check_named(decided: Sequence[Adjustment], path: Path | None) -> None:
    """End the command if a decision for one of several students does not say for whom it is.

    Args:
        decided: the decisions.
        path: their file.
    """
    try:
        check_students_named(decided)
    except InvalidAdjustments as error:
        problem = "; ".join(error.problems)
        raise click.BadParameter(f"{path}: {problem}", param_hint="'--adjustments'") from None


def decisions_for_one(
    path: Path | None, file: Path, programs: Sequence[str] = (), *, redact: bool
) -> tuple[Adjustment, ...]:
    """Return the decisions of a file for the student of one transcript; say so if others are left.

    Args:
        path: the file of decisions; None for no decisions.
        file: the transcript.
        programs: what names the programs; their institution says how codes are written.
        redact: whether it is left out who decided and why.
    """
    decided = StudentDecisions(path, [(file,)], programs, redact=redact)
    decided.tell_of_others()
    return decided.of(0)


class StudentDecisions:
    """The decisions of a file, transcript by transcript.

    A decision names its student by the name of the transcript's file, with or without its ending,
    or by the path as it was given.

    Args:
        path: the file; None for no decisions.
        students: for each student the transcripts.
        programs: what names the programs; their institution says how codes are written.
        redact: whether it is left out who decided and why.
    """

    def __init__(
        self,
        path: Path | None,
        students: Sequence[Sequence[Path]],
        programs: Sequence[str] = (),
        *,
        redact: bool,
    ) -> None:
        self._all = decisions(path, programs)
        if len(students) > 1:
            check_named(self._all, path)
        self._redact = redact
        self._keys = [
            {name for file in files for name in (str(file), file.name, file.stem)}
            for files in students
        ]
        self._check_apart(path, students)

    def _check_apart(self, path: Path | None, students: Sequence[Sequence[Path]]) -> None:
        """End the command if a name stands for several transcripts."""
        for name in sorted(students_named(self._all)):
            meant = [
                str(files[0])
                for files, keys in zip(students, self._keys, strict=True)
                if name in keys
            ]
            if len(meant) > 1:
                raise click.BadParameter(
                    f"{path}: the student {name!r} may be {' or '.join(meant[:3])}: give the path",
                    param_hint="'--adjustments'",
                )

    def of(self, number: int) -> tuple[Adjustment, ...]:
        """Return the decisions for a student.

        Args:
            number: the position of the student.
        """
        own = decisions_for(self._all, self._keys[number])
        return redact_adjustments(own) if self._redact else own

    def tell_of_others(self) -> None:
        """Warn of decisions that are for nobody here."""
        known = set().union(*self._keys)
        if others := sorted(students_named(self._all) - known):
            who = "a student who is" if len(others) == 1 else f"{len(others)} students who are"
            names = "" if self._redact else f": {', '.join(others[:5])}"
            more = " ..." if len(others) > 5 and not self._redact else ""
            say(
                without_names(
                    f"Warning: there are decisions for {who} not among these{names}{more}"
                )
            )
