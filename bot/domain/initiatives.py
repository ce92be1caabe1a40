"""Initiatives: what one place or organiser does for another, and who the organisers are."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from bot.domain.dates import PartialDate
from bot.domain.entry import CountryCode, Entry, Id, Line, OptionalDate, Words


class Sector(StrEnum):
    """What an initiative is about."""

    GOODS = "goods"
    FUNDRAISING = "fundraising"
    INFRASTRUCTURE = "infrastructure"
    MEDICAL = "medical"
    EXPERTISE = "expertise"
    EDUCATION = "education"
    CULTURE = "culture"
    ADVOCACY = "advocacy"
    OTHER = "other"


class Ask(StrEnum):
    """What an initiative asks of people."""

    MONEY = "money"
    GOODS = "goods"
    SKILLS = "skills"
    HOSTING = "hosting"
    NONE = "none"


class Purpose(StrEnum):
    """Whether the help can serve an armed force."""

    CIVILIAN = "civilian"
    DUAL_USE = "dual_use"
    MILITARY = "military"


class State(StrEnum):
    """How the initiative stood when it was last seen."""

    OPEN = "open"
    CLOSED = "closed"
    COMPLETED = "completed"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How an initiative is shown on a day. The order is that of the groups in a card."""

    OPEN = "open"
    LAST_SEEN_ACTIVE = "last_seen_active"
    UNKNOWN = "unknown"
    COMPLETED = "completed"


class Verification(StrEnum):
    """What was done to make sure of an initiative's link."""

    UNVERIFIED = "unverified"
    LISTED = "listed"
    VERIFIED = "verified"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


VOUCHED_FOR = ("link", "organisation_id", "organiser", "title", "beneficiary_id", "country_code", "ask", "purpose")
"""What whoever checks a link has looked at. A change of any of these sends the link back to be checked."""

VOUCHED_BY = ("link_added_by", "link_added", "link_approved_by", "link_approved", "link_expires")
"""Who stands for a verified link, and until when: written where two people check it, whatever a form or a file says."""


OPEN_FOR_DAYS = 30
"""For how long one look shows an initiative to be open, where nobody says until when: as long as the check of an appeal’s link holds
(:data:`bot.moderation.links.APPEAL_DAYS`)."""


def open_until(last_seen: PartialDate) -> PartialDate:
    """The last day on which what was seen open then is shown as open; a month or a year counts from its first day."""
    return PartialDate.parse((last_seen.earliest + dt.timedelta(days=OPEN_FOR_DAYS)).isoformat())


class Organisation(Entry):
    """Who runs initiatives."""

    organisation_id: Id
    name: Line
    domain: str = Field("", max_length=200, description="Official domain (with a path on a shared host), where a source shows it")
    country_code: CountryCode | None = None
    home_city: str = Field("", max_length=200, description="Seat, as the source names it")
    home_city_id: Id | None = None
    register_name: str = Field("", max_length=100, description="Which register: EIN, EDRPOU, UK charity number…")
    register_number: str = Field("", max_length=100)
    what: Words = Field("", description="What it is")
    source_id: Id | None = None


class Initiative(Entry):
    """What an organiser does for a beneficiary city, or for a whole country."""

    initiative_id: Id
    beneficiary_id: Id | None = Field(None, description="The city that is helped; empty for the whole country")
    country_code: CountryCode
    title: Line
    sector: Sector
    ask: Ask | None = Field(None, description="What it asks of people; empty if no source says")
    purpose: Purpose = Purpose.CIVILIAN
    state: State
    started: OptionalDate = None
    last_seen: OptionalDate = Field(None, description="The last date on which a source shows it at work")
    check_by: OptionalDate = Field(None, description="Until when 'open' may be shown without a new check")
    organiser: Line
    organiser_city: str = Field("", max_length=200, description="The organiser's city, as the source names it")
    organiser_city_id: Id | None = None
    organisation_id: Id | None = None
    link: str = Field("", max_length=2000, pattern=r"^(https?://\S+)?$", description="Its page; shown only when verified")
    verification: Verification = Verification.UNVERIFIED
    link_added_by: Id | None = Field(None, description="Discord id of who gave the link, once it is verified")
    link_added: OptionalDate = Field(None, description="The day on which that was")
    link_approved_by: Id | None = Field(None, description="Discord id of who checked the link; somebody else than who gave it")
    link_approved: OptionalDate = Field(None, description="The day on which that was")
    link_expires: OptionalDate = Field(None, description="The last day on which the link is shown without a new check")
    note: Words = ""
    source_id: Id

    @model_validator(mode="after")
    def _verified_by_two(self) -> Self:
        if self.verification is not Verification.VERIFIED:
            return self
        said = (self.link_added_by, self.link_added, self.link_approved_by, self.link_approved, self.link_expires)
        if not self.link.startswith("https://") or None in said or self.link_added_by == self.link_approved_by:
            raise ValueError("a verified link is https, given by one and checked by another, both with the day, and has an end")
        return self

    def checked(self, today: dt.date) -> Verification:
        """What holds of its link on ``today``: a verified one lapses by itself."""
        if self.verification is Verification.VERIFIED and (self.link_expires is None or self.link_expires.latest < today):
            return Verification.LAPSED
        return self.verification

    def standing(self, today: dt.date) -> Standing:
        """How it is shown on ``today``: an open one past its check date was only active when last seen."""
        if self.state in (State.COMPLETED, State.CLOSED):
            return Standing.COMPLETED
        if self.state is State.UNKNOWN:
            return Standing.UNKNOWN
        if self.check_by is not None and self.check_by.latest >= today:
            return Standing.OPEN
        return Standing.LAST_SEEN_ACTIVE
