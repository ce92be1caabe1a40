"""What is typed into the fields of an entry, as values of its model: dates and words as people write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from bot.domain import date_words, model_fields, wording
from bot.domain.changes import Change
from bot.domain.dates import PartialDate
from bot.domain.entry import Entry
from bot.domain.initiatives import VOUCHED_BY, Ask, Initiative, Verification
from bot.domain.pairings import Pairing, PairingKind
from bot.domain.tables import BY_NAME, Table
from bot.errors import FieldUnclear
from bot.store import entries
from bot.store.database import Connection
from bot.store.entries import Stored

CHECKED_ONLY = frozenset({"verification", *VOUCHED_BY})
"""What follows from the check of a link, and is never typed: two people have to stand for it."""

LONGEST_NUMBER = 25
"""Characters of a number that is read: the largest that the store holds has 19 digits."""


def edited(db: Connection, stored: Stored, values: Mapping[str, str], today: dt.date) -> Change:
    """The change of a row that comes of typed texts, by column. Fields that are not named stay; an empty text clears an optional one.

    A changed link is nobody's verified link any more. A changed pair of cities is put in its order.

    Raises:
        FieldUnclear: something that was typed cannot be kept.
    """
    table = BY_NAME[stored.table_name]
    errors: dict[str, str] = {}
    given: dict[str, object] = {}
    for field, text in values.items():
        if field in table.key and text.strip() != _text(getattr(stored.entry, field)):
            errors[field] = f"This is what the {table.word} is known by. Add another one, and retire this one."
        elif field in CHECKED_ONLY:
            errors[field] = "This follows from the check of the link, and is not typed. Change the link, or report it."
        elif field not in table.key:
            _take(table, field, text, today, given, errors)
    _look_up(db, table, given, errors, stored.guild_id)
    if errors:
        raise FieldUnclear(errors)
    after = model_of(table, stored.entry.model_dump() | given)
    if isinstance(after, Initiative) and isinstance(stored.entry, Initiative) and after.link != stored.entry.link:
        after = after.model_copy(update={"verification": Verification.UNVERIFIED} | dict.fromkeys(VOUCHED_BY))
    return Change(stored.table_name, stored.entry, after, stored.guild_id)


def added(db: Connection, table_name: str, values: Mapping[str, str], today: dt.date, guild_id: int | None = None) -> Entry:
    """A new row of typed texts, by column, with a new id. What it points to has to be recorded.

    Args:
        guild_id: in which server it is typed: its own pairings may be named there, and those of no other.

    Raises:
        FieldUnclear: something that was typed cannot be kept, or something is missing.
    """
    table = BY_NAME[table_name]
    numbered = own_number(table)
    errors: dict[str, str] = {}
    given: dict[str, object] = {}
    for field, text in values.items():
        if field in CHECKED_ONLY and text.strip():
            errors[field] = "This follows from the check of the link, and is not typed."
        elif field != numbered:
            _take(table, field, text, today, given, errors)
    for field, info in table.model.model_fields.items():
        if info.is_required() and field != numbered and field not in given:
            errors.setdefault(field, "This is needed.")
    _look_up(db, table, given, errors, guild_id)
    if errors:
        raise FieldUnclear(errors)
    if not numbered:
        return model_of(table, given)
    checked = model_of(table, {**given, numbered: 1})
    return checked.model_copy(update={numbered: entries.new_id(db, table_name)})


def own_number(table: Table) -> str:
    """The column that numbers the rows of a table, if the bot gives the numbers; else nothing."""
    return table.key[0] if len(table.key) == 1 and table.key[0] not in table.references and table.key[0].endswith("_id") else ""


def model_of(table: Table, values: Mapping[str, object]) -> Entry:
    """The row of these values. Raises :class:`FieldUnclear` where the model refuses them."""
    if table.model is Pairing:
        values = _in_order(values)
    try:
        return table.model.model_validate(values)
    except ValidationError as error:
        raise FieldUnclear({str(each["loc"][0]) if each["loc"] else "": _said(each) for each in error.errors()}) from error


def value_of(model: type[Entry], field: str, text: str, today: dt.date) -> object:
    """The value that a text means in a field; ``None`` for an empty one that may be empty.

    Raises:
        ValueError: it means none; the message says what to write.
    """
    plain = text.strip()
    info = model.model_fields[field]
    if not plain:
        if info.is_required():
            raise ValueError("This cannot be left empty.")
        return info.get_default()
    kind = _kind(model, field)
    if issubclass(kind, PartialDate):
        return date_words.spelt(plain, today)
    if issubclass(kind, StrEnum):
        return word_of(kind, plain)
    if issubclass(kind, int | float):
        return _number(kind, plain)
    return plain.upper() if field.endswith("country_code") else plain


def word_of(kind: type[StrEnum], text: str) -> StrEnum:
    """The word of a list that a text means: by value, or as it is shown to members, in any case.

    Raises:
        ValueError: none; the message names those there are.
    """
    asked = _flat(text)
    for word in kind:
        if asked in {_flat(word), *(_flat(shown[word]) for shown in _SHOWN.get(kind, ()))}:
            return word
    words = [str(word).replace("_", " ") for word in kind]
    raise ValueError(f"“{text[:40]}” is none of these. Write {wording.joined(words, 'or')}.")


def field_named(model: type[Entry], words: str) -> str:
    """The column that a member's words mean: ``last seen``, ``Last_seen``, ``beneficiary``; nothing if none."""
    asked = _flat(words)
    names = {_flat(name): name for name in model.model_fields}
    short = {_flat(name.removesuffix("_id")): name for name in model.model_fields if name.endswith("_id")}
    found = names.get(asked) or short.get(asked) or names.get(_flat(_ALIASES.get(asked, "")))
    return found or ""


