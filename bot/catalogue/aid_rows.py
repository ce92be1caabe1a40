"""An initiative in the cells of a table, and whole for a program. A link is in it only where two people checked it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bot.catalogue.table_file import date_cell
from bot.domain import wording
from bot.domain.initiatives import Verification
from bot.domain.records import Countries, RecordedInitiative

COLUMNS = (
    "For", "Country", "Title", "Organiser", "Organiser’s city", "Sector", "Asks for", "Purpose", "State", "Since", "Last seen",
    "Checked link", "Link shown until", "Note", "Source", "Source’s date and grade", "Entry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenAid:
    """An initiative as it is taken along.

    Args:
        source: what its source is called in words. Where a link is not vouched for, no address is given that may lead to it.
        occupied: whether the place that is helped is occupied; then no link is given.
        own: whether it is the server's own entry.
    """

    recorded: RecordedInitiative
    source: str
    occupied: bool = False
    own: bool = False

    def cells(self, countries: Countries, today: dt.date) -> list[object]:
        """The initiative under :data:`COLUMNS`."""
        initiative = self.recorded.initiative
        beneficiary = self.recorded.beneficiary
        country = countries.name(initiative.country_code)
        return [
            beneficiary.name if beneficiary else f"all of {countries.in_sentence(initiative.country_code)}",
            country,
            initiative.title,
            initiative.organiser,
            self._organisers_city,
            wording.SECTOR[initiative.sector],
            str(initiative.ask or ""),
            str(initiative.purpose).replace("_", " "),
            wording.AID_STANDING[initiative.standing(today)],
            date_cell(initiative.started),
            date_cell(initiative.last_seen),
            self._link(today),
            date_cell(initiative.link_expires) if self._link(today) else "",
            initiative.note,
            self.source,
            wording.source_line(self.recorded.source),
            "this server’s own" if self.own else f"initiative {initiative.initiative_id}",
        ]

    def whole(self, countries: Countries, today: dt.date) -> dict[str, Any]:
        """The same for a program; dates as EDTF."""
        initiative, source = self.recorded.initiative, self.recorded.source
        beneficiary = self.recorded.beneficiary
        return {
            "initiative": initiative.initiative_id,
            "for_city": beneficiary.name if beneficiary else None,
            "for_city_id": initiative.beneficiary_id,
            "country_code": initiative.country_code,
            "country": countries.name(initiative.country_code),
            "title": initiative.title,
            "organiser": initiative.organiser,
            "organiser_city": self._organisers_city,
            "sector": str(initiative.sector),
            "asks_for": str(initiative.ask) if initiative.ask else None,
            "purpose": str(initiative.purpose),
            "state": str(initiative.standing(today)),
            "state_in_words": wording.AID_STANDING[initiative.standing(today)],
            "started": initiative.started,
            "last_seen": initiative.last_seen,
            "checked_link": self._link(today) or None,
            "link_shown_until": initiative.link_expires if self._link(today) else None,
            "note": initiative.note,
            "source": {"name": self.source, "grade": str(source.grade), "grade_in_words": source.grade.words, "published": source.published},
            "own_entry": self.own,
        }  # fmt: skip

    @property
    def _organisers_city(self) -> str:
        return self.recorded.organiser_city.name if self.recorded.organiser_city else self.recorded.initiative.organiser_city

    def _link(self, today: dt.date) -> str:
        initiative = self.recorded.initiative
        return initiative.link if initiative.checked(today) is Verification.VERIFIED and not self.occupied else ""
