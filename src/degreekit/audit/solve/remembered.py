"""Answers to questions that were asked before: many students ask the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from degreekit.audit.model.model import Solution
from degreekit.audit.solve.solver import Answer

__all__ = ["Remembered"]

#: So many are kept, about 1 kB each.
_MOST = 10_000


class Remembered:
    """The answers to the last questions.

    Args:
        most: how many are kept.

    Example:
        >>> from degreekit.audit.solve.remembered import Remembered
        >>> from degreekit.audit.solve.solver import Answer
        >>> known = Remembered()
        >>> known.answer("two courses", lambda: Answer(None, exact=True)).exact
        True
        >>> len(known)
        1
    """

    def __init__(self, most: int = _MOST):
        self._most = most
        self._answers: OrderedDict[Hashable, Answer[Solution | None]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def answer(
        self, question: Hashable, find: Callable[[], Answer[Solution | None]]
    ) -> Answer[Solution | None]:
        """Return the answer to a question.

        Args:
            question: equal to another one if the answer is the same.
            find: finds the answer where it is not known.
        """
        found = self._answers.get(question)
        if found is None:
            found = self._answers[question] = find()
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        else:
            self._answers.move_to_end(question)
        return found
