"""Forms for entries, made from the models: a field of a model is a field here, with its words, its hint and its limits.

Places, organisations, countries and sources are typed by what they are called; :class:`Asks` says what a field asks for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from functools import cache
from typing import Any

import annotated_types
import discord
from discord import ui
from pydantic.fields import FieldInfo

from bot.domain import date_words, wording
from bot.domain.dates import PartialDate
from bot.domain.initiatives import Ask, State
from bot.domain.model_fields import unwrapped
from bot.domain.pairings import PairingKind
from bot.domain.sources import Grade
from bot.domain.tables import BY_NAME, Table
from bot.moderation.filled import FOLLOWS, parts_of
from bot.moderation.typed import CHECKED_ONLY, LONGEST_NUMBER, own_number
from bot.ui.changes import label_of
from bot.ui.forms import TITLE
from bot.ui.inert import cut, tidy
from bot.ui.limits import OPTIONS

PAGE = 5
"""Inputs in one form. Discord takes no more."""
LABEL = 45
HINT = 100
PARAGRAPH_FROM = 400
"""Characters. What may be longer gets a field of several lines."""
LONGEST = 4000
"""Characters of one input. Discord takes no more."""
PLACE = 300
SOURCE = 2000
WHY = "why"
NONE = "-"
"""The choice of an optional menu that means nothing."""

ADDABLE = ("pairings", "events", "claims", "initiatives", "organisations", "city_names", "cities")
"""What is added with a form, in the order in which it is offered."""
KEPT_BACK: Mapping[str, tuple[str, ...]] = {
    "cities": ("geonames_id",),
    "events": ("pairing_id", "city_id", "other_city_id"),
    "claims": ("event_id",),
}
"""What follows from where an entry is, and is never typed."""
ASKED_TOO: Mapping[str, tuple[str, ...]] = {
    "initiatives": ("beneficiary_id", "country_code", "last_seen"),
    "events": ("by_city",),
    "claims": ("date", "decided_by", "source_id", "words", "condition"),
    "city_names": ("language", "source_id"),
    "organisations": ("domain", "home_city_id", "source_id"),
    "cities": ("region", "note"),
}
"""What is asked when something is added though it may be left empty: without it an entry is of little use, or it cannot be put in later."""
NEEDED: frozenset[tuple[str, str]] = frozenset({("claims", "source_id")})
"""What the models leave open and moderators do not: whose word it is."""
EARLY: frozenset[tuple[str, str]] = frozenset({("initiatives", "beneficiary_id")})
"""What may be left empty and is asked first all the same."""
LATER: frozenset[tuple[str, str]] = frozenset({("pairings", "words")})
"""What is asked with a part, but not where the part comes with that whole: two forms are enough."""


class Asks(Enum):
    """What is typed into a field."""

    WORDS = "words"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    PLACE = "place"
    COUNTRY = "country"
    ORGANISATION = "organisation"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class FormField:
    """One input of a form."""

    key: str
    """What it is called between the form and the bot: the number of the row and the column, ``0.title``."""
    label: str
    hint: str
    required: bool
    longest: int
    asks: Asks
    choices: tuple[tuple[str, str], ...] = ()
    """Of a menu: value and label."""

    @property
    def column(self) -> str:
        return self.key.partition(".")[2]

    @property
    def row(self) -> int:
        return int(self.key.partition(".")[0]) if "." in self.key else 0


WHY_FIELD = FormField(
    WHY, "Why", "Stands in the history for good: what was wrong, or where you know it from", False, 500, Asks.WORDS
)


def why_field(*, required: bool) -> FormField:
    """The reason of a change."""
    return replace(WHY_FIELD, required=required)


@cache
def fields_of(table_name: str, row: int = 0, *, adding: bool = False) -> tuple[FormField, ...]:
    """The fields of a row that moderators may fill in, in the order of the model.

    Args:
        row: the number of the row in the form.
        adding: whether the row is new. What a row is known by is not changed later.
    """
    table = BY_NAME[table_name]
    kept_back = {own_number(table), *CHECKED_ONLY, *KEPT_BACK.get(table_name, ())}
    if not adding:
        kept_back |= {*table.key}
    return tuple(_field(table, column, info, row) for column, info in table.model.model_fields.items() if column not in kept_back)


@cache
def fields_to_add(table_name: str) -> tuple[FormField, ...]:
    """What is asked when an entry is added, with its parts: what it needs, then what it should not be without, then why."""
    needed: list[FormField] = []
    others: list[FormField] = []
    for row, part in enumerate(parts_of(table_name)):
        for field in fields_of(part, row, adding=True):
            if field.required or (part, field.column) in EARLY:
                needed.append(_among(field, part))
            elif field.column in ASKED_TOO.get(part, ()) and (table_name, field.column) not in LATER:
                others.append(_among(field, part))
    return (*needed, *others, WHY_FIELD)


def offered(table_name: str, texts: Mapping[str, str], today: dt.date) -> dict[str, str]:
    """What stands in further fields of a new entry to begin with, by what was typed already: what is open was seen today."""
    is_open = table_name == "initiatives" and texts.get("0.state") == State.OPEN
    return {"0.last_seen": PartialDate.parse(today.isoformat()).long} if is_open else {}


def pages(fields: Sequence[FormField]) -> list[tuple[FormField, ...]]:
    """The fields in forms of as many as Discord takes."""
    return [tuple(fields[start : start + PAGE]) for start in range(0, len(fields), PAGE)]


def with_rows_named(fields: Sequence[FormField], names: Sequence[str]) -> list[FormField]:
    """The fields of several rows, each with the name of its row before: ``Source: grade``."""
    return [
        replace(field, label=cut(f"{names[field.row]}: {field.label[:1].lower()}{field.label[1:]}", LABEL)) for field in fields
    ]


def changed_texts(fields: Collection[FormField], texts: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """What was typed that is not what stood there. A field that was not in the form is nobody's."""
    known = {field.key for field in fields}
    return {
        key: text.strip()
        for key, text in texts.items()
        if key in known and key != WHY and _flat(text) != _flat(shown.get(key, ""))
    }


