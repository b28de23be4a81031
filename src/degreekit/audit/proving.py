"""Proofs of answers: the prover finds the reasons, and the checker checks them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from degreekit.audit.certify import (
    Certificate,
    Checker,
    ProofRejected,
    Reason,
    Rules,
    System,
    check_reasons,
    derive,
    refute,
)
from degreekit.audit.solve.budget import AnswerNotProved
from degreekit.audit.solve.prove import ProofNotFound, impossible, prove
from degreekit.transcript import Transcript

__all__ = ["hold_best", "hold_impossible", "reasons_of"]

#: A record, by its position, and a list that it has to be applied to.
Used = tuple[int, str]


def reasons_of(
    rules: Rules,
    readings: Sequence[Transcript],
    certificate: Certificate,
    used: Used | None = None,
) -> tuple[list[System], list[Mapping[str, Reason]]]:
    """Return why nothing better than an answer exists, for each reading of titles that are cut.

    Args:
        rules: the rules that hold for the student.
        readings: the transcript, once for each reading.
        certificate: the answer.
        used: a record, and a list that it has to be applied to.

    Returns:
        The rows that the reasons add up, and the reasons by step of the order. There are none where
        nothing could be better.

    Raises:
        ProofNotFound: no small proof was found.
    """
    values = certificate.order.values
    if not any(values.values()):
        return [], [{} for _ in readings]
    try:
        systems = [derive(Checker(rules, read), used) for read in readings]
    except ProofRejected:  # it would be too large
        raise ProofNotFound("remaining") from None
    reasons = [prove(system, values) for system in systems]
    for system, reason in zip(systems, reasons, strict=True):
        check_reasons(system, values, reason)
    return systems, list(reasons)


def hold_best(
    rules: Rules,
    readings: Sequence[Transcript],
    certificate: Certificate,
    used: Used | None = None,
) -> None:
    """Hold that an answer is the best one; see `reasons_of`.

    Raises:
        AnswerNotProved: no small proof was found.
    """
    try:
        reasons_of(rules, readings, certificate, used)
    except (ProofNotFound, ProofRejected):
        raise AnswerNotProved from None


def hold_impossible(
    checker: Checker, *, together: Collection[str] = (), used: Used | None = None
) -> None:
    """Hold that no valid placement meets some requirements together, or has a record on a list.

    Args:
        checker: the rules and the records.
        together: ids of requirements.
        used: a record, and a list that it has to be applied to.

    Raises:
        AnswerNotProved: no small proof was found.
    """
    system = derive(checker, used)
    claim = system.together(together)
    reason = impossible(system, claim)
    if reason is None:
        raise AnswerNotProved
    variables = {name: number for number, name in enumerate(system.variables)}
    try:
        refute({**system.rows, **claim.rows}, variables, claim.most, reason)
    except ProofRejected:
        raise AnswerNotProved from None
