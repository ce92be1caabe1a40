"""A resolution as plain data, for the command line."""

from __future__ import annotations

from typing import TypedDict

from bot.search.answers import Resolution


class FoundCity(TypedDict):
    """A city of the answer."""

    geonames_id: int | None
    """Null for a place that the catalogue lists by hand."""
    name: str
    region: str
    country: str


class Report(TypedDict):
    """What ``python -m bot search`` prints, as one JSON object."""

    outcome: str
    cities: list[FoundCity]
    micros: int


def report(resolution: Resolution, micros: int) -> Report:
    """The outcome, the cities best first, and how long it took in millionths of a second."""
    return {
        "outcome": resolution.outcome.value,
        "cities": [
            {
                "geonames_id": found.city.geonames_id,
                "name": found.city.name,
                "region": found.city.region,
                "country": found.country,
            }
            for found in resolution.candidates
        ],
        "micros": micros,
    }
