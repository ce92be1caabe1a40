"""What a moderator typed about an announcement: understood, asked back about, kept; or told what is wrong, with nothing lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import discord

from bot.announcements import schedules
from bot.announcements.kinds import KINDS, Kind, message
from bot.announcements.refusals import RhythmUnclear
from bot.cogs import announce_places, own_names
from bot.cogs.announce_places import Place
from bot.cogs.desk import Rooms
from bot.domain import wording
from bot.domain.announcements import Announcement, AnnouncementKind, Filters
from bot.domain.servers import Language
from bot.errors import ChangeRefused, FieldUnclear
from bot.search import Outcome, Resolution
from bot.ui.announcing_forms import NOTHING, ON_OFF, SECTORS, STATUSES, Field, Part, all_fields
from bot.ui.server import LANGUAGE

MOST_NAMED = 25
"""Cities or countries in a filter."""
SHOWN = 40
_LINES = re.compile(r"[\n;]")
_BETWEEN = re.compile(r"\s*(?:–|-|—|\bto\b|\buntil\b|\btill\b)\s*", re.IGNORECASE)
_LEADING = re.compile(r"^\s*(?:from|between)\s+", re.IGNORECASE)
_YES, _NO = {"on", "yes", "true", "1"}, {"off", "no", "false", "0", "none", ""}


class WhichCityError(Exception):
    """A name in a filter that may mean several cities, or none for sure."""

    def __init__(self, found: Resolution) -> None:
        super().__init__(found.typed)
        self.found = found


@dataclass(slots=True)
class TypedOrder:
    """A form about an announcement as somebody sent it off, or one field of it from a command."""

    user_id: int
    guild_id: int
    kind: AnnouncementKind
    part: Part
    values: dict[str, str]
    """Texts by the field's name. Fields that are not in it are not touched."""
    order: Announcement | None = None
    """The announcement as it stood when the form was opened; ``None`` for a new one."""
    known: dict[str, int] = field(default_factory=dict)
    """Names whose city is plain, because the form came with them or it was chosen: name to the city's id."""
    asked: str = ""
    """The name about which a menu asks."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and for whom a form is understood."""

    rooms: Rooms
    guild: discord.Guild
    member: discord.abc.User
    now: dt.datetime
    zone: str


def understood(around: Surroundings, typed: TypedOrder) -> dict[str, Any]:
    """The fields of :class:`Announcement` that a form changes.

    Raises:
        FieldUnclear: something in it cannot be kept.
        WhichCityError: all else is well, and a city has to be asked about.
    """
    reader = _Reader(around, typed)
    return reader.update()


class _Reader:
    """Reads one form, field by field."""

    def __init__(self, around: Surroundings, typed: TypedOrder) -> None:
        self.around, self.typed, self.kind = around, typed, KINDS[typed.kind]
        self.errors: dict[str, str] = {}
        self.which: Resolution | None = None
        self.readers: dict[str, Callable[[str], dict[str, Any]]] = {
            "channel": self._channel,
            "when": self._when,
            "words": self._words,
            "role": self._role,
            "publish": lambda text: {"publish": _yes_or_no(text)},
            "countries": self._countries,
            "cities": self._cities,
            "sectors": lambda text: {"sectors": _chosen(SECTORS, text)},
            "statuses": lambda text: {"statuses": _chosen(STATUSES, text)},
            "quiet": _quiet,
            "language": _language,
            "empty": lambda text: {"even_if_nothing": _yes_or_no(text)},
        }

    def update(self) -> dict[str, Any]:
        update: dict[str, Any] = {}
        has = {field.name for field in all_fields(self.kind)}
        for name, text in self.typed.values.items():
            try:
                if name not in has:
                    raise _refused(_not_of(self.kind, name))
                update |= self.readers[name](text.strip())
            except ChangeRefused as refusal:
                self.errors[name] = str(refusal)
        self._check_publish(update)
        if self.errors:
            raise FieldUnclear(self.errors)
        if self.which is not None:
            raise WhichCityError(self.which)
        return self._with_filters(update)

    def _check_publish(self, update: dict[str, Any]) -> None:
        order = self.typed.order
        channel_id = update.get("channel_id", order.channel_id if order else None)
        place = announce_places.place_of(self.around.guild, channel_id) if channel_id is not None else None
        publish = update.get("publish", order.publish if order else False)
        if publish and place is not None and not announce_places.can_publish(place):
            wrong = "publish" if "publish" in self.typed.values else "channel"
            self.errors[wrong] = (
                f"Only posts in announcement channels can be published, and #{place.name} is none. Switch publishing off."
            )

    def _with_filters(self, update: dict[str, Any]) -> dict[str, Any]:
        chosen = {name: update.pop(name) for name in ("countries", "cities", "sectors", "statuses") if name in update}
        if chosen:
            before = self.typed.order.filters if self.typed.order else Filters()
            update["filters"] = Filters.model_validate(before.model_dump() | chosen)
        return update

    def _channel(self, text: str) -> dict[str, Any]:
        guild = self.around.guild
        found = announce_places.place_of(guild, own_names.place(guild, text)) if text else None
        if not text:
            raise _refused("In which channel? Mention it, or write its name.")
        if found is not None and not self._sees(found):
            raise _refused(f"You do not see #{found.name} yourself, so somebody who does has to set that up.")
        trouble = announce_places.trouble(found)
        if trouble:
            raise _refused(trouble)
        assert found is not None
        return {"channel_id": found.id}

    def _sees(self, place: Place) -> bool:
        member = self.around.member
        return not isinstance(member, discord.Member) or place.permissions_for(member).view_channel

    def _when(self, text: str) -> dict[str, Any]:
        today = self.around.now.astimezone(ZoneInfo(self.around.zone)).date()
        rhythm = schedules.parse(text or self.kind.default_rhythm, today)
        if rhythm.next_after(self.around.now, self.around.zone) is None:
            raise RhythmUnclear(text, schedules.EXAMPLES, why="That time is over.")
        return {"rhythm": rhythm.words}

    def _words(self, text: str) -> dict[str, Any]:
        if not text:
            raise _refused("What should I post? Write it in your own words.")
        message.check(text)
        return {"words": text}

    def _role(self, text: str) -> dict[str, Any]:
        guild = self.around.guild
        if text.casefold() in ("", *NOTHING):
            return {"role_id": None}
        role_id = guild.id if text.lstrip("@").casefold() in ("everyone", "here") else own_names.role(guild, text)
        if role_id == guild.id:
            raise _refused("@everyone is never pinged. Choose a role that members can take or leave.")
        return {"role_id": role_id}

    def _countries(self, text: str) -> dict[str, Any]:
        codes = []
        for name in _names(text, r"[\n;,]"):
            found = self.around.rooms.search.country(name)
            if found.code is None:
                likely = wording.joined([self.around.rooms.countries.name(code) for code in found.suggestions[:3]], "or")
                raise _refused(f"I know no country called “{name[:SHOWN]}”.{f' Did you mean {likely}?' if likely else ''}")
            codes.append(found.code)
        return {"countries": tuple(dict.fromkeys(codes))}

    def _cities(self, text: str) -> dict[str, Any]:
        ids: list[int] = []
        for name in _names(text, _LINES.pattern):
            ids += self._city(name)
        return {"cities": tuple(dict.fromkeys(ids))}

    def _city(self, name: str) -> list[int]:
        """The city of a line; or the cities, if commas part several."""
        search = self.around.rooms.search
        if name in self.typed.known:
            return [self.typed.known[name]]
        found = search.resolve(name)
        if found.outcome is Outcome.MATCH:
            return [found.candidates[0].city.city_id]
        parts = _names(name, ",") if "," in name else []
        resolved = [search.resolve(part) for part in parts]
        if parts and all(
            part in self.typed.known or each.outcome is Outcome.MATCH for part, each in zip(parts, resolved, strict=True)
        ):
            return [
                self.typed.known.get(part) or each.candidates[0].city.city_id for part, each in zip(parts, resolved, strict=True)
            ]
        if not found.candidates:
            raise _refused(
                f"I know no city called “{name[:SHOWN]}”. Write a line for each; a state or country after a comma may help."
            )
        self.which = self.which or found
        self.typed.asked = self.typed.asked if self.which is not found else name
        return []


