"""What the network is made of: places, and the ties of two of them with what is known of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, Protocol

from bot.domain.dates import PartialDate, years_before
from bot.domain.pairings import PairingKind, Status
from bot.domain.places import Level
from bot.domain.sources import Grade
from bot.domain.standing import SIGNATURE_SPEAKS_FOR_YEARS


class Reach(IntEnum):
    """Which ties count. Each reach holds the one before it, and adds those of further statuses."""

    ACTIVE = 0
    """Active ties."""
    UNKNOWN = 1
    """And those of which no source says how they stand."""
    HALTED = 2
    """And suspended, dormant and ended ones."""
    ANY = 3
    """And those that were only begun: proposed, invited, approved."""


REACH_OF = {
    Status.ACTIVE: Reach.ACTIVE,
    Status.UNKNOWN: Reach.UNKNOWN,
    Status.SUSPENDED: Reach.HALTED,
    Status.DORMANT: Reach.HALTED,
    Status.ENDED: Reach.HALTED,
    Status.APPROVED: Reach.ANY,
    Status.PROPOSED: Reach.ANY,
    Status.INVITED: Reach.ANY,
}
"""The narrowest reach that holds a tie of that status."""

_GRADES: tuple[Grade | None, ...] = (*Grade, None)
_FRESH, _OLD, _UNDATED = range(3)
WORTHS = len(Reach) * len(_GRADES) * 3
"""How many different worths there are."""


class Facts(NamedTuple):
    """What is known of a tie, apart from whose it is. Many ties share the same."""

    kind: PairingKind
    status: Status
    since: PartialDate | None
    """When the status began; of an active tie the signing."""
    signed: PartialDate | None
    """When it was first signed, whatever became of it."""
    as_of: PartialDate | None
    """The last date on which a source supports the status."""
    grade: Grade | None
    """The best grade of a source that speaks of how the tie stands or began; ``None`` if no source is named."""
    listed_only: bool
    """Whether nothing but lists supports it."""

    @property
    def reach(self) -> Reach:
        """The narrowest reach that holds it."""
        return REACH_OF[self.status]

    def worth(self, day: dt.date) -> int:
        """How well it is documented on ``day``: the smaller, the better; below :data:`WORTHS`.

        A tie that stands comes before one that does not; then the grade of the best source counts, then whether a source spoke
        of it within the years for which a signature does (:data:`~bot.domain.standing.SIGNATURE_SPEAKS_FOR_YEARS`).
        """
        if self.as_of is None:
            age = _UNDATED
        else:
            age = _FRESH if self.as_of.latest >= years_before(day, SIGNATURE_SPEAKS_FOR_YEARS) else _OLD
        return (self.reach * len(_GRADES) + _GRADES.index(self.grade)) * 3 + age


class Tie(NamedTuple):
    """A pairing as the network knows it. ``one`` and ``other`` are ids of cities, the smaller first."""

    pairing_id: int
    one: int
    other: int
    facts: Facts

    def other_than(self, city_id: int) -> int:
        """The party that is not ``city_id``."""
        return self.other if city_id == self.one else self.one


class Place(NamedTuple):
    """A city as the network knows it."""

    city_id: int
    country_code: str
    population: int | None
    large: bool
    """Whether it is a county or a region: such pair with each other, and cities, towns and districts with each other."""


def is_large(level: Level) -> bool:
    """Whether a place of that level pairs as counties and regions do."""
    return level in (Level.COUNTY, Level.REGION)


@dataclass(frozen=True, slots=True)
class Changes:
    """What has become of the catalogue's ties since a version."""

    places: tuple[Place, ...]
    """Those that are new or were changed."""
    ties: Mapping[int, Tie | None]
    """Each changed pairing as it stands now; ``None`` if it is gone."""


class Ties(Protocol):
    """What the network needs of the store, from one consistent state of it. Only what all servers share."""

    @property
    def version(self) -> Hashable:
        """Differs from the version before whenever something has changed."""
        ...

    def places(self) -> Iterable[Place]:
        """Every place, by rising id."""
        ...

    def ties(self) -> Iterable[Tie]:
        """Every tie, by rising id of its pairing. Ties of which the same is known share one :class:`Facts`."""
        ...

    def changes_since(self, version: Hashable) -> Changes | None:
        """What has changed since that version; ``None`` if that is not known, or so much that all is sooner read anew."""
        ...
