"""The processes that a command works with."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from degreekit.cohort import processors

__all__ = ["process_pool"]


@contextmanager
def process_pool(number: int | None) -> Iterator[Executor | None]:
    """Yield processes to work with; None where this process does the work alone.

    Args:
        number: how many; without it one for each processor.
    """
    number = number or processors()
    if number == 1:
        gc.freeze()  # what is there by now stays: garbage is looked for among the rest
        try:
            yield None
        finally:
            gc.unfreeze()
        return
    pool = ProcessPoolExecutor(number, initializer=_begin)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _begin() -> None:
    """Let the process that asks decide what an interrupt means, and keep what it brought."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