def _quiet(text: str) -> dict[str, Any]:
    """``22:00 to 7:00``, ``from 10 pm until 7 am``."""
    if text.casefold() in ("", *NOTHING):
        return {"quiet_from": None, "quiet_to": None}
    parts = _BETWEEN.split(_LEADING.sub("", text))
    minutes = [schedules.minute_of(part) for part in parts]
    if len(minutes) != 2 or None in minutes or minutes[0] == minutes[1]:
        raise _refused(f"“{text[:SHOWN]}” are no hours that I understand. Write for example 22:00 to 7:00, or none.")
    return {"quiet_from": minutes[0], "quiet_to": minutes[1]}


def _language(text: str) -> dict[str, Any]:
    known = {word.casefold(): tag for tag, name in LANGUAGE.items() for word in (str(tag), name)}
    if text.casefold() not in known:
        raise _refused(f"I speak {wording.joined(list(LANGUAGE.values()))}, and not “{text[:SHOWN]}”.")
    return {"language": Language(known[text.casefold()])}


def _yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _refused(f"“{text[:SHOWN]}” is no choice here. Write {' or '.join(value for value, _ in ON_OFF)}.")


def _chosen(field: Field, text: str) -> tuple[str, ...]:
    """The values of a menu that were chosen, or typed by their name."""
    known = {word.casefold(): value for value, label in field.options for word in (value, value.replace("_", " "), label)}
    chosen = []
    for name in _names(text, r"[\n;,]"):
        if name.casefold() not in known:
            raise _refused(
                f"“{name[:SHOWN]}” is none of them. There are {wording.joined([value for value, _ in field.options])}."
            )
        chosen.append(known[name.casefold()])
    return tuple(dict.fromkeys(chosen))


def _names(text: str, between: str) -> list[str]:
    names = [name.strip() for name in re.split(between, text) if name.strip()]
    if len(names) == 1 and names[0].casefold() in NOTHING:
        return []
    if len(names) > MOST_NAMED:
        raise _refused(f"These are {len(names)}, and {MOST_NAMED} is the most.")
    return names


def _not_of(kind: Kind, name: str) -> str:
    title = wording.upper_first(kind.title)
    if name == "when":
        return f"{title} are told as they happen, so no time is set. Leave it out; “quiet hours” can hold posts back at night."
    return f"{title} have no such field. There are {wording.joined([each.name for each in all_fields(kind)])}."


def _refused(words: str) -> ChangeRefused:
    return ChangeRefused(words)


def names_of(rooms: Rooms, order: Announcement) -> tuple[dict[str, int], tuple[str, ...]]:
    """What the cities of an order's filter are called in full, with their ids, and what its countries are called."""
    cities = {}
    for city_id in order.filters.cities:
        city = rooms.search.city(city_id)
        cities[wording.in_full(city, rooms.countries) if city is not None else f"city {city_id}"] = city_id
    return cities, tuple(rooms.countries.name(code) for code in order.filters.countries)
