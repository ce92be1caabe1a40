"""Shows that no fact was lost: for each row of the raw facts, where it went."""

from __future__ import annotations

import sys

from scripts.catalogue.facts import Fact, Origin


def report(facts: dict[str, list[Fact]], went: dict[Origin, str]) -> list[Origin]:
    """Prints how many rows of each file are in the tables; returns those that are not."""
    missing = [fact.origin for rows in facts.values() for fact in rows if fact.origin not in went]
    for name, rows in facts.items():
        there = sum(1 for fact in rows if fact.origin in went)
        sys.stderr.write(f"{name}.csv: {there} of {len(rows)} rows are in\n")
    for origin in missing:
        sys.stderr.write(f"lost: {origin}\n")
    return missing
