"""The JSON Schemas of what goes in and what comes out, made from the models themselves."""

from __future__ import annotations

from typing import Any

from degreekit.audit import Audit
from degreekit.requirements.files.schema import program_schema
from degreekit.transcript import Transcript

__all__ = ["SCHEMAS", "json_schema"]

#: The formats that have a schema. The number changes when a reader would have to.
SCHEMAS = {"audit": 1, "transcript": 1, "program": 1}


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a format.

    Its ``$id`` is a name, ``urn:degreekit:schema:audit:1``, and no address: it is not to be
    fetched, and stays the same wherever the schema is kept.

    Args:
        name: ``audit``, ``transcript`` or ``program``.

    Raises:
        KeyError: there is no such format.

    Example:
        >>> from degreekit.report import json_schema
        >>> json_schema("audit")["$id"]
        'urn:degreekit:schema:audit:1'
    """
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:degreekit:schema:{name}:{SCHEMAS[name]}",
    }
    if name == "program":
        return {**head, **program_schema()}
    if name == "audit":
        schema = Audit.model_json_schema(mode="serialization")
    else:
        schema = Transcript.model_json_schema(mode="validation")
        record = schema["$defs"]["CourseRecord"]  # where the status is left out, the grade says it
        record["required"].remove("status")
        record["properties"]["status"] = {
            "anyOf": [record["properties"]["status"], {"type": "null"}],
            "default": None,
        }
    for one in (schema, *schema["$defs"].values()):
        if "description" in one:  # what it is, without the docstring's lists and examples
            one["description"] = one["description"].split("\n\nAttributes:")[0].split("\n\nEx")[0]
    return {**head, **schema}
