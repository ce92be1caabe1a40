"""How a server has set the bot up for itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.domain.entry import Id


class Language(StrEnum):
    """Languages that the bot speaks, by their BCP 47 tag."""

    ENGLISH = "en"


class Theme(StrEnum):
    """What pictures are made for: Discord’s dark or its light theme."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Look:
    """How answers and posts look where they stand."""

    pictures: bool = True
    theme: Theme = Theme.DARK
    language: Language = Language.ENGLISH


class ServerSettings(BaseModel):
    """One server's own settings. Each field stands in a form and has a command."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    guild_id: Id
    moderator_role: Id | None = Field(None, description="Who keeps this server’s entries, beside those who may manage the server")
    contributor_role: Id | None = Field(None, description="Who may suggest without a limit on how much")
    review_channel: Id | None = Field(None, description="Where suggestions are posted for review")
    language: Language = Field(Language.ENGLISH, description="In which language the bot speaks here")
    theme: Theme = Field(Theme.DARK, description="Whether pictures are dark or light")
    pictures: bool = Field(True, description="Whether answers come with pictures")
    time_zone: str = Field("UTC", description="Whose midnight and whose noon count here, as in “Europe/Kyiv”")
    suggestions_held: bool = Field(False, description="Whether suggestions are on hold")

    @property
    def look(self) -> Look:
        """How answers look here."""
        return Look(self.pictures, self.theme, self.language)

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        known = {zone.casefold(): zone for zone in available_timezones()}
        found = known.get(name.strip().replace(" ", "_").casefold())
        if found is None:
            raise ValueError(f"“{name[:40]}” is no time zone. Write one as in Europe/Kyiv or America/Chicago")
        return found
