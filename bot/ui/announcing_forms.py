"""The forms of an announcement: where and when, what it tells of, hours and language; and the messages around them.

Every field, typed or chosen, is a text by the field's name, so that a form and a command are understood alike and a form that
could not be kept opens again with what was in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import discord
from discord import ui

from bot.announcements.kinds import KINDS, Kind
from bot.domain import wording
from bot.domain.announcements import Announcement, AnnouncementKind
from bot.domain.places import City
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import Control, button, menu
from bot.ui.forms import TITLE
from bot.ui.inert import cut, inert, tidy, typed
from bot.ui.limits import CONTENT, OPTION, OPTIONS
from bot.ui.server import LANGUAGE
from bot.ui.theme import LIST

CODE = "po"
NOTHING = ("none", "nobody", "nothing", "no", "-", "all", "any", "everything")
"""What is typed to leave a field empty."""
ON_OFF = (("on", "Yes"), ("off", "No"))
Submitted = Callable[[discord.Interaction[Any], dict[str, str]], Awaitable[None]]


class Part(Enum):
    """The forms of an announcement. The value stands in a control's id."""

    PLACE = "w"
    FILTERS = "t"
    HOURS = "h"


class Asks(Enum):
    """How a field is filled in."""

    LINE = "line"
    WORDS = "words"
    CHANNEL = "channel"
    ROLE = "role"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form, and of the command ``announce edit``."""

    name: str
    label: str
    hint: str
    asks: Asks = Asks.LINE
    example: str = ""
    longest: int = 200
    needed: bool = False
    options: Sequence[tuple[str, str]] = ()


CHANNEL = Field("channel", "Channel", "A channel, thread or forum of this server", Asks.CHANNEL, needed=True)
WHEN = Field("when", "When", "By this server’s clock; for a single time, a date", example="every Monday 9:00")
WORDS = Field(
    "words",
    "What I post",
    "Your own words. Links, mentions and formatting show as plain text",
    Asks.WORDS,
    "On {date}: our monthly call about the pairings.",
    1500,
    needed=True,
)
ROLE = Field("role", "Role to ping", "Nobody is pinged unless you choose a role", Asks.ROLE)
PUBLISH = Field(
    "publish", "Publish it to the channels that follow", "In announcement channels only", Asks.CHOICE, options=ON_OFF, needed=True
)
COUNTRIES = Field("countries", "Countries", "Only what concerns one of these; empty for all", example="Ukraine, Poland")
CITIES = Field(
    "cities", "Cities", "Only what concerns one of these; a line each; empty for all", Asks.WORDS, "Kharkiv\nBirmingham, Alabama", 1000
)  # fmt: skip
SECTORS = Field(
    "sectors", "Sectors", "Of initiatives, only these; none chosen: all", Asks.CHOICES,
    options=[(str(sector), wording.upper_first(words)) for sector, words in wording.SECTOR.items()],
)  # fmt: skip
STATUSES = Field(
    "statuses", "Statuses", "Of pairings, only those that now have one of these; none chosen: all", Asks.CHOICES,
    options=[(str(status), words) for status, words in wording.STATUS.items()],
)  # fmt: skip
QUIET = Field("quiet", "Quiet hours", "Between these, posts wait, by this server’s clock", example="22:00 to 7:00", longest=60)
LANGUAGES = Field(
    "language", "Language", "", Asks.CHOICE, options=[(str(tag), name) for tag, name in LANGUAGE.items()], needed=True
)
EMPTY = Field("empty", "Post it even if nothing changed", "", Asks.CHOICE, options=ON_OFF, needed=True)
EVERY_FIELD = (CHANNEL, WHEN, WORDS, ROLE, PUBLISH, COUNTRIES, CITIES, SECTORS, STATUSES, QUIET, LANGUAGES, EMPTY)
PART_TITLES = {Part.PLACE: "Where and when", Part.FILTERS: "What it tells of", Part.HOURS: "Hours and language"}
"""What the buttons to the forms say."""


def fields_of(kind: Kind, part: Part) -> tuple[Field, ...]:
    """The fields that a kind has in a form; at most five, as many as Discord takes."""
    match part:
        case Part.PLACE:
            own = kind.name is AnnouncementKind.MESSAGE
            return (CHANNEL, *((WHEN,) if kind.timed else ()), *((WORDS,) if own else ()), ROLE, PUBLISH)
        case Part.FILTERS:
            return tuple(field for field in (COUNTRIES, CITIES, SECTORS, STATUSES) if field.name in kind.filtered_by)
        case Part.HOURS:
            return (QUIET, LANGUAGES, *((EMPTY,) if kind.name is AnnouncementKind.DIGEST else ()))


def all_fields(kind: Kind) -> tuple[Field, ...]:
    """Every field that a kind has."""
    return tuple(field for part in Part for field in fields_of(kind, part))


def field_named(text: str) -> Field | None:
    """The field that somebody typed: ``when``, ``quiet hours``."""
    word = " ".join(text.casefold().split())
    alike = {"quiet hours": "quiet", "filters": "countries", "status": "statuses", "city": "cities", "country": "countries",
             "sector": "sectors", "ping": "role", "mention": "role", "message": "words", "text": "words", "time": "when"}  # fmt: skip
    return next((field for field in EVERY_FIELD if field.name == alike.get(word, word)), None)


def in_fields(order: Announcement, cities: Sequence[str], countries: Sequence[str]) -> dict[str, str]:
    """What stands in the fields of an announcement.

    Args:
        cities: what the cities of its filter are called, in full.
        countries: what the countries are called.
    """
    quiet = order.quiet_from is not None and order.quiet_to is not None
    return {
        "channel": str(order.channel_id),
        "when": order.rhythm,
        "words": order.words,
        "role": str(order.role_id or ""),
        "publish": _on(is_so=order.publish),
        "countries": ", ".join(countries),
        "cities": "\n".join(cities),
        "sectors": ",".join(order.filters.sectors),
        "statuses": ",".join(order.filters.statuses),
        "quiet": f"{clock(order.quiet_from)} to {clock(order.quiet_to)}" if quiet else "",
        "language": str(order.language),
        "empty": _on(is_so=order.even_if_nothing),
    }


def clock(minute: int | None) -> str:
    """A minute of the day as ``9:00``."""
    return f"{(minute or 0) // 60}:{(minute or 0) % 60:02}"


class AnnouncementForm(ui.Modal):
    """One of the forms.

    Args:
        values: what stands in it, by the field's name.
    """

    def __init__(self, kind: Kind, part: Part, values: Mapping[str, str], submitted: Submitted) -> None:
        super().__init__(title=cut(f"{wording.upper_first(kind.title)}: {PART_TITLES[part].lower()}", TITLE), timeout=None)
        self._submitted = submitted
        self._inputs: dict[str, ui.Item[Any]] = {}
        for field in fields_of(kind, part):
            made = _input(field, values.get(field.name, ""))
            self._inputs[field.name] = made
            self.add_item(ui.Label(text=field.label, description=field.hint or None, component=made))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand on what was typed and chosen."""
        await self._submitted(interaction, {name: _text(made) for name, made in self._inputs.items()})