_ALIASES = {
    "status": "state",
    "name": "title",
    "website": "link",
    "page": "link",
    "address": "link",
    "url": "link",
}
"""Other words for a field, where the entry has no field of that name."""

_SHOWN: Mapping[type[StrEnum], tuple[Mapping[Any, str], ...]] = {
    PairingKind: (wording.KIND, wording.PARTNERS), Ask: (wording.ASK,),
}  # fmt: skip
"""How members see the words of a list."""


def _take(table: Table, field: str, text: str, today: dt.date, given: dict[str, object], errors: dict[str, str]) -> None:
    if field not in table.model.model_fields:
        errors[field] = f"A {table.word} has no such field."
        return
    try:
        given[field] = value_of(table.model, field, text, today)
    except ValueError as error:
        errors[field] = str(error)


def _look_up(db: Connection, table: Table, given: Mapping[str, object], errors: dict[str, str], guild_id: int | None) -> None:
    """What the typed ids point to has to be there, and not be another server's."""
    for field, target in table.references.items():
        value = given.get(field)
        if not isinstance(value, int | str) or field in errors:
            continue
        found = entries.find(db, target, (value,)) if _fits(value) else None
        if found is None or found.guild_id not in (None, guild_id):
            errors[field] = f"There is no {BY_NAME[target].word} {value} here."


def _fits(value: int | str) -> bool:
    return isinstance(value, str) or 0 < value < 2**63


def _kind(model: type[Entry], field: str) -> type[Any]:
    """The plain type of a field, without that it may be empty."""
    kind = model_fields.value_type(model.model_fields[field].annotation)
    assert isinstance(kind, type)
    return kind


def _number(kind: type[Any], text: str) -> int | float:
    plain = text.replace(",", "").replace(" ", "") if kind is int else text
    try:
        if not plain.isascii() or len(plain) > LONGEST_NUMBER:
            raise ValueError
        number: int | float = kind(plain)
        return number
    except ValueError as error:
        raise ValueError(f"“{text[:40]}” is no number. Write it in digits.") from error


def _in_order(values: Mapping[str, object]) -> Mapping[str, object]:
    one, other = values.get("city_a"), values.get("city_b")
    if isinstance(one, int) and isinstance(other, int):
        return {**values, "city_a": min(one, other), "city_b": max(one, other)}
    return values


def _said(error: Any) -> str:
    """What pydantic has against a value, as something to act on."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "This is needed."
        case "string_too_long":
            return f"This is too long. Write at most {limits['max_length']:,} characters."
        case "string_too_short":
            return "This cannot be left empty."
        case "string_pattern_mismatch" if "http" in limits.get("pattern", ""):
            return "This is no address. Write it whole, with the https that it begins with."
        case "string_pattern_mismatch":
            return "This is no country code. Write two letters, as in UA."
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal" | "finite_number":
            return "That number cannot be."
        case "value_error":
            return _RULES.get(str(limits.get("error")), wording.upper_first(str(limits.get("error")))).rstrip(".") + "."
    return f"{error['msg']}."


_RULES = {
    "city_a must be the smaller id, and the two must differ": "A pairing needs two different cities",
    "a source needs a url or a citation": "A source needs an address, or a citation: author, title, place and date",
}


def _flat(words: str) -> str:
    return " ".join(words.casefold().replace("_", " ").replace("-", " ").split())


def _text(value: object) -> str:
    return "" if value is None else str(value)
