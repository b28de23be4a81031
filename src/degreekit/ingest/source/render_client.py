"""Asks the process of its own that draws the pages of a PDF or says what the file is like."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.ingest.source.limits import Limits

__all__ = ["ask"]

_OUTCOMES = {
    "memory": (Outcome.TOO_LARGE, "more memory than a transcript needs"),
    "password": (Outcome.PASSWORD_PROTECTED, ""),
}


def ask(data: bytes, order: dict[str, Any], limits: Limits) -> tuple[dict[str, Any], bytes]:
    """Return the answer to an order about a document, and the bytes behind it.

    Args:
        data: the file.
        order: what to do, as `_pdfium.py` says.
        limits: what it may cost; the process is killed when its time is over.

    Raises:
        IngestError: the document could not be opened within the limits.
    """
    if len(data) > limits.size:
        raise IngestError(Outcome.TOO_LARGE, detail=f"the limit is {limits.size // 2**20} MiB")
    script = Path(__file__).with_name("_pdfium.py")
    try:
        # -P: the script's folder is no place to import from
        done = subprocess.run(  # noqa: S603  # our own script, no shell, numbers as arguments
            [sys.executable, "-P", str(script), str(limits.seconds), str(limits.memory)],
            input=json.dumps(order).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=False,
        )
    except subprocess.TimeoutExpired:
        took = f"it takes more than {limits.seconds} seconds"
        raise IngestError(Outcome.TOO_LARGE, detail=took) from None
    head, _, rest = done.stdout.partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(head)
    except ValueError:  # the process died: broken input, or it passed a limit
        raise IngestError(Outcome.DAMAGED) from None
    if failed := answer.get("failed"):
        outcome, detail = _OUTCOMES.get(failed, (Outcome.DAMAGED, ""))
        raise IngestError(outcome, detail=detail)
    return answer, rest