class EntryForm(ui.Modal):
    """A form of at most five fields.

    Args:
        texts: what stands in the fields to begin with, by key.
        custom_id: what Discord calls the form. Opened again under the same, it takes the place of the earlier one.
        submitted: what happens with the texts that were sent off, by key.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        texts: Mapping[str, str],
        custom_id: str,
        submitted: Callable[[discord.Interaction[Any], dict[str, str]], Awaitable[None]],
    ) -> None:
        super().__init__(title=cut(tidy(title), TITLE), timeout=None, custom_id=custom_id)
        self._submitted = submitted
        self._inputs: dict[str, ui.TextInput[Any] | ui.Select[Any]] = {}
        for field in fields[:PAGE]:
            made = _input(field, texts.get(field.key, ""))
            self._inputs[field.key] = made
            self.add_item(ui.Label(text=cut(field.label, LABEL), description=cut(field.hint, HINT) or None, component=made))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand on what was typed and chosen."""
        await self._submitted(interaction, {key: _text(made) for key, made in self._inputs.items()})


def _input(field: FormField, text: str) -> ui.TextInput[Any] | ui.Select[Any]:
    if field.asks is Asks.CHOICE:
        options = [discord.SelectOption(label=label, value=value, default=value == text) for value, label in field.choices]
        if not field.required:
            options.insert(0, discord.SelectOption(label="Not recorded", value=NONE, default=not text))
        return ui.Select(custom_id=field.key, options=options, required=field.required)
    return ui.TextInput(
        custom_id=field.key,
        style=discord.TextStyle.paragraph
        if field.longest >= PARAGRAPH_FROM and field.asks is Asks.WORDS
        else discord.TextStyle.short,
        default=text[: field.longest] or None,
        required=field.required,
        max_length=field.longest,
    )


def _text(made: ui.TextInput[Any] | ui.Select[Any]) -> str:
    if isinstance(made, ui.Select):
        return "" if not made.values or made.values[0] == NONE else str(made.values[0])
    return made.value or ""


