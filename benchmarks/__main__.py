"""Measures, and prints one table."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click
from rich.console import Console

from benchmarks.findings import Finding, table


def names() -> list[str]:
    """The benchmarks there are: each module of this package in which `def measure(` stands."""
    folder = Path(__file__).parent
    found = [module.name for module in iter_modules([str(folder)]) if not module.ispkg]
    return [name for name in found if "\ndef measure(" in (folder / f"{name}.py").read_text(encoding="utf-8")]


@click.command()
@click.argument("chosen", nargs=-1, type=click.Choice(names()), metavar="[NAME]…")
@click.option("--check", is_flag=True, help="End with code 1 if a bound is not held.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each line of the table.")
def main(chosen: Sequence[str], check: bool, as_json: bool) -> None:
    """Measure the benchmarks of these names, or all: what | measured | peer | ratio | bound | ok."""
    findings: list[Finding] = []
    errors = Console(stderr=True)
    for name in chosen or names():
        with errors.status(f"measuring {name} …"):
            findings += import_module(f"benchmarks.{name}").measure()
    if as_json:
        for found in findings:
            click.echo(json.dumps({**asdict(found), "ratio": found.ratio}))
    else:
        # Wide enough for every column where the output is no terminal.
        Console(width=None if sys.stdout.isatty() else 120).print(table(findings))
    if check and any(found.ok is False for found in findings):
        raise SystemExit(1)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
