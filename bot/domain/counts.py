"""Counts that others published. They contradict each other and are shown as their author's word, with the date."""

from __future__ import annotations

from pydantic import Field

from bot.domain.entry import Amount, CountryCode, Entry, Id, Line, OptionalDate


class PublishedCount(Entry):
    """A number that somebody published about ties."""

    count_id: Id
    country_code: CountryCode | None = Field(None, description="The country it is about")
    other_country_code: CountryCode | None = Field(None, description="The other country, if it is about ties between two")
    as_of: OptionalDate = None
    what: Line = Field(description="What was counted")
    count: Amount
    unit: str = Field(min_length=1, max_length=2000, description="In what unit, with its limits")
    claimed_by: Line
    words: Line = Field(description="The count as a card says it: at least 50 cities in the United States")
    source_id: Id
