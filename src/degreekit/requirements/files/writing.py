"""A program out as YAML, in the form that `load_program` reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml
from typing_extensions import override

from degreekit.courses import Repeats
from degreekit.requirements.files.form import MAIN, ROOT_ID, TEXT, fields, has_id, kind_of
from degreekit.requirements.model import RuleModel, Source, amount_text
from degreekit.requirements.program import Program

__all__ = ["dump_program"]


def dump_program(program: Program) -> str:
    """Write a program as YAML; `load_program` reads it back as an equal program.

    Args:
        program: any program.

    Example:
        >>> from degreekit.requirements import All, Check, Program, dump_program
        >>> total = Check(id="total", title="Total", credits=30)
        >>> root = All(id="degree", title="Demo", parts=(total,))
        >>> program = Program(id="demo", title="Demo", edition="1", institution="here", root=root)
        >>> print(dump_program(program), end="")
        id: demo
        title: Demo
        edition: '1'
        institution: here
        requirements:
          - check: total
            title: Total
            credits: 30
    """
    data = _Writing(program.source).table(program)
    root = data["root"]
    if {key: root[key] for key in root if key != "parts"} == {
        "all": ROOT_ID,
        "title": program.title,
    }:
        data = {("requirements" if key == "root" else key): value for key, value in data.items()}
        data["requirements"] = root["parts"]
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=98)


class _Writing:
    """Turns models to plain data in the short form."""

    def __init__(self, cited: Source | None):
        self.cited = cited

    def table(self, model: RuleModel | Repeats) -> dict[str, Any]:
        """Return the fields that differ from their defaults, in their order."""
        kind, data = kind_of(type(model)), {}
        for name in fields(type(model)):
            if name not in type(model).model_fields:
                continue
            value = getattr(model, name)
            if value == type(model).model_fields[name].default:
                continue
            key = kind if name == "id" and kind and has_id(type(model)) else name
            own = isinstance(model, Program) and name == "source"
            data[key] = self._source(value, own=own) if name == "source" else self.value(value)
        return _in_order(data)

    def value(self, value: Any) -> Any:
        match value:
            case tuple():
                return _inline([self.value(one) for one in value])
            case Source():
                return self._source(value)
            case RuleModel() | Repeats():
                return _inline(self._model(value))
            case bool() | int():
                return value
            case Decimal():
                return _Number(amount_text(value))
        return str(value)

    def _model(self, model: RuleModel | Repeats) -> Any:
        data = self.table(model)
        text = TEXT.get(type(model))
        if text and set(data) == {text} and isinstance(data[text], str):
            return data[text]
        kind = kind_of(type(model))
        if kind is None:
            return data
        if has_id(type(model)):
            return _Block(data)
        main = MAIN.get(kind)
        if main is not None and set(data) == {main}:
            alone = data[main]
            if not isinstance(alone, dict) or not set(alone) & set(fields(type(model))):
                return {kind: alone}
        return {kind: _inline(data)}

    def _source(self, source: Source, *, own: bool = False) -> Any:
        """Return a source without what it has from that of the program."""
        data = self.table(source)
        cited = None if own else self.cited
        if cited is not None and source.document == cited.document:
            del data["document"]
            data.pop("date", None)
            if source.date != cited.date:
                data["date"] = source.date
        if set(data) == {"sentence"} and not own:
            return data["sentence"]
        return data


def _in_order(data: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its single values first, then where it comes from, then its lists."""
    return dict(
        sorted(
            data.items(),
            key=lambda one: 2 if _is_long(one[1]) and one[0] != "source" else one[0] == "source",
        )
    )


def _is_long(value: Any) -> bool:
    return isinstance(value, dict | list) and not isinstance(value, _Line)


#: A list or table of single values is written on one line up to so many characters.
_SHORT = 76


class _Block(dict[str, Any]):
    """A requirement, which is never written on one line."""

    __slots__ = ()


class _Line:
    """Marks what is written on one line."""

    __slots__ = ()


class _LineTable(_Line, dict[str, Any]):
    __slots__ = ()


class _LineItems(_Line, list[Any]):
    __slots__ = ()


def _inline(value: Any) -> Any:
    """Return a list or table so that it is written on one line, where that is short."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if (
        not parts
        or isinstance(value, _Block)
        or any(_is_long(part) for part in parts)
        or len(str(value)) > _SHORT
    ):
        return value
    return _LineTable(value) if isinstance(value, dict) else _LineItems(value)


class _Number(str):
    """Digits that are written without quotes, as exact as they are."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes as people do: lists set in, no references between equal parts."""

    @override
    def ignore_aliases(self, data: Any) -> bool:
        return True

    @override
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _number(dumper: yaml.SafeDumper, value: _Number) -> yaml.Node:
    tag = "float" if "." in value else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", str(value))


def _line_table(dumper: yaml.SafeDumper, value: _LineTable) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)


def _line_items(dumper: yaml.SafeDumper, value: _LineItems) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_Number, _number)
_Dumper.add_representer(_Block, yaml.SafeDumper.represent_dict)
_Dumper.add_representer(_LineTable, _line_table)
_Dumper.add_representer(_LineItems, _line_items)
