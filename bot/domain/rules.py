"""What an entry keeps to by itself, beyond what its model sees: one declaration for the store, for packages and for imports."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from bot.domain.entry import Entry
from bot.domain.pairings import Event
from bot.domain.places import City


class Rule(Enum):
    """A rule, as a sentence."""

    GEONAMES_ID = "A place that GeoNames has goes by its GeoNames id."
    REASON = "A place that GeoNames lacks needs a note that says why it is listed."
    COORDINATES = "A place has both coordinates or none."
    CITIES_OF_A_PAIRING = "An event of a pairing names its cities there, and not once more."


def broken(entry: Entry) -> Iterator[Rule]:
    """The rules that ``entry`` breaks. The models do not refuse it, for a row with a fault is still to be read and shown."""
    if isinstance(entry, City):
        if entry.geonames_id is not None and entry.geonames_id != entry.city_id:
            yield Rule.GEONAMES_ID
        if entry.geonames_id is None and not entry.note:
            yield Rule.REASON
        if (entry.latitude is None) != (entry.longitude is None):
            yield Rule.COORDINATES
    if isinstance(entry, Event) and entry.pairing_id is not None:
        if entry.city_id is not None or entry.other_city_id is not None:
            yield Rule.CITIES_OF_A_PAIRING
