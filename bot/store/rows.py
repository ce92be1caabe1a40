"""Rows of the store as values of the domain. A model's fields are its columns, in their order."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from bot.domain.dates import PartialDate
from bot.domain.entry import Entry

AnEntry = TypeVar("AnEntry", bound=Entry)
Convert = Callable[[Any], Any] | None


def columns(model: type[Entry], table: str) -> str:
    """The columns of ``model`` as a select list: ``event.event_id, event.pairing_id, …``."""
    return ", ".join(f"{table}.{name}" for name in model.model_fields)


def width(model: type[Entry]) -> int:
    """How many columns ``model`` takes in a row."""
    return len(model.model_fields)


def entry(model: type[AnEntry], row: Sequence[Any], start: int = 0) -> AnEntry:
    """The value that stands in ``row`` from column ``start`` on.

    The row was validated when it was written, so it is not validated again.
    """
    values = {}
    for position, (name, convert) in enumerate(_converters(model), start):
        value = row[position]
        values[name] = convert(value) if convert is not None and value is not None else value
    built = model.model_construct(**values)
    assert isinstance(built, model)
    return built


def values(item: Entry) -> dict[str, Any]:
    """``item`` as a row: what SQLite can hold, under the names of its columns."""
    return {name: str(value) if isinstance(value, StrEnum | PartialDate) else value for name, value in item}


@cache
def _converters(model: type[Entry]) -> tuple[tuple[str, Convert], ...]:
    hints = typing.get_type_hints(model)
    return tuple((name, _converter(hints[name])) for name in model.model_fields)


def _converter(hint: Any) -> Convert:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (hint,) = (part for part in typing.get_args(hint) if part is not types.NoneType)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {str(word): word for word in hint}.__getitem__
    if isinstance(hint, type) and issubclass(hint, PartialDate):
        return hint
    return None
