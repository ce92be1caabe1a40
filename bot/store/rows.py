"""Rows of the store as values of the domain. A model's fields are its columns, in their order."""

from __future__ import annotations

import sqlite3
import types
import typing
from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache
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


def entry(model: type[AnEntry], row: sqlite3.Row, start: int = 0) -> AnEntry:
    """The value that stands in ``row`` from column ``start`` on.

    The row was validated when it was written, so it is not validated again; and since values are frozen, equal rows are
    one value: most of what is asked for was asked for before.
    """
    built = _built(model, row[start : start + len(model.model_fields)])
    assert isinstance(built, model)
    return built


@lru_cache(maxsize=16_384)
def _built(model: type[Entry], cells: tuple[Any, ...]) -> Entry:
    made = {}
    for (name, convert), cell in zip(_converters(model), cells, strict=True):
        made[name] = convert(cell) if convert is not None and cell is not None else cell
    return model.model_construct(**made)


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