def _input(field: Field, value: str) -> ui.Item[Any]:
    chosen = [part for part in value.split(",") if part]
    match field.asks:
        case Asks.CHANNEL:
            kinds = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum,
                     discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread]  # fmt: skip
            present = [discord.Object(int(value))] if value.isdecimal() else []
            return ui.ChannelSelect(custom_id=field.name, channel_types=kinds, default_values=present)
        case Asks.ROLE:
            present = [discord.Object(int(value))] if value.isdecimal() else []
            return ui.RoleSelect(custom_id=field.name, min_values=0, required=False, default_values=present)
        case Asks.CHOICE | Asks.CHOICES:
            several = field.asks is Asks.CHOICES
            return ui.Select(
                custom_id=field.name,
                min_values=0 if several else 1,
                max_values=len(field.options) if several else 1,
                required=not several,
                options=[
                    discord.SelectOption(label=cut(label, OPTION), value=given, default=given in chosen)
                    for given, label in field.options
                ],
            )
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if field.asks is Asks.WORDS else discord.TextStyle.short,
        placeholder=field.example or None,
        default=value[: field.longest] or None,
        required=field.needed,
        max_length=field.longest,
    )


def _text(made: ui.Item[Any]) -> str:
    match made:
        case ui.ChannelSelect() | ui.RoleSelect():
            return str(made.values[0].id) if made.values else ""
        case ui.Select():
            return ",".join(made.values)
        case ui.TextInput():
            return made.value.strip()
    raise AssertionError(made)