def _field(table: Table, column: str, info: FieldInfo, row: int) -> FormField:
    kind, _ = unwrapped(info.annotation, [])
    asks = _asks(table, column, kind)
    follows = column == "country_code" and table.name in FOLLOWS
    return FormField(
        key=f"{row}.{column}",
        label=cut(_label(table, column), LABEL),
        hint=cut(_hint(info, asks, follows=follows), HINT),
        required=(info.is_required() and not follows) or (table.name, column) in NEEDED,
        longest=_longest(info, asks),
        asks=asks,
        choices=_choices(kind) if asks is Asks.CHOICE else (),
    )


def _asks(table: Table, column: str, kind: object) -> Asks:
    match table.references.get(column):
        case "cities":
            return Asks.PLACE
        case "countries":
            return Asks.COUNTRY
        case "organisations":
            return Asks.ORGANISATION
        case "sources":
            return Asks.SOURCE
    if isinstance(kind, type):
        if issubclass(kind, PartialDate):
            return Asks.DATE
        if issubclass(kind, StrEnum) and len(kind) < OPTIONS:
            return Asks.CHOICE
        if issubclass(kind, int | float):
            return Asks.NUMBER
    return Asks.WORDS


def _label(table: Table, column: str) -> str:
    """A column in words; where a place stands beside its name as a source has it, it is said which is which."""
    if column.endswith("_id") and column.removesuffix("_id") in table.columns:
        return f"{label_of(column)}, as a place on record"
    return label_of(column)


_HINTS = {
    Asks.PLACE: "A city, as you would ask for it; a state or country after a comma tells namesakes apart",
    Asks.COUNTRY: "A country, as you would ask for it",
    Asks.ORGANISATION: "The name of a recorded organisation",
    Asks.SOURCE: "The address of the page that says so, or author, title, place and date",
    Asks.DATE: date_words.EXAMPLES,
}


def _hint(info: FieldInfo, asks: Asks, *, follows: bool) -> str:
    if follows:
        return "Needed only where no city is named"
    said = info.description or ""
    own = wording.upper_first(_HINTS.get(asks, ""))
    if not own:
        return said
    both = f"{said}. {own}"
    if said and len(both) <= HINT and asks is not Asks.COUNTRY and "EDTF" not in said:
        return both
    return said if said and asks in (Asks.PLACE, Asks.ORGANISATION) else own


def _longest(info: FieldInfo, asks: Asks) -> int:
    match asks:
        case Asks.DATE:
            return date_words.LONGEST
        case Asks.NUMBER:
            return LONGEST_NUMBER
        case Asks.PLACE | Asks.COUNTRY | Asks.ORGANISATION:
            return PLACE
        case Asks.SOURCE:
            return SOURCE
    _, inner = unwrapped(info.annotation, [])
    said: list[object] = [*info.metadata]
    for each in inner:
        said += [each] if not isinstance(each, FieldInfo) else each.metadata
    return min([LONGEST, *(each.max_length for each in said if isinstance(each, annotated_types.MaxLen))])


_WORDS: Mapping[object, Mapping[Any, str]] = {PairingKind: wording.KIND, Ask: wording.ASK}


def _choices(kind: object) -> tuple[tuple[str, str], ...]:
    assert isinstance(kind, type)
    assert issubclass(kind, StrEnum)
    return tuple((str(word), wording.upper_first(_word(word))) for word in kind)


def _word(word: StrEnum) -> str:
    if isinstance(word, Grade):
        return f"{word}: {word.words}"
    return _WORDS.get(type(word), {}).get(word) or str(word).replace("_", " ")


_AMONG = {
    ("initiatives", "beneficiary_id"): "Which city is helped",
    ("events", "kind"): "What happened",
    ("claims", "date"): "When",
    ("claims", "decided_by"): "Who decided",
    ("claims", "words"): "The deciding words",
}


def _among(field: FormField, table_name: str) -> FormField:
    """A field as a question, for a form in which the fields of several rows stand side by side."""
    return replace(field, label=_AMONG.get((table_name, field.column), field.label))


def _flat(text: str) -> str:
    return " ".join(text.split())
