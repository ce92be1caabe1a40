"""Pairings of cities, what happened to them, and who says so."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from bot.domain.entry import Entry, Id, OptionalDate, Words


class PairingKind(StrEnum):
    """What sort of tie the two cities have."""

    SISTER_CITY = "sister_city"
    FRIENDSHIP = "friendship"
    PARTNERSHIP = "partnership"
    SOLIDARITY_PACT = "solidarity_pact"
    MEMORANDUM = "memorandum"
    REGION = "region"
    PROJECT = "project"


class EventKind(StrEnum):
    """What happened."""

    PROPOSED = "proposed"
    INVITED = "invited"
    APPROVED = "approved"
    SIGNED = "signed"
    RENEWED = "renewed"
    SUSPENDED = "suspended"
    KEPT = "kept"
    RESUMED = "resumed"
    DORMANT = "dormant"
    ENDED = "ended"
    LISTED = "listed"
    DISCUSSED = "discussed"
    VISIT = "visit"
    STATEMENT = "statement"
    AID = "aid"


class DateIs(StrEnum):
    """What a claimed date is the date of. Sorts as :attr:`rank`."""

    DECIDED = "decided"
    ANNOUNCED = "announced"
    REPORTED = "reported"
    CLAIMED = "claimed"

    @property
    def rank(self) -> int:
        """0 is closest to the act."""
        return list(DateIs).index(self)


class Status(StrEnum):
    """How a pairing stands: derived from its events by :mod:`bot.domain.standing`, never stored by hand.

    The order is that in which a card shows its groups.
    """

    ACTIVE = "active"
    APPROVED = "approved"
    PROPOSED = "proposed"
    INVITED = "invited"
    SUSPENDED = "suspended"
    DORMANT = "dormant"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Pairing(Entry):
    """A tie of two cities. The pair is unordered: ``city_a`` is the smaller id."""

    pairing_id: Id
    city_a: Id
    city_b: Id
    kind: PairingKind
    note: Words = Field("", description="What to know of the tie that is no event")

    @model_validator(mode="after")
    def _unordered(self) -> Self:
        if self.city_a >= self.city_b:
            raise ValueError("city_a must be the smaller id, and the two must differ")
        return self

    def admits(self, event: Event) -> bool:
        """Whether the event can be one of this tie: an act of one of its two cities, or of neither."""
        return event.by_city in (None, self.city_a, self.city_b)


class Event(Entry):
    """What happened to a pairing; or, without one, to one or two cities."""

    event_id: Id
    pairing_id: Id | None = Field(None, description="Empty for an event of no recorded pairing")
    kind: EventKind
    by_city: Id | None = Field(None, description="Whose act it was; empty if of both sides, of a third party, or not known")
    city_id: Id | None = Field(None, description="Without a pairing: the city it is about")
    other_city_id: Id | None = Field(None, description="Without a pairing: the other city")


class Claim(Entry):
    """One source's word for an event. Several may disagree; all are kept."""

    claim_id: Id
    event_id: Id
    source_id: Id | None = Field(None, description="Empty only where no source is known")
    date: OptionalDate = Field(None, description="EDTF; empty if the source gives no date")
    date_is: DateIs = DateIs.REPORTED
    decided_by: str = Field("", max_length=300, description="Who decided, as the source says, in our words")
    words: str = Field("", max_length=500, description="The deciding words, as near as the source gives them")
    condition: str = Field("", max_length=500, description="Until when or unless what")
    note: Words = Field("", description="What else the source says of it")
    dispute: Words = Field("", description="Where it disagrees with another source, and what was decided")
