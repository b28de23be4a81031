"""Many students at once: a department, a university."""

from degreekit.cohort.arrow import (
    ParquetFile,
    audit_batches,
    audit_table,
    requirement_schema,
    student_schema,
)
from degreekit.cohort.changes import StudentChanges, rule_changes_data, rule_changes_text
from degreekit.cohort.compare import StudentChange, compare_rules, compare_runs
from degreekit.cohort.demand import Demand
from degreekit.cohort.entry import CsvRows, Entry, InvalidEntry
from degreekit.cohort.evaluation import Auditors, Counts, How, evaluate
from degreekit.cohort.inputs import CohortFile, CohortMissing, read_cohort
from degreekit.cohort.many import Item, Outcome, audit_many
from degreekit.cohort.origin import Origin
from degreekit.cohort.page import DepartmentPage
from degreekit.cohort.pool import OtherVersion, WorkerDied, processors
from degreekit.cohort.row import Detail, RequirementRow, StudentRow, failed_row, full_row
from degreekit.cohort.store import NotARun, Run, RunBusy, is_run, read_run
from degreekit.cohort.summary import NotReconciled, Summary
from degreekit.cohort.tables import Rows, TextTable, csv_header, csv_rows, json_rows

__all__ = [
    "Auditors",
    "CohortFile",
    "CohortMissing",
    "Counts",
    "CsvRows",
    "Demand",
    "DepartmentPage",
    "Detail",
    "Entry",
    "How",
    "InvalidEntry",
    "Item",
    "NotARun",
    "NotReconciled",
    "Origin",
    "OtherVersion",
    "Outcome",
    "ParquetFile",
    "RequirementRow",
    "Rows",
    "Run",
    "RunBusy",
    "StudentChange",
    "StudentChanges",
    "StudentRow",
    "Summary",
    "TextTable",
    "WorkerDied",
    "audit_batches",
    "audit_many",
    "audit_table",
    "compare_rules",
    "compare_runs",
    "csv_header",
    "csv_rows",
    "evaluate",
    "failed_row",
    "full_row",
    "is_run",
    "json_rows",
    "processors",
    "read_cohort",
    "read_run",
    "requirement_schema",
    "rule_changes_data",
    "rule_changes_text",
    "student_schema",
]
