"""Counts how documents came out, axis by axis and value by value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from tests.layouts.choice import AXES, Choice
from tests.layouts.judge import GOOD, SILENT, Kind, Verdict

_HEAD = ("docs", "perfect", "refused", "contrad.", "named", "SILENT", "doubted")


class Tally:
    """Counts by axis and value; the memory that it takes does not grow with the documents.

    Args:
        alone: only the values that are not plain are counted, for runs of one axis at a time.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self.alone = alone
        self.documents = 0
        self.kinds: Counter[Kind] = Counter()
        self.sums: Counter[str] = Counter()
        self.by_value: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def add(self, choice: Mapping[str, str], verdict: Verdict) -> None:
        """Count a document.

        Args:
            choice: the values that are not plain.
            verdict: how it came out.
        """
        self.documents += 1
        self.kinds[verdict.kind] += 1
        unnamed = "unnamed, contradicted" if verdict.kind is Kind.CONTRADICTED else "unnamed"
        self.sums += Counter(
            {
                "rows": verdict.rows,
                "wrong": verdict.wrong,
                unnamed: verdict.unnamed,
                "doubted": int(verdict.doubted),
                "better": int(verdict.better),
                "proved": int(verdict.proved),
                "proved, wrong": int(verdict.proved and bool(verdict.wrong)),
            }
        )
        for value in (choice if self.alone else {**Choice.plain(), **choice}).items():
            counts = self.by_value[value]
            counts["documents"] += 1
            counts[verdict.kind] += 1
            counts["doubted"] += verdict.doubted

    @property
    def bad(self) -> int:
        """How many documents came out as none may."""
        return sum(self.kinds[kind] for kind in SILENT) + self.sums["better"]

    def table(self) -> Iterator[str]:
        """Yield the table of axes and values."""
        yield f"{'axis and value':<52}" + "".join(f"{name:>9}" for name in _HEAD)
        for axis in AXES:
            values = [value for at, value in self.by_value if at == axis]
            if len(values) < 2 and not self.alone:
                continue
            yield axis
            for value in sorted(values, key=lambda value: -self.by_value[axis, value]["documents"]):
                yield f"  {value:<50}" + _row(self.by_value[axis, value])
        yield "-" * (52 + 9 * len(_HEAD))

    def summary(self) -> Iterator[str]:
        """Yield the sums."""
        sums = self.sums
        yield f"{self.documents} documents, {sums['rows']} rows"
        for kind in Kind:
            if number := self.kinds[kind]:
                share = 100 * number / self.documents
                yield f"  {kind.value:<52}{number:>6}  {share:5.1f} %"
        for title, name in (
            ("rows wrong, lost or invented", "wrong"),
            ("... and no finding points at them", "unnamed"),
            ("... the same in contradicted documents", "unnamed, contradicted"),
            ("perfect documents with a doubt about a row", "doubted"),
            ("audits that promise more than the truth", "better"),
            ("readings that say they are proved", "proved"),
            ("... and are wrong", "proved, wrong"),
        ):
            yield f"  {title:<52}{sums[name]:>6}"


def _row(counts: Mapping[str, int]) -> str:
    total = counts["documents"]

    def number(*kinds: Kind) -> int:
        return sum(counts.get(kind, 0) for kind in kinds)

    shares = (
        number(*GOOD),
        number(Kind.REFUSED, Kind.WRONG_NAME),
        number(Kind.CONTRADICTED),
    )
    out = f"{total:>9}" + "".join(f"{100 * share / total:>8.1f}%" for share in shares)
    return out + f"{number(Kind.NAMED):>9}{number(*SILENT):>9}{counts.get('doubted', 0):>9}"
