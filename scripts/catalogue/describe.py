"""What the edition that is compiled says of itself."""

from __future__ import annotations

from bot.catalogue import description as package

CREATED = "2026-11-22"
POPULATION_SOURCE = "GeoNames’ figures, which carry no year (taken after September 2024)"


def description() -> str:
    """``datapackage.json`` as text."""
    return package.description(CREATED, POPULATION_SOURCE)
