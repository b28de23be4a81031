"""Arrow batches in and out, on one machine and on engines that distribute them."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from degreekit.cohort import (
    Auditors,
    Entry,
    How,
    InvalidEntry,
    audit_batches,
    audit_many,
    audit_table,
    evaluate,
    requirement_schema,
    student_schema,
)

from .small import auditor, students

pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra 'cohort'")


def whole(number: int, size: int = 7) -> Iterator[Any]:
    """Yield batches of students, a row each."""
    items = list(students(number))
    for start in range(0, number, size):
        some = items[start : start + size]
        yield pa.RecordBatch.from_pydict(
            {
                "key": [one["key"] for one in some],
                "transcript": [json.dumps(one["transcript"]) for one in some],
            }
        )


def expected(number: int, detail: Any = "requirements") -> list[dict[str, Any]]:
    entries = [Entry(one["key"], one["transcript"]) for one in students(number)]
    return [row.columns() for row in evaluate(entries, Auditors(auditor()), how=How(detail))]


def plain(batches: Any) -> list[dict[str, Any]]:
    """Return the rows of batches with amounts as a table has them as text."""
    names = ("remaining_credits", "credits_applied", "credits_needed")
    rows = [row for batch in batches for row in batch.to_pylist()]
    for row in rows:
        row.update({name: f"{row[name]:.2f}" for name in names if row.get(name) is not None})
    return rows


def test_students_come_out_in_their_order_with_the_schema_that_is_published() -> None:
    batches = list(audit_batches(whole(40), auditor()))
    assert {batch.schema for batch in batches} == {student_schema()}
    assert plain(batches) == expected(40)


def test_figures_and_requirements_may_be_asked_for() -> None:
    assert plain(audit_batches(whole(20), auditor(), detail="figures")) == expected(20, "figures")
    (batch,) = audit_batches(whole(20), auditor(), rows="requirements")
    assert batch.schema == requirement_schema()
    assert batch.num_rows == 20 * 3


def test_an_error_is_a_row() -> None:
    table = pa.table({"key": ["a", "b"], "transcript": ["{", '{"records": []}']})
    bad, good = plain(audit_batches([table], auditor()))
    assert (bad["key"], bad["status"], bad["error_kind"]) == ("a", None, "InvalidEntry")
    assert (good["status"], good["error"]) == ("unsatisfied", None)


def test_nested_records_and_rows_of_courses_are_the_same_students() -> None:
    items = [one for one in students(30) if one["transcript"]["records"]]
    nested = pa.table(
        {
            "key": [one["key"] for one in items],
            "records": [one["transcript"]["records"] for one in items],
        }
    )
    rows = [{"key": one["key"], **row} for one in items for row in one["transcript"]["records"]]
    flat = pa.Table.from_pylist(rows).to_batches(max_chunksize=4)  # a student goes on
    assert plain(audit_batches(flat, auditor())) == plain(audit_batches([nested], auditor()))


def test_rows_of_a_student_that_do_not_stand_together_are_an_error_and_not_two_students() -> None:
    rows = [{"key": key, "code": f"CS {n}", "credits": 3} for n, key in enumerate("aba", start=1)]
    found = plain(audit_batches([pa.Table.from_pylist(rows)], auditor()))
    assert [(row["key"], row["error_kind"]) for row in found] == [
        *(("a", None), ("b", None), ("a", "InvalidEntry")),
    ]
    with pytest.raises(InvalidEntry, match="no column 'key'"):
        next(audit_batches([pa.table({"id": [1]})], auditor()))


def test_batches_are_taken_as_they_are_needed() -> None:
    taken = 0

    def batches() -> Iterator[Any]:
        nonlocal taken
        for batch in whole(5000, size=1000):
            taken += 1
            yield batch

    found = audit_batches(batches(), auditor(), detail="figures")
    next(found)
    assert taken <= 2


# ------------------------------------------------------------------------------------- engines


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A local cluster of Dask with two workers, each a process."""
    distributed = pytest.importorskip("distributed", reason="Dask is in the group 'test'")
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=50,
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


@pytest.mark.slow  # a cluster takes seconds to start
@pytest.mark.filterwarnings("ignore")  # of Dask: ports, and workers that are killed
def test_a_dask_cluster_gives_the_rows_of_one_machine_and_loses_none_with_a_worker(
    cluster: Any,
) -> None:
    items = list(students(300))
    one = auditor()
    here = [(o.key, o.status, o.audit and o.audit.gpa) for o in audit_many(one, items)]
    found = audit_many(one, items, cluster.get_executor(), chunk=4)
    rows = [next(found)]
    os.kill(next(iter(cluster.cluster.workers.values())).pid, signal.SIGKILL)
    rows += found
    assert [(o.key, o.status, o.audit and o.audit.gpa) for o in rows] == here


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Dask
def test_dask_maps_batches(cluster: Any) -> None:
    futures = cluster.map(partial(audit_table, program=auditor()), list(whole(30)))
    assert plain(cluster.gather(futures)) == expected(30)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Spark
def test_spark_maps_batches_in_arrow() -> None:
    pytest.importorskip("pandas", reason="Spark needs pandas")
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed")
    from pyspark.sql.pandas.types import from_arrow_schema

    spark = sql.SparkSession.builder.master("local[2]").getOrCreate()
    try:
        rows = [(one["key"], json.dumps(one["transcript"])) for one in students(40)]
        frame = spark.createDataFrame(rows, "key string, transcript string")
        audit = partial(audit_batches, program=auditor())
        found = frame.mapInArrow(audit, from_arrow_schema(student_schema())).collect()
    finally:
        spark.stop()
    kept = sorted((row["key"], row["status"], row["gpa"]) for row in found)
    assert kept == [(row["key"], row["status"], row["gpa"]) for row in expected(40)]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Ray
def test_ray_maps_batches() -> None:
    ray = pytest.importorskip("ray", reason="Ray is not installed")
    data = pytest.importorskip("ray.data")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    audit = partial(audit_table, program=auditor())
    try:
        table = pa.Table.from_batches(whole(40))
        found = data.from_arrow(table).map_batches(audit, batch_format="pyarrow")
        assert plain([pa.Table.from_pylist(found.take_all(), student_schema())]) == expected(40)
    finally:
        ray.shutdown()
