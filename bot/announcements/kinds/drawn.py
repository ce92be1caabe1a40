"""What is drawn under a post: maps of the pairings that it tells of."""

from __future__ import annotations

from collections.abc import Sequence

from bot.announcements.kinds.kind import Telling
from bot.domain.records import RecordedPairing
from bot.pictures import of_entries
from bot.pictures.subjects import MapSubject


def strip_map(recorded: RecordedPairing, telling: Telling) -> MapSubject | None:
    """The two cities of a pairing, in a strip; nothing where one of them has no place on a map."""
    return _if_any(of_entries.map_of_pair(recorded, telling.countries, telling.today))


def map_of_several(title: str, line: str, those: Sequence[RecordedPairing], telling: Telling) -> MapSubject | None:
    """Several pairings under one title; nothing where none has a place on a map."""
    return _if_any(of_entries.map_of_pairings(title, line, those, telling.countries, telling.today))


def _if_any(subject: MapSubject) -> MapSubject | None:
    return subject if subject.ties else None
