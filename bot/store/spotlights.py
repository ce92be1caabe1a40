"""What is well sourced enough to be held up, and what was held up before."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_SEEN_IN = "(pairing.guild_id IS NULL OR pairing.guild_id = :guild)"
_WELL_SOURCED = """(SELECT count(DISTINCT claim.source_id) FROM event JOIN claim USING (event_id)
                    WHERE event.pairing_id = pairing.pairing_id) >= 2
    AND EXISTS (SELECT 1 FROM event JOIN claim USING (event_id) JOIN source USING (source_id)
                WHERE event.pairing_id = pairing.pairing_id AND event.kind <> 'listed' AND source.grade <= 'C')"""
"""At least two sources speak of it, and one of them, of grade A to C, of more than that it is on a list."""


def candidates(
    db: sqlite3.Connection, start: float, guild_id: int | None, cities: Sequence[int], countries: Sequence[str]
) -> Iterator[tuple[int, int, int]]:
    """Well-sourced pairings with their two cities, each once, from some place in the list on and then from its beginning.

    Args:
        start: where to begin, from 0, the beginning, to just below 1, the end.
        cities: only pairings of one of these; of any if there is none.
        countries: only pairings with a city in one of these; in any if there is none.
    """
    given: dict[str, Any] = {"guild": guild_id}
    where = f"{_SEEN_IN} AND {_WELL_SOURCED}"
    if cities:
        listed = _named(given, "city", cities)
        where += f" AND (city_a IN ({listed}) OR city_b IN ({listed}))"
    if countries:
        inside = f"(SELECT city_id FROM city WHERE country_code IN ({_named(given, 'country', countries)}))"
        where += f" AND (city_a IN {inside} OR city_b IN {inside})"
    (count,) = db.execute(f"SELECT count(*) FROM pairing WHERE {_SEEN_IN}", given).fetchone()
    first = db.execute(
        f"SELECT pairing_id FROM pairing WHERE {_SEEN_IN} ORDER BY pairing_id LIMIT 1 OFFSET :at",
        {**given, "at": int(start * count)},
    ).fetchone()
    if first is None:
        return
    for side in (">=", "<"):
        rows = db.execute(
            f"SELECT pairing_id, city_a, city_b FROM pairing WHERE pairing_id {side} :first AND {where} ORDER BY pairing_id",
            {**given, "first": first[0]},
        )
        yield from (tuple(row) for row in rows)


def held_up_since(db: sqlite3.Connection, guild_id: int, since: dt.datetime) -> list[Mapping[str, Any]]:
    """What was held up in a server since a time, as its occurrences say."""
    rows = db.execute(
        "SELECT about FROM occurrence WHERE kind = 'spotlight' AND guild_id = :guild AND due_at > :since",
        {"guild": guild_id, "since": int(since.timestamp())},
    )
    return [json.loads(row[0]) for row in rows]


def pairings_of(db: sqlite3.Connection, city_id: int, guild_id: int | None) -> int:
    """How many pairings of a city a server sees."""
    (count,) = db.execute(
        f"SELECT count(*) FROM pairing WHERE (city_a = :city OR city_b = :city) AND {_SEEN_IN}",
        {"city": city_id, "guild": guild_id},
    ).fetchone()
    return int(count)


def _named(given: dict[str, Any], name: str, those: Sequence[Any]) -> str:
    """Puts ``those`` into ``given``, and returns them as a list of parameters."""
    names = {f"{name}{number}": each for number, each in enumerate(those)}
    given |= names
    return ", ".join(f":{each}" for each in names)
