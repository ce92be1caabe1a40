"""What a benchmark found, and whether it is within its bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.table import Column, Table


@dataclass(frozen=True)
class Finding:
    """One line of the table. `ok` is None where nothing is demanded."""

    what: str
    measured: float
    unit: str
    peer: float | None = None
    bound: str = ""
    ok: bool | None = None

    @property
    def ratio(self) -> float | None:
        """The measured in units of the peer's."""
        return self.measured / self.peer if self.peer else None

    @classmethod
    def told(cls, what: str, measured: float, unit: str, *, peer: float | None = None) -> Finding:
        """A figure without a bound."""
        return cls(what, measured, unit, peer)

    @classmethod
    def at_most(cls, what: str, measured: float, unit: str, most: float, *, peer: float | None = None) -> Finding:
        """A figure that must not be above `most`, in its own unit."""
        return cls(what, measured, unit, peer, f"≤ {most:g} {unit}", measured <= most)

    @classmethod
    def ratio_at_most(cls, what: str, measured: float, unit: str, most: float, *, peer: float) -> Finding:
        """A figure that must not be above `most` times the peer's."""
        return cls(what, measured, unit, peer, f"≤ {most:g} ×", measured <= most * peer)

    @classmethod
    def surplus_at_most(cls, what: str, measured: float, unit: str, most: float, *, peer: float) -> Finding:
        """A figure that must not be more than `most` above the peer's."""
        return cls(what, measured, unit, peer, f"≤ peer + {most:g} {unit}", measured <= peer + most)


class Benchmark(Protocol):
    """A module that measures something. Its findings come one by one, as they are made."""

    def measure(self) -> Iterable[Finding]: ...


def at(share: float, values: Sequence[float]) -> float:
    """The value below which that share of `values` lies: `at(0.99, …)` is p99 (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(findings: Sequence[Finding]) -> Table:
    """What | measured | peer | ratio | bound | ok."""
    shown = Table("what", *(Column(name, justify="right") for name in ("measured", "peer", "ratio", "bound")), "ok")
    for row in _rows(findings):
        shown.add_row(*row)
    return shown


def _rows(findings: Sequence[Finding]) -> Iterator[tuple[str, ...]]:
    words = {True: "yes", False: "NO", None: ""}
    for found in findings:
        peer = f"{found.peer:,.4g} {found.unit}" if found.peer is not None else ""
        ratio = f"{found.ratio:.2f} ×" if found.ratio is not None else ""
        yield found.what, f"{found.measured:,.4g} {found.unit}", peer, ratio, found.bound, words[found.ok]
