"""Many files at a time.

Each thread asks a process of its own for the pages of its file (`degreekit.ingest.source.worker`),
which is where most of the work is. No process of this kind runs the calling program again, so a
plain script may use it as it is.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

__all__ = ["in_parallel"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def in_parallel(
    work: Callable[[_Item], _Result], items: Iterable[_Item], processes: int | None = None
) -> Iterator[_Result]:
    """Yield what comes of each item, in their order, with some worked on ahead.

    Args:
        work: what to do with an item; it raises nothing.
        items: taken as they are needed.
        processes: how many at a time; without it, one for each processor.

    Example:
        >>> from degreekit.ingest import in_parallel
        >>> list(in_parallel(abs, [-1, 2, -3]))
        [1, 2, 3]
    """
    many = processes or os.cpu_count() or 1
    left = iter(items)
    pool = ThreadPoolExecutor(many, thread_name_prefix="degreekit")
    try:
        waiting: deque[Future[_Result]] = deque(
            pool.submit(work, item) for item in islice(left, 2 * many)
        )
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(work, item) for item in islice(left, 1))
            yield result
    finally:
        pool.shutdown(cancel_futures=True)
