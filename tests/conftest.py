"""What all tests share: what OCR says of a picture is asked once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from degreekit.ingest import Limits, ocr


@pytest.fixture(scope="session", autouse=True)
def _pictures_are_read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep each answer of the process that reads pictures, which takes seconds, for all workers.

    Commands that run in a process of their own ask it themselves.
    """
    home: Path = tmp_path_factory.getbasetemp()
    if home.name.startswith("popen-"):  # of a worker
        home = home.parent
    home = home / "ocr"
    home.mkdir(exist_ok=True)
    ask = ocr._asked

    def asked(data: bytes, wanted: dict[str, Any], limits: Limits) -> dict[str, Any]:
        said = f"{json.dumps(wanted, sort_keys=True)} {limits}"
        kept = home / f"{hashlib.sha256(said.encode() + data).hexdigest()}.json"
        if kept.exists():
            return dict(json.loads(kept.read_text()))
        answer = ask(data, wanted, limits)
        whole = kept.with_suffix(f".{tmp_path_factory.getbasetemp().name}")
        whole.write_text(json.dumps(answer))
        whole.replace(kept)  # so that no other worker sees half of it
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "_asked", asked)
        yield