def _on(*, is_so: bool) -> str:
    return "on" if is_so else "off"


def which_kind(asking: Asking) -> Answer:
    """``announce add`` alone: what there is to tell, each with its sentence, and a menu that opens the form."""
    kinds = [kind for kind in KINDS.values() if kind.for_servers]
    card = Card(LIST)
    card.say("## What should I tell?", "Choose below, and a form asks for the channel. Each can be changed and paused later.")
    card.rule()
    card.say(*(f"**{inert(wording.upper_first(kind.title))}**: {inert(kind.what)}" for kind in kinds))
    card.rule()
    card.say(f"-# In one line too: {asking.example('announce add digest #news every Monday 9:00')}")
    options = [(str(kind.name), wording.upper_first(kind.title), kind.what) for kind in kinds]
    card.controls(menu("Choose what I should tell", asking.control_id(CODE, "k"), options))
    return card.answer()


def one_form(asking: Asking, kind: Kind, key: int) -> Answer:
    """``!announce add digest``: a form can be opened by a button only.

    Args:
        key: under which number something that was typed already is kept; 0 for an empty form.
    """
    opens = asking.control_id(CODE, "r", key) if key else asking.control_id(CODE, "k", str(kind.name))
    return sentence(
        f"**{inert(wording.upper_first(kind.title))}**: {inert(kind.what)} The form opens with the button; nothing is posted yet.",
        button("Open the form", opens, likely=True),
    )


def again_button(asking: Asking, key: int) -> Control:
    """The button that opens a form with what was typed."""
    return button("Back to the form", asking.control_id(CODE, "r", key), likely=True)


def forgotten(asking: Asking) -> Answer:
    """What was typed is no longer kept."""
    return sentence(
        "What you typed into this form is no longer kept: I was restarted, or it was long ago. Begin anew with "
        f"{asking.example('announce add')} or {asking.example('announce edit 1')}.",
        private=True,
    )


def unclear(asking: Asking, key: int, errors: Mapping[str, str]) -> Answer:
    """What could not be kept, field by field; the form opens again with what was typed."""
    known = {field.name: field.label for field in EVERY_FIELD}
    room = (CONTENT - 60) // len(errors) - 60
    lines = [f"**{known.get(name, 'Announcement')}:** {inert(words, room)}" for name, words in errors.items()]
    said = "\n".join(["Nothing was changed, and what you typed is kept.", *lines])
    return sentence(said, again_button(asking, key), private=True)


def which_city(asking: Asking, key: int, text: str, cities: Sequence[City], *, sure: bool, private: bool) -> Answer:
    """Several cities have a name in the filter, or only a likely one does."""
    question = f"Which {typed(text)} do you mean?" if sure else f"I know no city called “{typed(text)}”. Is it one of these?"
    options = [(str(city.city_id), wording.in_full(city, asking.countries), "") for city in cities[:OPTIONS]]
    return sentence(
        f"{question} What you typed is kept.",
        menu("Choose a city", asking.control_id(CODE, "c", key), options),
        again_button(asking, key),
        private=private,
    )


def kind_named(text: str) -> tuple[Kind | None, str]:
    """The kind that the first words name, and the rest: ``weekly digest #news every Monday`` → digest, ``#news every Monday``."""
    words = tidy(text).split(" ")
    for count in range(min(4, len(words)), 0, -1):
        name = " ".join(words[:count]).casefold().replace("-", " ").replace("_", " ")
        for kind in KINDS.values():
            called = {str(kind.name).replace("_", " "), kind.title.casefold(), kind.title.casefold().removesuffix("s")}
            if kind.for_servers and (name in called or name.removesuffix("s") in called):
                return kind, " ".join(words[count:])
    return None, tidy(text)


def kinds_in_words() -> str:
    """The words for the kinds, as they are typed."""
    return wording.joined([str(kind.name) for kind in KINDS.values() if kind.for_servers], "or")
