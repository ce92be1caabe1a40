"""A place that is to be listed by hand: whether it is known already, and why it is listed if nobody says."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cogs.desk import Rooms
from bot.domain import wording
from bot.errors import FieldUnclear
from bot.moderation.filled import Typed
from bot.search import Outcome
from bot.search.keys import native_key

NAME, COUNTRY, NOTE = "0.name", "0.country_code", "0.note"
UNLISTED = "GeoNames does not list it under this name."
"""Every place that is listed by hand says why."""


def with_reason(rooms: Rooms, given: Mapping[str, Typed]) -> dict[str, Typed]:
    """What was filled in for a new place, with the reason why it is listed by hand.

    Raises:
        FieldUnclear: a place of that name in that country is known, and nothing says that another one is meant.
    """
    if given.get(NOTE):
        return dict(given)
    name = str(given.get(NAME, ""))
    found = rooms.search.resolve(name)
    candidates = found.candidates if found.outcome in (Outcome.MATCH, Outcome.CHOICE) else ()
    for city in (candidate.city for candidate in candidates):
        if city.country_code == given.get(COUNTRY) and native_key(city.name) == native_key(name):
            known = f"{wording.in_full(city, rooms.countries)} is known already and needs no entry."
            raise FieldUnclear({NAME: f"{known} If you mean another place, say in the note how they differ."})
    return {**given, NOTE: UNLISTED}
